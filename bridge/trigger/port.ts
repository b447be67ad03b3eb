import type { Result, NewAlert } from '../core/failures.ts'
import type { Door } from '../core/keys.ts'
import type { Notification } from './notification.ts'

export type TriggerDoor = Extract<Door, 'trigger' | 'events'>

/** What the doors ask of the org's object: one call for each message. Both are harmless to repeat. */
export interface TriggerOrg {
  /** Stores all notifications of a message or none of them; `fresh` counts those not known before. */
  accept(door: TriggerDoor, generation: number, notifications: Notification[]): Promise<Result<{ fresh: number }>>
  /** Tells the admin about a message that was not taken. */
  alertBody(door: TriggerDoor, generation: number, alert: NewAlert): Promise<Result<null>>
}
