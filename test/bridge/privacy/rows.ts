import { storeNotifications } from '../../../bridge/trigger/accept.ts'
import { requestWrites } from '../../../bridge/write-back/writes.ts'
import { personKeys } from '../../../bridge/invitation/person-keys.ts'
import { aSentMail } from '../../support/mail/sends.ts'
import { aWrite } from '../../support/write-back.ts'

export const dayMs = 86_400_000
let count = 0

type Given = { status?: 'Completed' | 'Sent' | 'Expired' | 'Bounced'; write?: string; send?: 'sent' | 'unknown' }

/** An ask that ended at a moment, with all that belongs to one, and a word that stands in each part of it. */
export function anEndedAsk(
  sql: SqlStorage,
  endedAt: Date,
  { status = 'Completed', write = 'done', send = 'sent' }: Given = {},
) {
  const word = `canary-${++count}-${crypto.randomUUID().slice(0, 8)}`
  const at = endedAt.getTime()
  const { invitationId, ref } = aSentMail(sql, { email: `${word}@example.com`, status, state: send })
  const notificationId = `04l${String(count).padStart(12, '0')}${word}`
  const fields = { ContactEmail: `${word}@example.com`, Subject: word }
  storeNotifications(sql, [{ id: notificationId, object: 'Case', recordId: '', fields, note: null }], endedAt)
  sql.exec('UPDATE notifications SET decide_at = NULL WHERE id = ?1', notificationId)
  sql.exec(
    `INSERT INTO decisions (notification_id, program, program_version, record_id, outcome, reason, invitation_id, decided_at)
     VALUES (?1, 'case-closed', 1, ?2, 'invited', '', ?3, ?4)`,
    notificationId,
    word,
    invitationId,
    at,
  )
  sql.exec(
    `UPDATE invitations SET notification_id = ?2, fields_json = ?3, asked_at = ?4, sent_at = ?4, expires_at = ?4,
       completed_at = iif(status = 'Completed', ?4, NULL), step = NULL, due_at = NULL WHERE id = ?1`,
    invitationId,
    notificationId,
    JSON.stringify(fields),
    at,
  )
  sql.exec(
    `INSERT INTO responses (invitation_id, state, version, answers_json, language, via_agent, is_bot, started_at, submitted_at)
     VALUES (?1, 'completed', 1, ?2, 'en', 0, 0, ?3, ?3)`,
    invitationId,
    JSON.stringify({ comment: word }),
    at,
  )
  const key = `${invitationId}|survey-response`
  requestWrites(sql, [aWrite(key, { subjectId: invitationId })], at, endedAt)
  sql.exec(
    'UPDATE writes SET state = ?2, due_at = NULL, error_json = ?3 WHERE key = ?1',
    key,
    write,
    JSON.stringify({ value: word }),
  )
  sql.exec(`INSERT INTO attempts (write_key, n, at, outcome) VALUES (?1, 1, ?2, 'done')`, key, at)
  sql.exec(
    'INSERT INTO slots (person_key, invitation_id, reserved_at) SELECT value, ?2, ?3 FROM json_each(?1)',
    JSON.stringify(personKeys({ email: `${word}@example.com` })),
    invitationId,
    at,
  )
  return { invitationId, notificationId, word, ref, key }
}
