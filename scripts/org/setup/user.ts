import { readFileSync } from 'node:fs'
import { deployFiles, deploySource } from '../deploy/deploy.ts'
import type { OrgContext } from '../frame/context.ts'
import { OrgError } from '../frame/result.ts'
import type { Look, Task } from '../frame/tasks.ts'
import { manifest } from '../trigger/files.ts'
import { missingGrants } from './grants.ts'
import { names, quoted, setupPage, type Work } from './work.ts'

/**
 * The profile permission *Send Outbound Messages* (`EnableNotifications` in metadata): what a user without it saves sends
 * nothing. It is the guard against our own writes causing surveys, and no permission set can take it away.
 */
const sends = 'EnableNotifications'

type ProfileRow = { Id: string; PermissionsEnableNotifications: boolean; PermissionsApiUserOnly: boolean }

/** (d) A profile of our own, because the guard is a setting of profiles. */
export function profileTask(work: Work): Task {
  const { context } = work
  const read = async () =>
    (
      await work.query<ProfileRow>(
        `SELECT Id, PermissionsEnableNotifications, PermissionsApiUserOnly FROM Profile WHERE Name = ${quoted(names.profile)}`,
      )
    )[0]
  return {
    id: 'user.profile',
    title: 'Make the profile of the integration user',
    why: 'API only, and without Send Outbound Messages: what the bridge writes must not cause another survey.',
    async look() {
      const profile = await read()
      if (!profile) return { isDone: false, detail: `there is no profile ${names.profile}` }
      const isGuarded = !profile.PermissionsEnableNotifications
      return {
        isDone: isGuarded && profile.PermissionsApiUserOnly,
        detail: isGuarded
          ? `${names.profile}, API only, sends no outbound messages`
          : `${names.profile} may still send`,
        next: `${setupPage(context, 'EnhancedProfiles/home')}: open ${names.profile}, System Permissions, turn on "API Only User" and turn off "Send Outbound Messages", then run setup again.`,
      }
    },
    act: async () => void (await deployFiles(context, profileFiles())),
  }
}

const profileFiles = () => [
  {
    path: `profiles/${names.profile}.profile`,
    text: `<?xml version="1.0" encoding="UTF-8"?>
<Profile xmlns="http://soap.sforce.com/2006/04/metadata">
    <custom>true</custom>
    <description>Survey Bridge signs in with it: API only, and what it saves sends no outbound messages.</description>
    <userLicense>${names.licence}</userLicense>
${[
  ['ApiEnabled', true],
  ['ApiUserOnly', true],
  [sends, false],
]
  .map(
    ([name, enabled]) =>
      `    <userPermissions>\n        <enabled>${String(enabled)}</enabled>\n        <name>${String(name)}</name>\n    </userPermissions>\n`,
  )
  .join('')}</Profile>
`,
  },
  manifest({ Profile: [names.profile] }),
]

export type IntegrationUser = { Id: string; IsActive: boolean; ProfileId: string }

export const integrationUser = async (work: Work): Promise<IntegrationUser | undefined> =>
  (
    await work.query<IntegrationUser>(
      `SELECT Id, IsActive, ProfileId FROM User WHERE Username = ${quoted(work.integrationUsername)}`,
    )
  )[0]

/** @throws OrgError when the step before has not made it */
export async function integrationUserId(work: Work): Promise<string> {
  const user = await integrationUser(work)
  if (!user) throw new OrgError('no_user', 'There is no integration user yet.', 'Run setup again from the start.')
  return user.Id
}

/**
 * The name that an earlier run was given, or as which the bridge signs in: another one would make a second user and take
 * another licence.
 */
export async function usernameInUse({ bridge, state }: OrgContext): Promise<string | undefined> {
  const kept = state.values['integrationUsername']
  if (typeof kept === 'string') return kept
  if (state.values.bridgeUrl !== undefined) return undefined // what it remembers is whole
  type Known = { name: string; config: { username?: string } }
  const known = await bridge.all<Known>('connections').catch(() => []) // a step of its own tells what is wrong there
  return known.find(({ name }) => name === 'salesforce')?.config.username
}

/** (d) The user the bridge signs in as. */
export function userTask(work: Work): Task {
  const { context, integrationUsername } = work
  const { connection, org } = context
  const profileId = async () =>
    (await work.query<{ Id: string }>(`SELECT Id FROM Profile WHERE Name = ${quoted(names.profile)}`))[0]?.Id
  return {
    id: 'user.make',
    title: 'Make the integration user',
    why: 'The bridge reads and writes as a user of its own, so that every change it makes carries its name.',
    async look() {
      const user = await integrationUser(work)
      if (!user) return { isDone: false, detail: `there is no user ${integrationUsername}` }
      if (!user.IsActive) return { isDone: false, detail: `${integrationUsername} is inactive` }
      const isOurs = user.ProfileId === (await profileId())
      return { isDone: isOurs, detail: isOurs ? `${integrationUsername}, active` : 'it has another profile' }
    },
    async act() {
      context.state.keep({ integrationUsername })
      const known = await integrationUser(work)
      const ProfileId = (await profileId()) ?? ''
      if (known) return void (await connection.sobject('User').update({ Id: known.Id, ProfileId, IsActive: true }))
      const [admin] = await work.query<Record<string, string>>(
        `SELECT Email, TimeZoneSidKey, LocaleSidKey, LanguageLocaleKey FROM User WHERE Id = ${quoted(org.userId)}`,
      )
      await connection.sobject('User').create({
        Username: integrationUsername,
        FirstName: 'Survey',
        LastName: 'Bridge',
        Alias: 'srvybrdg',
        Email: admin?.['Email'] ?? '',
        ProfileId,
        IsActive: true,
        TimeZoneSidKey: admin?.['TimeZoneSidKey'] ?? 'GMT',
        LocaleSidKey: admin?.['LocaleSidKey'] ?? 'en_US',
        LanguageLocaleKey: 'en_US', // values of picklists and errors in one language
        EmailEncodingKey: 'UTF-8',
      })
    },
    next: 'Setup > Users: see why the user cannot be made, then run setup again.',
  }
}

/** (d) What the user may do: the licence first, because the permission set needs it. */
export function accessTask(work: Work): Task {
  const { connection } = work.context
  let isDeployed = false // what the org does not grant even then, it grants nobody
  const ungranted = async () =>
    isDeployed ? [] : await missingGrants(work, names.integrationSet, readFileSync(integrationSetFile, 'utf8'))
  return {
    id: 'user.access',
    title: 'Give the integration user its access',
    why: `Permission set licence Salesforce API Integration, then the permission set ${names.integrationSet}.`,
    async look() {
      const user = await integrationUser(work)
      if (!user) return { isDone: false, detail: 'there is no integration user yet' }
      const hasLicence = (await licenceOf(work, user.Id)).length > 0
      const hasSet = (await assignmentOf(work, user.Id, names.integrationSet)).length > 0
      const missing = [
        ...(hasLicence ? [] : ['the licence']),
        ...(hasSet ? [] : [names.integrationSet]),
        ...(await ungranted()),
      ]
      return {
        isDone: missing.length === 0,
        detail: missing.length === 0 ? `${names.integrationSet} with its licence` : `lacks ${missing.join(' and ')}`,
      }
    },
    async act() {
      const userId = await integrationUserId(work)
      if ((await licenceOf(work, userId)).length === 0) {
        const [licence] = await work.query<{ Id: string }>(
          `SELECT Id FROM PermissionSetLicense WHERE DeveloperName = ${quoted(names.permissionSetLicence)}`,
        )
        if (!licence)
          throw new OrgError(
            'no_licence',
            'The org has no permission set licence Salesforce API Integration.',
            'Ask Salesforce for it: it comes with the Salesforce Integration licence.',
          )
        await connection
          .sobject('PermissionSetLicenseAssign')
          .create({ AssigneeId: userId, PermissionSetLicenseId: licence.Id })
      }
      await assign(work, userId, names.integrationSet)
      if ((await ungranted()).length > 0) await deploySource(work.context, [integrationSetFile])
      isDeployed = true
    },
  }
}

const integrationSetFile = `lwc-package/main/access/permissionsets/${names.integrationSet}.permissionset-meta.xml`

const licenceOf = (work: Work, userId: string) =>
  work.query(
    `SELECT Id FROM PermissionSetLicenseAssign WHERE AssigneeId = ${quoted(userId)} AND PermissionSetLicense.DeveloperName = ${quoted(names.permissionSetLicence)}`,
  )

const assignmentOf = (work: Work, userId: string, set: string) =>
  work.query(
    `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = ${quoted(userId)} AND PermissionSet.Name = ${quoted(set)}`,
  )

/** Assigns a permission set unless it is assigned. */
export async function assign(work: Work, userId: string, set: string): Promise<void> {
  if ((await assignmentOf(work, userId, set)).length > 0) return
  const [found] = await work.query<{ Id: string }>(`SELECT Id FROM PermissionSet WHERE Name = ${quoted(set)}`)
  if (!found) throw new OrgError('no_permission_set', `The org has no permission set ${set}.`, 'Run setup again.')
  await work.context.connection
    .sobject('PermissionSetAssignment')
    .create({ AssigneeId: userId, PermissionSetId: found.Id })
}

/** Whether a set is assigned, as a look. */
export async function lookAtSet(work: Work, set: string): Promise<Look> {
  const user = await integrationUser(work)
  const isDone = user !== undefined && (await assignmentOf(work, user.Id, set)).length > 0
  return { isDone, detail: isDone ? `${set} assigned` : `${set} not assigned` }
}
