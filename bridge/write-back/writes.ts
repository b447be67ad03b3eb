import * as z from 'zod'
import { dueAfter, moment } from '../core/time.ts'

export type SubjectKind = 'invitation' | 'response' | 'answer' | 'do_not_survey' | 'survey_link' | 'person'

/** What can be done to a record: by external id, or by its own id. */
const operations = ['upsert', 'update', 'delete'] as const
export type Operation = (typeof operations)[number]

/** A change to make in an app, as planned. At most one write of a key is pending. */
export type NewWrite = {
  key: string // see writeKey
  connection: string
  mapping: string // '' for an update that is ours
  operation: Operation
  subjectKind: SubjectKind
  subjectId: string
  parentKey: string | null
  depth: number
}

const row = z
  .object({
    key: z.string(),
    connection: z.string(),
    mapping: z.string(),
    operation: z.enum(operations),
    subject_kind: z.enum(['invitation', 'response', 'answer', 'do_not_survey', 'survey_link', 'person']),
    subject_id: z.string(),
    parent_key: z.string().nullable(),
    depth: z.number(),
    state: z.enum(['waiting', 'in_flight', 'done', 'dead', 'dismissed']),
    due_at: z.number().nullable(),
    attempts: z.number(),
    lookups_json: z.string().nullable(),
    record_id: z.string().nullable(),
    error_json: z.string().nullable(),
    created_at: z.number(),
    suspect_until: z.number().nullable(),
    ended_at: z.number().nullable(),
  })
  .transform((found) => ({
    key: found.key,
    connection: found.connection,
    mapping: found.mapping,
    operation: found.operation,
    subjectKind: found.subject_kind,
    subjectId: found.subject_id,
    parentKey: found.parent_key,
    depth: found.depth,
    state: found.state,
    dueAt: moment(found.due_at),
    attempts: found.attempts,
    lookups: found.lookups_json === null ? {} : (JSON.parse(found.lookups_json) as Record<string, string | null>),
    recordId: found.record_id,
    error: found.error_json === null ? null : (JSON.parse(found.error_json) as WriteError),
    createdAt: new Date(found.created_at),
    suspectUntil: moment(found.suspect_until), // delivered, but an older call may still be done: written once more then
    endedAt: moment(found.ended_at),
  }))

/** One planned change and its life until done or dead. */
export type Write = z.output<typeof row>
export const writeRow = (found: unknown): Write => row.parse(found)

/** Why a write is dead, for the person who mends it. */
export type WriteError = {
  kind: string
  status: string
  message: string
  field: string | null
  value: string | null
  hint: string
}

/** The invitation first, so that all writes of one lie side by side in the table, parents and children. `subjectId`: also of one answer. */
export function writeKey(subjectId: string, mapping: string): string {
  const [invitationId = '', question] = subjectId.split('#')
  return `${invitationId}|${mapping}${question === undefined ? '' : `#${question}`}`
}

/** The invitation a write's key begins with. */
export const familyOf = (key: string): string => key.slice(0, key.indexOf('|'))

/** The writes of one invitation, as the range of their keys. */
export const inFamily = (invitationId: string, key = 'key'): string =>
  `${key} > ${invitationId} || '|' AND ${key} < ${invitationId} || '}'`

/** A child waits while its parent may still get a record; an answer cannot stand without its response, everything else can. */
export const waitsForParent = `EXISTS (SELECT 1 FROM writes AS parent WHERE parent.key = child.parent_key AND parent.record_id IS NULL
  AND (parent.state IN ('waiting', 'in_flight') OR parent.state IN ('dead', 'dismissed') AND child.subject_kind = 'answer'))`

/** Asked for so often that somebody plays with a link or a button; no survey needs as many. */
export const isPaced = 'wanted >= 60'
const paceMs = 600_000

/** When such writes are due, all of them together: one call in ten minutes, not one a second, which would use up the org's API calls. */
export const pacedAt = (now: Date): number => (Math.floor(now.getTime() / paceMs) + 1) * paceMs

/**
 * Asks for writes. A key that waits or is dead is simply due again; one in flight is written once more after its call,
 * so the last change always arrives. A child has no due time until its parent's record stands.
 */
export function requestWrites(sql: SqlStorage, writes: NewWrite[], dueAt: number, now: Date): void {
  // One statement for each depth: a child looks whether its parent waits, and must find it in the table.
  const depths = [...new Set(writes.map(({ depth }) => depth))].sort((a, b) => a - b)
  for (const depth of depths)
    requestLevel(
      sql,
      writes.filter((write) => write.depth === depth),
      dueAt,
      now,
    )
}

function requestLevel(sql: SqlStorage, writes: NewWrite[], dueAt: number, now: Date): void {
  sql.exec(
    `WITH child AS (SELECT value ->> 'key' AS key, value ->> 'connection' AS connection, value ->> 'mapping' AS mapping,
       value ->> 'operation' AS operation, value ->> 'subjectKind' AS subject_kind, value ->> 'subjectId' AS subject_id,
       value ->> 'parentKey' AS parent_key, value ->> 'depth' AS depth FROM json_each(?1))
     INSERT INTO writes (key, connection, mapping, operation, subject_kind, subject_id, parent_key, depth, state, due_at, created_at)
     SELECT key, connection, mapping, operation, subject_kind, subject_id, parent_key, depth, 'waiting',
       CASE WHEN ${waitsForParent} THEN NULL ELSE ?2 END, ?3 FROM child WHERE true
     ON CONFLICT (key) DO UPDATE SET
       wanted = wanted + 1,
       connection = excluded.connection, operation = excluded.operation,
       parent_key = excluded.parent_key, depth = excluded.depth,
       due_at = CASE WHEN state = 'in_flight' THEN due_at WHEN ${isPaced} AND excluded.due_at IS NOT NULL THEN min(coalesce(due_at, ?4), ?4)
         ELSE excluded.due_at END,
       attempts = CASE WHEN state IN ('in_flight', 'waiting') THEN attempts ELSE 0 END,
       ended_at = CASE state WHEN 'in_flight' THEN ended_at END,
       state = CASE state WHEN 'in_flight' THEN 'in_flight' ELSE 'waiting' END`,
    JSON.stringify(writes),
    dueAt,
    now.getTime(),
    pacedAt(now),
  )
}

/**
 * An org has one owner, so a claim is a state, not a lease. Parents first. Only while the connection is open. One mapping at a
 * time, because a collection of a call holds one object: the first that is due, looked for among twice as many as are claimed.
 */
export function claimDue(
  sql: SqlStorage,
  connection: string,
  operation: NewWrite['operation'],
  limit: number,
  now: Date,
): Write[] {
  return sql
    .exec(
      `UPDATE writes SET state = 'in_flight', attempts = attempts + 1, claimed_at = ?3, claimed = wanted
       WHERE key IN (SELECT key FROM (SELECT key, mapping, first_value(mapping) OVER () AS first
                       FROM (SELECT key, mapping FROM writes WHERE connection = ?1 AND operation = ?4 AND state = 'waiting' AND due_at <= ?3
                             ORDER BY depth, due_at LIMIT ?2 * 2))
                     WHERE mapping = first LIMIT ?2)
         AND coalesce((SELECT opens_at FROM connections WHERE name = ?1) <= ?3, 0)
       RETURNING *`,
      connection,
      limit,
      now.getTime(),
      operation,
    )
    .toArray()
    .map(writeRow)
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime()) // of two that share a record the later one wins
}

/** Until when a call whose end nobody heard of may still be done: Salesforce works on one for 10 minutes at most. */
export const suspectUntil = (now: Date): number => dueAfter(now, 660_000)

/** Nobody will record the calls of a lane that died, and any of them may have been done. `connection` null: of all. */
export function releaseInFlight(sql: SqlStorage, connection: string | null, now: Date): void {
  sql.exec(
    `UPDATE writes SET state = 'waiting', due_at = ?1, claimed_at = NULL, suspect_until = ?2
     WHERE state = 'in_flight' AND (?3 IS NULL OR connection = ?3)`,
    dueAfter(now),
    suspectUntil(now),
    connection,
  )
}
