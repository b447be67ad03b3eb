import { BridgeApi } from './bridge.ts'
import type { OrgContext } from './context.ts'
import type { SharedFlags } from './flags.ts'
import { logIn, readOrg } from './login.ts'
import { Progress } from './progress.ts'
import { OrgError } from './result.ts'
import { SetupState } from './state.ts'

export type Environment = { SURVEY_BRIDGE_TOKEN?: string; SURVEY_BRIDGE_OPERATOR_TOKEN?: string }

/** Logs in, finds out which org it is, and knows the bridge. @throws OrgError */
export async function openContext(
  shared: SharedFlags,
  environment: Environment,
  say = new Progress(shared),
): Promise<OrgContext> {
  const connection = await logIn(shared)
  const org = await readOrg(connection)
  const state = new SetupState(shared.stateDir, org.id)
  const address = shared.bridge ?? state.values.bridgeUrl
  if (!address)
    throw new OrgError('no_bridge', 'No bridge was named.', 'Add --bridge https://… (what npm run deploy printed)')
  const tokens = { admin: environment.SURVEY_BRIDGE_TOKEN, operator: environment.SURVEY_BRIDGE_OPERATOR_TOKEN }
  if (!tokens.admin && !tokens.operator && say.canAsk)
    tokens.admin = (await say.askSecret('Admin token of this org (Enter to go on without):')) || undefined
  const bridge = new BridgeApi(originOf(address), org, tokens)
  return { connection, org, bridge, say, isJson: shared.isJson, isDryRun: shared.isDryRun, state, shared }
}

function originOf(address: string): string {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new OrgError(
      'bad_bridge',
      `${address} is no address.`,
      'Add --bridge https://… (what npm run deploy printed)',
    )
  return new URL(address).origin
}
