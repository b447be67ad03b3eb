import type { Connection } from '@salesforce/core'
import type { Mapping } from '../../../../bridge/definitions/mappings/mapping.ts'
import type { Program } from '../../../../bridge/definitions/program.ts'
import { walk, type Place } from '../../config/names/path.ts'
import { allPathsIn } from '../../config/names/paths.ts'
import type { OrgSchema } from '../../config/names/schema.ts'
import type { AccessFacts } from '../facts.ts'
import { listed, quoted, rowsOf } from './see.ts'

type Grant = { Field: string; PermissionsRead: boolean; PermissionsEdit: boolean }

/** What the integration user holds, and which used fields it may not see or write. */
export async function readAccess(
  connection: Connection,
  schema: OrgSchema,
  userId: string,
  documents: { programs: Program[]; mappings: Mapping[] },
): Promise<AccessFacts> {
  const who = `WHERE AssigneeId = ${quoted(userId)}`
  const sets = await rowsOf<{ PermissionSetId: string; PermissionSet: { Name: string } }>(
    connection,
    `SELECT PermissionSetId, PermissionSet.Name FROM PermissionSetAssignment ${who}`,
  )
  const licences = await rowsOf<{ PermissionSetLicense: { DeveloperName: string } }>(
    connection,
    `SELECT PermissionSetLicense.DeveloperName FROM PermissionSetLicenseAssign ${who}`,
  )
  const { read, written } = await usedFields(schema, documents)
  const grants = await readGrants(
    connection,
    sets.map(({ PermissionSetId }) => PermissionSetId),
  )
  return {
    permissionSets: sets.map(({ PermissionSet }) => PermissionSet.Name),
    licences: licences.map(({ PermissionSetLicense }) => PermissionSetLicense.DeveloperName),
    unreadable: [...read].filter((field) => !grants.readable.has(field)).sort(),
    unwritable: [...written].filter((field) => !grants.writable.has(field)).sort(),
    count: new Set([...read, ...written]).size,
  }
}

async function readGrants(
  connection: Connection,
  sets: string[],
): Promise<{ readable: Set<string>; writable: Set<string> }> {
  if (sets.length === 0) return { readable: new Set(), writable: new Set() }
  const rows = await rowsOf<Grant>(
    connection,
    `SELECT Field, PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE ParentId IN ${listed(sets)}`,
  )
  return {
    readable: new Set(rows.filter(({ PermissionsRead }) => PermissionsRead).map(({ Field }) => Field)),
    writable: new Set(rows.filter(({ PermissionsEdit }) => PermissionsEdit).map(({ Field }) => Field)),
  }
}

/** Fields that programs read and mappings write, as `Case.ClosedDate`; only those that permission sets decide about. */
async function usedFields(
  schema: OrgSchema,
  { programs, mappings }: { programs: Program[]; mappings: Mapping[] },
): Promise<{ read: Set<string>; written: Set<string> }> {
  const read = new Set<string>()
  const written = new Set<string>()
  const note = (into: Set<string>, places: Place[]) => {
    for (const { object, field } of places) if (field.isPermissionable) into.add(`${object}.${field.name}`)
  }
  for (const program of programs.filter(({ mode }) => mode !== 'off'))
    for (const { path } of allPathsIn(program, mappings))
      note(read, placesOf(await walk(schema, program.on.object, path)))
  for (const { entity, fields } of mappings.filter(({ connection }) => connection === 'salesforce'))
    for (const path of Object.keys(fields)) note(written, placesOf(await walk(schema, entity, path)).slice(0, 1))
  return { read, written }
}

/** A name the org does not have is told by `drift.names`. */
const placesOf = (walked: Awaited<ReturnType<typeof walk>>): Place[] => ('places' in walked ? walked.places : [])
