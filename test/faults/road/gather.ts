import type { ConnectedOrg } from '../../support/connected-org.ts'
import type { History } from '../history/history.ts'
import type { Closes } from './closes.ts'
import type { Customers } from './customers.ts'
import { ledgers, type Found } from './ledgers.ts'
import { recordsOf, rowsOf } from './rows.ts'

/** What was accepted, tried and done, from the bridge's API, the mailbox and the records in Salesforce. */
export async function gather(
  bridge: ConnectedOrg,
  closes: Closes,
  customers: Customers,
): Promise<Pick<History, 'ledgers' | 'asks' | 'unmailed' | 'balances'>> {
  const rows = await rowsOf(bridge)
  const numbers = new Map(closes.all.map(({ caseId, number }) => [caseId, number]))
  const known = new Map(rows.invitations.map(({ id, recordId }) => [id, numbers.get(recordId) ?? recordId]))
  const numberIn = (invitationId: string) => known.get(invitationId) ?? invitationId
  const found: Found = { closes, customers, rows, records: await recordsOf(bridge), numberIn }
  return {
    ledgers: Object.entries(ledgers).map(([of, ledger]) => ({ of, ...ledger(found) })),
    asks: customers.mails.map(({ to, at }) => ({ person: to, at })),
    unmailed: unmailed(found),
    balances: balances(found),
  }
}

const ends = ['Not Sent', 'Bounced', 'Cancelled', 'Expired']

function unmailed({ customers, rows, numberIn }: Found): History['unmailed'] {
  const mailed = new Set(customers.mails.map(({ number }) => number))
  return rows.invitations
    .filter(({ id }) => !mailed.has(numberIn(id)))
    .map(({ id, status, reason }) => ({
      key: id,
      ended: ends.includes(status) && reason !== null,
      listed: rows.listed.has(id),
    }))
}

/** Everything accepted is in exactly one state, and every change has its write. */
function balances({ closes, rows }: Found): History['balances'] {
  const acknowledged = rows.notifications.filter(({ id }) => closes.acknowledged.has(id))
  const writes = (of: string) => counted(rows.writes.flatMap((one) => (one.subjectKind === of ? [one.state] : [])))
  return [
    {
      of: 'acknowledged notifications',
      accepted: closes.acknowledged.size,
      parts: counted(acknowledged.map(({ decided }) => (decided ? 'done' : 'waiting'))),
    },
    { of: 'invitation writes', accepted: rows.invitations.length, parts: writes('invitation') },
    { of: 'response writes', accepted: rows.responses.length, parts: writes('response') },
    { of: 'answer writes', accepted: 2 * rows.responses.length, parts: writes('answer') },
  ]
}

function counted(states: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  return counts
}
