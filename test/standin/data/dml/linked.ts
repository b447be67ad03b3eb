import type { ObjectType } from '../../schema/field.ts'
import { moment } from '../dates.ts'
import type { Row } from '../record.ts'
import type { Transaction } from '../transaction.ts'

/** An opportunity's ContactId and its primary contact role are one fact. */
export function syncPrimaryContact(tx: Transaction, type: ObjectType, after: Row, before: Row | null): void {
  const { schema, store } = tx.engine
  const roles = schema.object('OpportunityContactRole')
  const opportunityId = type === roles ? String(after['OpportunityId']) : after.Id
  const others = store
    .find(roles, roles.fields.get('OpportunityId')!, opportunityId)
    .filter((row) => row.Id !== after.Id)
  if (type === roles) {
    if (!after['IsPrimary'] || before?.['IsPrimary']) return
    for (const other of others) store.update(roles, other.Id, { IsPrimary: false })
    store.update(schema.object('Opportunity'), opportunityId, { ContactId: after['ContactId'] ?? null })
    return
  }
  const contactId = after['ContactId'] ?? null
  if (contactId === (before?.['ContactId'] ?? null)) return
  for (const other of others) store.update(roles, other.Id, { IsPrimary: other['ContactId'] === contactId })
  if (contactId === null || others.some((other) => other['ContactId'] === contactId)) return
  insert(tx, roles, { OpportunityId: after.Id, ContactId: contactId, IsPrimary: true })
}

/** A person account is an account and a contact in one; the contact half follows. */
export function linkPerson(tx: Transaction, account: Row): void {
  const { schema, store } = tx.engine
  const contacts = schema.object('Contact')
  const person = {
    FirstName: account['FirstName'] ?? null,
    LastName: account['LastName'] ?? null,
    Name: account['Name'] ?? null,
    Email: account['PersonEmail'] ?? null,
    MobilePhone: account['PersonMobilePhone'] ?? null,
    HasOptedOutOfEmail: account['PersonHasOptedOutOfEmail'] ?? false,
    AccountId: account.Id,
  }
  const contactId = account['PersonContactId']
  if (typeof contactId === 'string') return store.update(contacts, contactId, person)
  store.update(schema.object('Account'), account.Id, { PersonContactId: insert(tx, contacts, person) })
}

function insert(tx: Transaction, type: ObjectType, values: Record<string, Row[string]>): string {
  const stamp = moment(tx.now)
  const user = tx.origin.user.id
  const id = tx.engine.newId(type.keyPrefix)
  const audit = {
    CreatedDate: stamp,
    CreatedById: user,
    LastModifiedDate: stamp,
    LastModifiedById: user,
    SystemModstamp: stamp,
  }
  const owner = type.fields.has('OwnerId') ? { OwnerId: user } : {}
  tx.engine.store.insert(type, { Id: id, IsDeleted: false, ...values, ...owner, ...audit })
  return id
}
