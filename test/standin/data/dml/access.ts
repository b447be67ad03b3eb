import type { ObjectType } from '../../schema/field.ts'
import { rejected, type Row } from '../record.ts'
import type { Transaction } from '../transaction.ts'

/** Licences and assignments have rules of their own. Throws `Rejected`. */
export function checkAccess(tx: Transaction, type: ObjectType, after: Row, before: Row | null): void {
  if (before !== null) return
  if (type.name === 'User') checkUser(tx, after)
  if (type.name === 'PermissionSetAssignment') checkAssignment(tx, after)
  if (type.name === 'PermissionSetLicenseAssign') checkFree(tx, after)
}

/** What comes with a new row: seats are counted, a user can be frozen. */
export function afterAccess(tx: Transaction, type: ObjectType, after: Row, before: Row | null): void {
  if (before !== null || type.name !== 'PermissionSetAssignment') return
  const { store, schema } = tx.engine
  store.update(schema.object('PermissionSetAssignment'), after.Id, { IsActive: true })
}

const seats = (tx: Transaction, object: string, id: string, used: number): number =>
  Number(tx.engine.store.read(tx.engine.schema.object(object), id)?.['TotalLicenses'] ?? 0) - used

const rows = (tx: Transaction, object: string, field: string, value: string): Row[] => {
  const type = tx.engine.schema.object(object)
  return tx.engine.store.find(type, type.fields.get(field)!, value)
}

const one = (tx: Transaction, object: string, id: unknown): Row | null =>
  typeof id === 'string' ? tx.engine.store.read(tx.engine.schema.object(object), id) : null

function checkUser(tx: Transaction, user: Row): void {
  const missing = [
    'Alias',
    'ProfileId',
    'TimeZoneSidKey',
    'LocaleSidKey',
    'EmailEncodingKey',
    'LanguageLocaleKey',
  ].filter((name) => user[name] === null)
  if (missing.length > 0)
    throw rejected('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing)
  const licence = String(one(tx, 'Profile', user['ProfileId'])?.['UserLicenseId'] ?? '')
  const used = rows(tx, 'Profile', 'UserLicenseId', licence).flatMap(({ Id }) =>
    rows(tx, 'User', 'ProfileId', Id).filter((row) => row['IsActive']),
  ).length
  if (seats(tx, 'UserLicense', licence, used) <= 0)
    throw rejected('LICENSE_LIMIT_EXCEEDED', 'License Limit Exceeded', [])
}

function checkFree(tx: Transaction, assign: Row): void {
  const licence = String(assign['PermissionSetLicenseId'])
  const used = rows(tx, 'PermissionSetLicenseAssign', 'PermissionSetLicenseId', licence).length
  if (seats(tx, 'PermissionSetLicense', licence, used) <= 0)
    throw rejected('LICENSE_LIMIT_EXCEEDED', 'You have reached the maximum number of permission set licenses', [])
}

function checkAssignment(tx: Transaction, row: Row): void {
  const twin = rows(tx, 'PermissionSetAssignment', 'AssigneeId', String(row['AssigneeId'])).find(
    (known) =>
      known['PermissionSetId'] === row['PermissionSetId'] &&
      known['PermissionSetGroupId'] === row['PermissionSetGroupId'],
  )
  if (twin)
    throw rejected(
      'DUPLICATE_VALUE',
      'duplicate value found: <unknown> duplicates value on record with id: <unknown>',
      [],
    )
  // A free integration user holds standard objects only by the permission set licence.
  const user = one(tx, 'User', row['AssigneeId'])
  const licence = one(tx, 'UserLicense', one(tx, 'Profile', user?.['ProfileId'])?.['UserLicenseId'])
  const grants = rows(tx, 'ObjectPermissions', 'ParentId', String(row['PermissionSetId']))
  const standard = grants.find((grant) => !String(grant['SobjectType']).endsWith('__c'))
  if (licence?.['Name'] !== 'Salesforce Integration' || !standard) return
  if (rows(tx, 'PermissionSetLicenseAssign', 'AssigneeId', String(row['AssigneeId'])).length === 0)
    throw rejected(
      'FIELD_INTEGRITY_EXCEPTION',
      `Can't assign permission set ${String(one(tx, 'PermissionSet', row['PermissionSetId'])?.['Label'])} to user ${String(user?.['Name'])}. The user license doesn't allow the permission: Read ${String(standard['SobjectType'])}s`,
      ['PermissionSetId'],
    )
}
