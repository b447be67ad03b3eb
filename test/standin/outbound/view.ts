import type { StandInOrg } from '../org.ts'
import { actionId } from './compose.ts'
import type { Outbound } from './open.ts'

/** What is deployed, for people and tests. */
export const deploymentOf = (org: StandInOrg, { deployment, skipped }: Outbound) => ({
  triggers: deployment.triggers.map(({ name, kind, object, messages }) => ({ name, kind, object, messages })),
  actions: [...deployment.actions.values()].map((action) => ({ id: actionId(org.id, action.name), ...action })),
  skipped,
})
