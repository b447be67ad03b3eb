import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()
/** What the link of stored invitation n holds: as random as a real one, and known without asking. */
export const refOf = (n: number): string => hashOf(`ref ${n}`).toString('hex').slice(0, 20)
export const invitationOf = (n: number): string => hashOf(`invitation ${n}`).toString('base64url').slice(0, 27)

/**
 * Writes invitations that were sent, with everything that belongs to one (notification, decision, slots, link, send), straight into the
 * file of a stopped object: by its doors a million would take an hour. Indexes are laid anew at the end, as SQLite advises for bulk.
 */
export function fillInvitations(file: string, count: number, now = Date.now()): void {
  const database = new DatabaseSync(file)
  database.function('ref_of', (n) => refOf(Number(n)))
  database.function('invitation_of', (n) => invitationOf(Number(n)))
  database.function('email_hash', (n) => hashOf(`stored.${Number(n)}@example.com`).toString('hex'))
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY')
  const indexes = database
    .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (${tables})`)
    .all() as { name: string; sql: string }[]
  database.exec('BEGIN')
  for (const { name } of indexes) database.exec(`DROP INDEX ${name}`)
  database.exec(wanted(count))
  for (const statement of statements(now)) database.exec(statement)
  for (const { sql } of indexes) database.exec(sql)
  database.exec('COMMIT; DROP TABLE wanted; PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

const tables = `'notifications', 'decisions', 'invitations', 'invited_records', 'slots', 'links', 'sends'`

/** How the ids of filled notifications begin: behind all that a load makes. */
export const filledIds = '04lS'

const wanted = (count: number): string => `
  CREATE TEMP TABLE wanted AS
  WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})
  SELECT n, invitation_of(n) AS id, ref_of(n) AS ref, printf('${filledIds}%011dAAA', n) AS event, printf('500S%011dAAA', n) AS record,
    printf('003S%011d', n) AS contact, printf('stored.%d@example.com', n) AS email FROM numbers`

const statements = (now: number): string[] => {
  const asked = `${now - 20 * 86_400_000} + n`
  const fields = `json_object('Id', record, 'CaseNumber', printf('%08d', n), 'ClosedDate', '2026-10-01T09:15:00.000Z', 'ContactEmail', email,
    'IsClosed', 'true', 'Priority', 'Medium', 'Status', 'Closed', 'Subject', 'Printer on fire & smoking', 'Type', 'Electronic')`
  const version = (kind: string, name: string) =>
    `(SELECT max(version) FROM documents WHERE kind = '${kind}' AND name = '${name}')`
  return [
    `INSERT INTO notifications (id, object, record_id, fields_json, received_at) SELECT event, 'Case', record, ${fields}, ${asked} FROM wanted`,
    `INSERT INTO decisions (notification_id, program, program_version, record_id, outcome, reason, invitation_id, decided_at)
     SELECT event, 'case-closed', 1, record, 'invited', '', id, ${asked} FROM wanted`,
    `INSERT INTO invitations (id, program, program_version, survey, survey_version, notification_id, object, record_id, occasion, channel,
       language, recipient_json, records_json, fields_json, status, is_test, step, due_at, asked_at, sent_at, expires_at)
     SELECT id, 'case-closed', ${version('program', 'case-closed')}, 'case-csat', ${version('survey', 'case-csat')}, event, 'Case', record,
       '2026-10-01T09:15:00.000Z', 'email', 'en', json_object('person', contact || 'AAA', 'email', email, 'name', NULL),
       json_object('Case', record, 'Contact', contact || 'AAA'), ${fields}, 'Sent', 0, 'expire', ${now + 10 * 86_400_000} + n, ${asked},
       ${asked} + 1000, ${now + 10 * 86_400_000} + n FROM wanted ORDER BY id`,
    `INSERT INTO invited_records (program, role, record_id, invitation_id) SELECT 'case-closed', 'Case', record, id FROM wanted`,
    `INSERT INTO slots (person_key, invitation_id, reserved_at) SELECT 'contact:' || contact, id, ${asked} FROM wanted`,
    `INSERT INTO slots (person_key, invitation_id, reserved_at)
     SELECT 'email:' || email_hash(n) AS person_key, id, ${asked} FROM wanted ORDER BY person_key`,
    `INSERT INTO links (ref, invitation_id, kind, created_at) SELECT ref, id, 'mail', ${asked} FROM wanted ORDER BY ref`,
    `INSERT INTO sends (id, invitation_id, kind, connection, ref, state, provider_id, created_at, ended_at)
     SELECT 'send-' || id, id, 'invite', 'mail', ref, 'sent', '<' || ref || '@example.com>', ${asked}, ${asked} + 1000 FROM wanted ORDER BY id`,
  ]
}
