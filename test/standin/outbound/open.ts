import type { Change } from '../data/record.ts'
import { deploymentOf, type Deployment } from '../api/metadata/effects/triggers.ts'
import type { StandInOrg } from '../org.ts'
import { Outbox } from './outbox.ts'
import { openQueue } from './queue.ts'
import { deployTemplates, removeTriggers, type TriggerOrder } from './triggers/deploy.ts'

export const bypass = 'Survey_Bridge_Bypass'

/** Triggers and sender of one org. */
export type Outbound = {
  outbox: Outbox
  readonly deployment: Deployment
  /** Templates of the last order that the org has no object for. */
  readonly skipped: string[]
  /** Custom permissions by username. */
  permissions: Map<string, Set<string>>
  deploy(order: TriggerOrder): void
  undeploy(): void
  stop(): void
}

/** Listens to the org's commits and sends what its triggers ask for, however they were deployed. */
export function openOutbound(org: StandInOrg): Outbound {
  let deployment = deploymentOf(org)
  let skipped: string[] = []
  const permissions = new Map<string, Set<string>>()
  const outbox = new Outbox(org, openQueue(org.database, org.id.slice(3, 5)), () => deployment.actions)
  let open = true
  org.components.onChange(() => (deployment = deploymentOf(org)))
  org.clock.onAdvance(() => outbox.wake())
  org.onCommit((changes) => {
    if (open) for (const change of changes) fire(change)
  })

  function fire({ object, id, before, after, user }: Change): void {
    // The loop guard: Salesforce looks at the saving user's profile before it looks at anything else.
    if (after === null || !user.sendsOutboundMessages) return
    const saving = { before, after, permissions: permissions.get(user.username) ?? new Set<string>() }
    for (const trigger of deployment.triggers) {
      if (trigger.object !== object) continue
      for (const action of trigger.fires(saving)) {
        const { endpoint } = deployment.actions.get(action)!
        outbox.add({ action, endpoint, object, recordId: id })
      }
    }
  }

  return {
    outbox,
    permissions,
    get deployment() {
      return deployment
    },
    get skipped() {
      return skipped
    },
    deploy: (order) => void (skipped = deployTemplates(org, order)),
    undeploy() {
      skipped = []
      removeTriggers(org)
    },
    stop() {
      open = false
      outbox.stop()
    },
  }
}
