import type { ObjectType } from '../../schema/field.ts'
import { moment } from '../dates.ts'
import { rejected } from '../record.ts'
import type { Transaction } from '../transaction.ts'
import { create } from './save.ts'
import { find } from './references.ts'
import { children, mark } from './remove.ts'

const mergeable = new Set(['Account', 'Contact', 'Lead', 'Case'])

/** The winner keeps its values and takes over what hung on the losers. Throws `Rejected`. */
export function merge(tx: Transaction, type: ObjectType, winnerId: string, loserIds: string[]): string {
  if (!mergeable.has(type.name)) throw rejected('INVALID_OPERATION', `entity type ${type.name} does not support merge`)
  const { store } = tx.engine
  const winner = find(tx, type, winnerId)
  for (const loser of loserIds.map((id) => find(tx, type, id))) {
    for (const { child, field, rows } of children(tx, type, loser.Id)) {
      for (const row of rows) store.update(child, row.Id, { [field.name]: winner.Id, SystemModstamp: moment(tx.now) })
    }
    mark(tx, type, loser, { MasterRecordId: winner.Id })
  }
  store.update(type, winner.Id, { LastModifiedDate: moment(tx.now), SystemModstamp: moment(tx.now) })
  const after = store.read(type, winner.Id)
  tx.changes.push({ object: type.name, id: winner.Id, before: winner, after, user: tx.origin.user })
  return winner.Id
}

/** The lead becomes an account and a contact; it stays, closed, and says what became of it. Throws `Rejected`. */
export function convert(tx: Transaction, leadId: string): { accountId: string; contactId: string } {
  const { schema, store } = tx.engine
  const leads = schema.object('Lead')
  const lead = find(tx, leads, leadId)
  if (lead['IsConverted']) throw rejected('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', [])
  const accountId = create(tx, schema.object('Account'), { Name: lead['Company'] })
  const { FirstName, LastName, Email, Phone, MobilePhone, Title, HasOptedOutOfEmail } = lead
  const person = { FirstName, LastName, Email, Phone, MobilePhone, Title, HasOptedOutOfEmail, AccountId: accountId }
  const contactId = create(tx, schema.object('Contact'), person)
  const stamp = moment(tx.now)
  store.update(leads, lead.Id, {
    IsConverted: true,
    Status: 'Closed - Converted',
    ConvertedDate: stamp.slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    LastModifiedDate: stamp,
    SystemModstamp: stamp,
  })
  tx.changes.push({
    object: 'Lead',
    id: lead.Id,
    before: lead,
    after: store.read(leads, lead.Id),
    user: tx.origin.user,
  })
  return { accountId, contactId }
}
