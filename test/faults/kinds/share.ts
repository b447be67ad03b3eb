import type { MailFault } from '../../standin/mail/faults.ts'
import type { Fault } from '../../support/stand-in.ts'
import type { Strike } from '../world/injector.ts'
import type { Kind } from './kind.ts'

const data = { path: '/services/data' }
const ofCalls: Fault[] = [
  { kind: 'unavailable' },
  { kind: 'html' },
  { kind: 'drop' },
  { kind: 'lost_reply' },
  { kind: 'cut_reply' },
  { kind: 'slow', ms: 300 },
  { kind: 'error', code: 'UNKNOWN_EXCEPTION', match: data },
  { kind: 'expired_session' },
  { kind: 'locked_row' },
  { kind: 'row_error', code: 'CANNOT_EXECUTE_FLOW_TRIGGER' },
]
const ofMails: MailFault[] = [
  { at: 'connect', do: 'drop' },
  { at: 'rcpt', do: 'refuse', code: 451 },
  { at: 'data', do: 'drop' },
  { at: 'body', do: 'drop', kept: true },
  { at: 'body', do: 'drop', kept: false },
]
const ofObject: [at: string, does: Strike[]][] = [
  ['call:', ['retryable', 'overloaded', 'reset', 'lost', 'slow']],
  ['reply:', ['reset', 'lost']],
  ['begin:', ['abort', 'throw']],
  ['end:', ['abort']],
  ['before:', ['abort']],
  ['after:', ['abort']],
]

/** Every call to Salesforce, every mail, every call of the object and every await in it goes wrong with this probability, in one of these ways. */
export function everywhere(share: number, seed: number): Kind[] {
  const ofThese = <T>(all: T[], kindOf: (one: T, share: number, seed: number) => Kind): Kind[] =>
    all.map((one, n) => kindOf(one, share / all.length, seed * 100 + n))
  const times = 'always'
  return [
    ...ofThese(ofCalls, (fault, probability, own) => ({
      name: `call ${String(fault['code'] ?? fault.kind)}`,
      on: 'salesforce',
      fault: { ...fault, probability, seed: own, times },
    })),
    ...ofThese(ofMails, (fault, probability, own) => ({
      name: `mail ${fault.do} at ${fault.at}`,
      on: 'mail',
      fault: { ...fault, probability, seed: own, times },
    })),
    ...ofObject.flatMap(([at, does]) =>
      ofThese(does, (what, part, own) => ({
        name: `object ${what} at ${at}`,
        on: 'object',
        rule: { at, do: what, share: part, seed: own, times },
      })),
    ),
  ]
}
