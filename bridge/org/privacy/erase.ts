import type { Keys } from '../../core/keys.ts'
import { note } from '../../core/tables/audit.ts'
import { openLibrary } from '../../definitions/library.ts'
import { occasionOf } from '../../invitation/decide/occasion.ts'
import { programsOn } from '../../invitation/decide/due.ts'
import { isSuppressed } from '../../invitation/delivery/suppress.ts'
import { invitationIdOf } from '../../invitation/invitations.ts'
import { roles } from '../../definitions/program.ts'
import { recordKey } from '../../invitation/decide/reserve.ts'
import { inFamily } from '../../write-back/writes.ts'
import type { OrgRow } from '../tables/org-row.ts'
import { forget, neverAsk } from './forget.ts'
import { valuesIn, type Gathered } from './gather.ts'
import { isOne, keysOfNames, knownAs, needlesOf, type Known, type Names } from './person.ts'
import { recoveryNote } from './people-api.ts'
import { planRemoval, requestRemoval, type Elsewhere } from './removal.ts'

type Erased = {
  invitations: number
  responses: number
  sends: number
  links: number
  writes: number
  notifications: number
  mentions: number // values in rows about others
}
/** What was done. `removals`: the writes that delete our records in Salesforce; `elsewhere`: what an admin has to look at. */
export type Erasure = {
  knownAs: Known
  erased: Erased
  removals: string[]
  elsewhere: Elsewhere[]
  wishesNotWritten: number
  neverAsked: boolean
  note: string
}
type Means = { org: OrgRow; keys: Keys; now: Date }

/**
 * Erases what was gathered, all of it or nothing. Left are counts, the hash that keeps the same events from being asked about again, and,
 * of those who do not want to be asked, the hash that remembers their wish.
 */
export function erase(sql: SqlStorage, found: Gathered, { org, keys, now }: Means): Erasure {
  const { names } = found
  const ids = [...new Set([...found.invitations, ...invitedMeanwhile(sql, found)])]
  const json = JSON.stringify(ids)
  const removal = planRemoval(sql, { org, keys, now }, ids, names)
  const erased = countOf(sql, json)
  const wishesNotWritten = wishesIn(sql, json)
  erased.notifications = eraseNotifications(sql, [...found.notifications], org, now)
  erased.mentions = eraseMentions(sql, found)
  eraseCaps(sql, json, names)
  forget(sql, ids, 'erased', now)
  eraseErrors(sql, names)
  const removals = requestRemoval(sql, removal, now)
  const { invitations, responses, notifications, mentions } = erased
  const counts = { invitations, responses, notifications, mentions, removals: removals.length }
  note(
    sql,
    'admin',
    'erase',
    Object.entries(counts)
      .map(([what, n]) => `${what} ${n}`)
      .join(', '),
    now,
  )
  const neverAsked = ['unsubscribed', 'complained'].includes(isSuppressed(sql, keysOfNames(names)) ?? '')
  return {
    knownAs: knownAs(names),
    erased,
    removals,
    elsewhere: elsewhereOf(removal.elsewhere, org, names),
    wishesNotWritten,
    neverAsked,
    note: recoveryNote,
  }
}

const countOf = (sql: SqlStorage, json: string): Erased => ({
  ...sql
    .exec<Omit<Erased, 'notifications' | 'mentions'>>(
      `WITH ids AS (SELECT value AS id FROM json_each(?1))
       SELECT (SELECT count(*) FROM ids JOIN invitations USING (id)) AS invitations,
         (SELECT count(*) FROM ids JOIN responses ON invitation_id = ids.id) AS responses,
         (SELECT count(*) FROM ids JOIN sends ON invitation_id = ids.id) AS sends,
         (SELECT count(*) FROM ids JOIN links ON invitation_id = ids.id) AS links,
         (SELECT count(*) FROM ids CROSS JOIN writes ON ${inFamily('ids.id', 'writes.key')}) AS writes`,
      json,
    )
    .one(),
  notifications: 0,
  mentions: 0,
})

/** While the tables were read, one of the events may have become an invitation. */
const invitedMeanwhile = (sql: SqlStorage, { notifications }: Gathered): string[] =>
  sql
    .exec<{ id: string }>(
      `SELECT invitations.id FROM decisions JOIN invitations ON invitations.id = invitation_id
       WHERE decisions.notification_id IN (SELECT value FROM json_each(?1)) AND outcome = 'invited'`,
      JSON.stringify([...notifications]),
    )
    .toArray()
    .map(({ id }) => id)

/** A wish not to be asked that Salesforce has not heard of: there it has to be set by hand. */
const wishesIn = (sql: SqlStorage, json: string): number =>
  sql
    .exec<{ n: number }>(
      `SELECT count(*) AS n FROM json_each(?1) AS family CROSS JOIN writes ON ${inFamily('family.value', 'writes.key')}
       WHERE subject_kind = 'do_not_survey' AND state <> 'done'`,
      json,
    )
    .one().n

/** The row stays, empty: a late copy of the message is known. One that was not decided is never asked about. */
function eraseNotifications(sql: SqlStorage, ids: string[], org: OrgRow, now: Date): number {
  const json = JSON.stringify(ids)
  const library = openLibrary(sql)
  const undecided = sql.exec<{ object: string; record_id: string; fields_json: string | null }>(
    `SELECT object, record_id, fields_json FROM notifications
     WHERE id IN (SELECT value FROM json_each(?1)) AND decide_at IS NOT NULL`,
    json,
  )
  for (const { object, record_id, fields_json } of undecided.toArray()) {
    const fields = { ...(JSON.parse(fields_json ?? '{}') as Record<string, unknown>), Id: record_id }
    const asks = programsOn(library, object).flatMap(({ body: { program, occasion: path } }) => {
      const occasion = occasionOf(path, fields)
      return occasion === null ? [] : [{ id: invitationIdOf(org.orgKey, program, record_id, occasion), program }]
    })
    neverAsk(sql, asks, now)
  }
  sql.exec(
    `UPDATE decisions SET record_id = '', invitation_id = NULL WHERE notification_id IN (SELECT value FROM json_each(?1))`,
    json,
  )
  return sql
    .exec(
      `UPDATE notifications SET record_id = '', fields_json = NULL, note = 'erased', needs_read = 0, decide_at = NULL
       WHERE id IN (SELECT value FROM json_each(?1)) AND note IS NOT 'erased' RETURNING id`,
      json,
    )
    .toArray().length
}

/** In what is about others only the values go that name this person. */
function eraseMentions(sql: SqlStorage, { names, mentioning, notificationsMentioning }: Gathered): number {
  const without = (json: string): string => {
    const fields = JSON.parse(json) as Record<string, unknown>
    for (const path of Object.keys(fields))
      if (valuesIn(fields[path]).some(([, value]) => isOne(names, value))) fields[path] = null
    return JSON.stringify(fields)
  }
  type Texts = { id: string; fields_json: string }
  const invitations = sql.exec<Texts>(
    'SELECT id, fields_json FROM invitations WHERE id IN (SELECT value FROM json_each(?1))',
    JSON.stringify([...mentioning]),
  )
  for (const { id, fields_json } of invitations.toArray())
    sql.exec('UPDATE invitations SET fields_json = ?2 WHERE id = ?1', id, without(fields_json))
  const notifications = sql.exec<Texts>(
    'SELECT id, fields_json FROM notifications WHERE fields_json IS NOT NULL AND id IN (SELECT value FROM json_each(?1))',
    JSON.stringify([...notificationsMentioning]),
  )
  for (const { id, fields_json } of notifications.toArray())
    sql.exec('UPDATE notifications SET fields_json = ?2 WHERE id = ?1', id, without(fields_json))
  return mentioning.size + notificationsMentioning.size
}

/** When the person was asked, and about which records. */
function eraseCaps(sql: SqlStorage, json: string, names: Names): void {
  sql.exec('DELETE FROM slots WHERE invitation_id IN (SELECT value FROM json_each(?1))', json)
  sql.exec(
    'DELETE FROM slots WHERE person_key IN (SELECT value FROM json_each(?1))',
    JSON.stringify(keysOfNames(names)),
  )
  const asked = sql
    .exec<{ id: string; program: string; records_json: string }>(
      'SELECT id, program, records_json FROM invitations WHERE id IN (SELECT value FROM json_each(?1))',
      json,
    )
    .toArray()
  for (const { id, program, records_json } of asked) {
    const records = JSON.parse(records_json) as Record<string, string>
    for (const role of roles)
      sql.exec(
        'DELETE FROM invited_records WHERE program = ?1 AND role = ?2 AND record_id = ?3 AND invitation_id = ?4',
        program,
        role,
        recordKey(records[role]) ?? '',
        id,
      )
  }
}

/** What an app said of its last failure may quote a value. */
const eraseErrors = (sql: SqlStorage, names: Names): void =>
  void sql
    .exec(
      `UPDATE connections SET last_error_json = NULL
       WHERE EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(lower(last_error_json), value))`,
      JSON.stringify(needlesOf(names)),
    )
    .toArray()

/** Also what an admin typed himself. */
function elsewhereOf(elsewhere: Elsewhere[], org: OrgRow, names: Names): Elsewhere[] {
  const listed = org.settings.testAddresses.filter((address) => isOne(names, address))
  return [
    ...elsewhere,
    ...listed.map((value) => ({ connection: '', mapping: null, entity: 'settings', field: 'testAddresses', value })),
  ]
}
