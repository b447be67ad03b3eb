import { randomText } from '../../../data/ids.ts'
import { moment } from '../../../data/dates.ts'
import type { Scalar } from '../../../data/record.ts'
import type { App, StandInOrg } from '../../../org.ts'
import { all, text, type XmlNode } from '../../../schema/xml.ts'

/** Writes a row of the set-up's own tables: no user saved it and no trigger runs. Found again by its key. */
export function putRow(
  org: Pick<StandInOrg, 'schema' | 'store' | 'clock' | 'newId'>,
  object: string,
  key: Record<string, Scalar>,
  values: Record<string, Scalar> = {},
): string {
  const type = org.schema.object(object)
  const [[name, value]] = Object.entries(key) as [[string, Scalar]]
  const found = org.store
    .find(type, type.fields.get(name)!, value)
    .find((row) => Object.entries(key).every(([field, wanted]) => row[field] === wanted))
  if (found) {
    org.store.update(type, found.Id, values)
    return found.Id
  }
  const stamp = moment(org.clock.now())
  const id = org.newId(type.keyPrefix)
  const system = { IsDeleted: false, CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp }
  org.store.insert(type, { ...system, ...key, ...values, Id: id })
  return id
}

export function removeRows(org: StandInOrg, object: string, field: string, value: Scalar): void {
  const type = org.schema.object(object)
  for (const row of org.store.find(type, type.fields.get(field)!, value))
    org.store.update(type, row.Id, { IsDeleted: true })
}

/** A profile takes what it is given and keeps the rest; a new one begins without any permission. */
export function putProfile(org: StandInOrg, name: string, node: XmlNode): void {
  const licence = text(node, 'userLicense')
  const permissions = all(node, 'userPermissions').flatMap((one) => {
    const field = `Permissions${text(one, 'name')}`
    return org.schema.object('Profile').fields.has(field) ? [[field, text(one, 'enabled') === 'true'] as const] : []
  })
  putRow(
    org,
    'Profile',
    { Name: name },
    {
      ...Object.fromEntries(permissions),
      ...(licence && { UserLicenseId: idOf(org, 'UserLicense', 'Name', licence) }),
      UserType: 'Standard',
    },
  )
}

export function putPermissionSet(org: StandInOrg, name: string, node: XmlNode): void {
  const licence = text(node, 'license')
  const id = putRow(
    org,
    'PermissionSet',
    { Name: name },
    {
      Label: text(node, 'label'),
      Description: text(node, 'description') || null,
      IsCustom: true,
      IsOwnedByProfile: false,
      Type: 'Regular',
      LicenseId: licence ? idOf(org, 'PermissionSetLicense', 'MasterLabel', licence) : null,
    },
  )
  removeRows(org, 'FieldPermissions', 'ParentId', id)
  for (const one of all(node, 'fieldPermissions')) {
    const [SobjectType = ''] = text(one, 'field').split('.')
    putRow(
      org,
      'FieldPermissions',
      { ParentId: id, Field: text(one, 'field') },
      {
        SobjectType,
        PermissionsRead: text(one, 'readable') === 'true',
        PermissionsEdit: text(one, 'editable') === 'true',
      },
    )
  }
  for (const one of all(node, 'objectPermissions')) {
    const may = (what: string) => text(one, what) === 'true'
    putRow(
      org,
      'ObjectPermissions',
      { ParentId: id, SobjectType: text(one, 'object') },
      {
        PermissionsRead: may('allowRead'),
        PermissionsCreate: may('allowCreate'),
        PermissionsEdit: may('allowEdit'),
        PermissionsDelete: may('allowDelete'),
        PermissionsViewAllRecords: may('viewAllRecords'),
        PermissionsModifyAllRecords: may('modifyAllRecords'),
      },
    )
  }
}

export function putPermissionSetGroup(org: StandInOrg, name: string, node: XmlNode): void {
  const values = { MasterLabel: text(node, 'label'), Status: 'Updated' }
  const group = putRow(org, 'PermissionSetGroup', { DeveloperName: name }, values)
  for (const { text: member } of all(node, 'permissionSets')) {
    const set = idOf(org, 'PermissionSet', 'Name', member.trim())
    if (set) putRow(org, 'PermissionSetGroupComponent', { PermissionSetGroupId: group, PermissionSetId: set })
  }
}

export function putApp(org: StandInOrg, name: string, node: XmlNode): void {
  const values = { MasterLabel: text(node, 'label'), ContactEmail: text(node, 'contactEmail') }
  putRow(org, 'ExternalClientApplication', { DeveloperName: name }, values)
}

/** The OAuth part of an app; a key that was not named is made, as Salesforce makes it. */
export function putAppSettings(org: StandInOrg, node: XmlNode): App {
  const name = text(node, 'externalClientApplication')
  const known = org.apps.get(name)
  return org.putApp(name, {
    consumerKey: text(node, 'consumerKey') || known?.consumerKey || `3MVG9${randomText(80)}`,
    certificate: text(node, 'certificate') || known?.certificate || null,
    permissionSets: known?.permissionSets ?? [],
  })
}

export function putAppPolicies(org: StandInOrg, node: XmlNode): void {
  const name = text(node, 'externalClientApplication')
  const known = org.apps.get(name)
  const isApproved = text(node, 'permittedUsersPolicyType') === 'AdminApprovedPreAuthorized'
  const named = text(node, 'commaSeparatedPermissionSet').split(',')
  org.putApp(name, {
    consumerKey: known?.consumerKey ?? `3MVG9${randomText(80)}`,
    certificate: known?.certificate ?? null,
    permissionSets: isApproved ? named.map((one) => one.trim()).filter(Boolean) : [],
  })
}

export const idOf = (
  org: Pick<StandInOrg, 'schema' | 'store'>,
  object: string,
  field: string,
  value: string,
): string | null => {
  const type = org.schema.object(object)
  return org.store.find(type, type.fields.get(field)!, value)[0]?.Id ?? null
}
