import type { Connection } from '@salesforce/core'
import type { BridgeApi } from './bridge.ts'
import type { FlagShape, SharedFlags, VerbFlags } from './flags.ts'
import type { OrgFacts } from './login.ts'
import type { Progress } from './progress.ts'
import type { VerbResult } from './result.ts'
import type { SetupState } from './state.ts'

/** What a verb works with. */
export type OrgContext = {
  /** Logged in as the person who runs the command. */
  connection: Connection
  org: OrgFacts
  bridge: BridgeApi
  say: Progress
  isJson: boolean
  isDryRun: boolean
  state: SetupState
  shared: SharedFlags
}

/** One `npm run org -- <verb>`. */
export type Verb = {
  /** One line for the help. */
  about: string
  /** Flags of its own, with what they are for. */
  flags: FlagShape
  help: Record<string, string>
  /** `words`: what stands behind the verb without a dash, e.g. `push` of `config push`. */
  run: (context: OrgContext, flags: VerbFlags, words: string[]) => Promise<VerbResult>
}
