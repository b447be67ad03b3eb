import type { StandInOrg } from '../org.ts'
import type { Scalar, User } from './record.ts'

type Put = (object: string, values: Record<string, Scalar>, id?: string) => string

/** Profiles every org starts with: whether their people send outbound messages, and on which licence they are. */
export const profiles = {
  admin: 'System Administrator',
  agent: 'Standard User',
  nosend: 'Support Without Messages',
  integration: 'Survey Bridge Integration',
} as const

/** Licences and profiles. `integrationLicences`: how many of the free ones are left in all. */
export function seedAccess(put: Put, options: { bare: boolean; integrationLicences: number }): Record<string, string> {
  const licence = (Name: string, LicenseDefinitionKey: string, TotalLicenses: number) =>
    put('UserLicense', { Name, LicenseDefinitionKey, TotalLicenses, UsedLicenses: 0, Status: 'Active' })
  const usual = licence('Salesforce', 'SFDC', 100)
  const integration = licence('Salesforce Integration', 'PID_SALESFORCE_INTEGRATION', options.integrationLicences)
  put('PermissionSetLicense', {
    Name: null,
    DeveloperName: 'SalesforceAPIIntegrationPsl',
    MasterLabel: 'Salesforce API Integration',
    TotalLicenses: options.integrationLicences,
    UsedLicenses: 0,
    Status: 'Active',
  })
  const profile = (Name: string, sends: boolean, UserLicenseId: string, more: Record<string, Scalar> = {}) =>
    put('Profile', {
      Name,
      UserType: 'Standard',
      UserLicenseId,
      PermissionsApiEnabled: true,
      PermissionsApiUserOnly: false,
      PermissionsEnableNotifications: sends,
      PermissionsModifyAllData: false,
      ...more,
    })
  profile('Minimum Access - API Only Integrations', true, integration, { PermissionsApiUserOnly: true })
  return {
    admin: profile(profiles.admin, true, usual, { PermissionsModifyAllData: true }),
    agent: profile(profiles.agent, true, usual),
    nosend: profile(profiles.nosend, false, usual),
    ...(!options.bare && {
      integration: profile(profiles.integration, false, integration, { PermissionsApiUserOnly: true }),
    }),
  }
}

/** A user as triggers and sessions know them, from the rows of user and profile. */
export function userOf(org: Pick<StandInOrg, 'schema' | 'store'>, id: string): User | null {
  const row = org.store.read(org.schema.object('User'), id)
  if (!row || row['IsDeleted']) return null
  const profile = row['ProfileId'] ? org.store.read(org.schema.object('Profile'), String(row['ProfileId'])) : null
  const isApiOnly = profile?.['PermissionsApiUserOnly'] === true
  return {
    id,
    username: String(row['Username']),
    name: String(row['Name']),
    kind: isApiOnly ? 'integration' : profile?.['Name'] === profiles.admin ? 'admin' : 'agent',
    sendsOutboundMessages: profile?.['PermissionsEnableNotifications'] === true,
  }
}

/** Who is known is told what has changed; who is new is added. */
export function refreshUsers(org: StandInOrg): void {
  // Not as a query of ours: reading SOQL takes longer than making an org.
  for (const { Id: rowId } of org.store.statement('SELECT Id FROM "User" WHERE IsDeleted = 0').all()) {
    const found = userOf(org, String(rowId))
    const known = org.users.find(({ id }) => id === rowId)
    if (found && known) Object.assign(known, found)
    else if (found) org.users.push(found)
  }
}

/** Moves a user to a profile that sends, or to one that does not. */
export function setSends(org: StandInOrg, user: User, sends: boolean): void {
  const type = org.schema.object('Profile')
  const name = sends ? profiles.agent : profiles.nosend
  const [profile] = org.store.find(type, type.fields.get('Name')!, name)
  if (profile && user.sendsOutboundMessages !== sends)
    org.store.update(org.schema.object('User'), user.id, { ProfileId: profile.Id })
  user.sendsOutboundMessages = sends
}
