import type { Connection } from '@salesforce/core'
import type { Holder, IntegrationUser, SilentProfile } from '../facts.ts'
import { listed, quoted, rowsOf } from './see.ts'

type UserRow = {
  Id: string
  Username: string
  IsActive: boolean
  Profile: {
    Name: string
    PermissionsApiUserOnly: boolean
    PermissionsEnableNotifications: boolean // labelled Send Outbound Messages
    UserLicense: { Name: string } | null
  }
}

/** The user as whom the bridge logs in; null when this org has none of that name. */
export async function readIntegrationUser(connection: Connection, username: string): Promise<IntegrationUser | null> {
  const [user] = await rowsOf<UserRow>(
    connection,
    `SELECT Id, Username, IsActive, Profile.Name, Profile.UserLicense.Name, Profile.PermissionsApiUserOnly,
       Profile.PermissionsEnableNotifications FROM User WHERE Username = ${quoted(username)}`,
  )
  if (!user) return null
  const [frozen] = await rowsOf<{ IsFrozen: boolean }>(
    connection,
    `SELECT IsFrozen FROM UserLogin WHERE UserId = ${quoted(user.Id)}`,
  )
  return {
    id: user.Id,
    username: user.Username,
    isActive: user.IsActive,
    isFrozen: frozen?.IsFrozen ?? false,
    profile: user.Profile.Name,
    licence: user.Profile.UserLicense?.Name ?? 'unknown',
    isApiOnly: user.Profile.PermissionsApiUserOnly,
    sendsOutboundMessages: user.Profile.PermissionsEnableNotifications,
  }
}

const sets = ['Survey_Admin', 'Survey_User', 'Survey_Link_Reader']
const group = 'Survey_Bridge_Administrator'

type Assignment = {
  Assignee: { Username: string }
  PermissionSet: { Name: string } | null
  PermissionSetGroup: { DeveloperName: string } | null
}

/** Which of our permission sets active people hold, by themselves or by the group. */
export async function readHolders(connection: Connection): Promise<Holder[]> {
  const rows = await rowsOf<Assignment>(
    connection,
    `SELECT Assignee.Username, PermissionSet.Name, PermissionSetGroup.DeveloperName FROM PermissionSetAssignment
     WHERE Assignee.IsActive = true AND (PermissionSet.Name IN ${listed(sets)} OR PermissionSetGroup.DeveloperName = ${quoted(group)})`,
  )
  return rows.flatMap(({ Assignee, PermissionSet, PermissionSetGroup }) =>
    PermissionSetGroup?.DeveloperName === group
      ? sets.map((permissionSet) => ({ username: Assignee.Username, permissionSet }))
      : [{ username: Assignee.Username, permissionSet: PermissionSet?.Name ?? '' }],
  )
}

/** Profiles of active people whose saves send no outbound message; the integration user is meant to be one of them. */
export async function readSilentProfiles(connection: Connection, integrationUser: string): Promise<SilentProfile[]> {
  const rows = await rowsOf<{ Username: string; Profile: { Name: string } }>(
    connection,
    `SELECT Username, Profile.Name FROM User WHERE IsActive = true AND UserType = 'Standard'
     AND Profile.PermissionsEnableNotifications = false AND Username != ${quoted(integrationUser)} ORDER BY Username`,
  )
  const people = new Map<string, string[]>()
  for (const { Username, Profile } of rows) people.set(Profile.Name, [...(people.get(Profile.Name) ?? []), Username])
  return [...people].map(([name, usernames]) => ({ name, people: usernames }))
}
