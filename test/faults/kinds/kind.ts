import type { MailFault } from '../../standin/mail/faults.ts'
import type { Fault } from '../../support/stand-in.ts'
import type { Rule } from '../world/injector.ts'

/** How a request to the bridge goes wrong on its way. */
export type Way =
  | 'repeated' // five times at once
  | 'cut' // the body ends half-way
  | 'gone' // the sender hangs up at once
  | 'unread' // the reply is lost on its way back
  | 'stranger' // another org's message arrives at our address first

/** One way in which the world goes wrong. What it needs of a person, or stops, is part of the promise: everything else heals by itself. */
export type Kind = { name: string } & (
  | { on: 'salesforce'; fault: Fault; expire?: boolean; stops?: boolean; needsPerson?: string; lateMs?: number }
  | { on: 'mail'; fault: MailFault; stops?: boolean }
  | { on: 'object'; rule: Omit<Rule, 'kind'>; isDefect?: boolean }
  | { on: 'tables'; breaks: string; mends: string }
  | { on: 'edge'; way: Way }
  | { on: 'clock'; worldMs?: number; bridgeMs?: number }
)
