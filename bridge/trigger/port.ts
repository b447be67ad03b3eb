import type { Result, NewAlert } from '../core/failures.ts'
import type { Door } from '../core/keys.ts'
import type { Action, ActionResult } from './actions/message.ts'
import type { Notification } from './notification.ts'

export type TriggerDoor = Extract<Door, 'trigger' | 'events'>

export interface AlertingOrg {
  /** Tells the admin about a message that was not taken. */
  alertBody(door: TriggerDoor, generation: number, alert: NewAlert): Promise<Result<null>>
}

/** What the doors of events ask of the org's object: one call for each message. Harmless to repeat. */
export interface TriggerOrg extends AlertingOrg {
  /** Stores all notifications of a message or none of them; `fresh` counts those not known before. */
  accept(door: TriggerDoor, generation: number, notifications: Notification[]): Promise<Result<{ fresh: number }>>
}

/** What the package's door asks of it. */
export interface ActionsOrg extends AlertingOrg {
  /** Does what a person pressed; a result for each, in the order given. The same press again changes nothing. */
  act(generation: number, userId: string, actions: Action[]): Promise<Result<{ results: ActionResult[] }>>
  /** How the bridge stands for this org, for the Setup Assistant. */
  packageStatus(generation: number): Promise<Result<object>>
}
