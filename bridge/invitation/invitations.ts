import * as z from 'zod'
import { sha256 } from '../core/keys.ts'
import { moment } from '../core/time.ts'
import type { Role } from '../definitions/program.ts'
import type { Reason } from './decide.ts'
import type { Fields } from './decide/recipient.ts'

/** As `Survey_Invitation__c.Status__c`. */
export type Status =
  'Queued' | 'Held' | 'Sent' | 'Opened' | 'Partial' | 'Completed' | 'Expired' | 'Bounced' | 'Cancelled' | 'Not Sent'

/** What the object does next about an invitation. */
export type Step = 'send' | 'remind' | 'expire'

const row = z
  .object({
    id: z.string(),
    program: z.string(),
    program_version: z.number(),
    survey: z.string(),
    survey_version: z.number(),
    notification_id: z.string(),
    object: z.string(),
    record_id: z.string(),
    occasion: z.string(),
    channel: z.enum(['email', 'link']),
    language: z.enum(['en', 'fr']).nullable(),
    recipient_json: z.string(),
    records_json: z.string(),
    fields_json: z.string(),
    status: z.string(),
    reason: z.string().nullable(),
    ask_again_at: z.number().nullable(),
    is_test: z.number(),
    asked_by: z.string().nullable(),
    step: z.enum(['send', 'remind', 'expire']).nullable(),
    due_at: z.number().nullable(),
    reminders: z.number(),
    asked_at: z.number(),
    sent_at: z.number().nullable(),
    opened_at: z.number().nullable(),
    completed_at: z.number().nullable(),
    expires_at: z.number(),
  })
  .transform((found) => ({
    id: found.id,
    program: found.program,
    programVersion: found.program_version,
    survey: found.survey,
    surveyVersion: found.survey_version,
    notificationId: found.notification_id,
    object: found.object,
    recordId: found.record_id,
    occasion: found.occasion,
    channel: found.channel,
    language: found.language,
    recipient: JSON.parse(found.recipient_json) as { person: string | null; email: string | null; name: string | null },
    records: JSON.parse(found.records_json) as Partial<Record<Role, string>>,
    fields: JSON.parse(found.fields_json) as Fields,
    status: found.status as Status,
    reason: found.reason as Reason | null,
    askAgainAt: moment(found.ask_again_at),
    isTest: found.is_test === 1,
    askedBy: found.asked_by, // the user who asked for it; null: an event did
    step: found.step,
    dueAt: moment(found.due_at),
    reminders: found.reminders,
    askedAt: new Date(found.asked_at),
    sentAt: moment(found.sent_at),
    openedAt: moment(found.opened_at),
    completedAt: moment(found.completed_at),
    expiresAt: new Date(found.expires_at),
  }))

/** One ask of one person, bound for ever to the record that caused it. */
export type Invitation = z.output<typeof row>
export type NewInvitation = Omit<Invitation, 'reminders' | 'sentAt' | 'openedAt' | 'completedAt'>

/** The same event gives the same id, in this object and in Salesforce. */
export const invitationIdOf = (orgKey: string, program: string, recordId: string, occasion: string): string =>
  sha256(`${orgKey}|${program}|${recordId}|${occasion}`).toString('base64url').slice(0, 27)

/** @throws when the event has its invitation already: whoever inserts has looked in the same transaction */
export function insertInvitation(sql: SqlStorage, given: NewInvitation): void {
  sql.exec(
    `INSERT INTO invitations (id, program, program_version, survey, survey_version, notification_id, object, record_id,
         occasion, channel, language, recipient_json, records_json, fields_json, status, reason, ask_again_at, is_test,
         counts, step, due_at, asked_at, expires_at, asked_by)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)`,
    given.id,
    given.program,
    given.programVersion,
    given.survey,
    given.surveyVersion,
    given.notificationId,
    given.object,
    given.recordId,
    given.occasion,
    given.channel,
    given.language,
    JSON.stringify(given.recipient),
    JSON.stringify(given.records),
    JSON.stringify(given.fields),
    given.status,
    given.reason,
    given.askAgainAt?.getTime() ?? null,
    given.isTest ? 1 : 0,
    given.status === 'Not Sent' ? 0 : 1,
    given.step,
    given.dueAt?.getTime() ?? null,
    given.askedAt.getTime(),
    given.expiresAt.getTime(),
    given.askedBy,
  )
}

export const findInvitation = (sql: SqlStorage, id: string): Invitation | null =>
  sql.exec('SELECT * FROM invitations WHERE id = ?1', id).toArray().map(invitationRow)[0] ?? null

export const findInvitations = (sql: SqlStorage, ids: string[]): Invitation[] =>
  sql
    .exec('SELECT * FROM invitations WHERE id IN (SELECT value FROM json_each(?1))', JSON.stringify(ids))
    .toArray()
    .map(invitationRow)

export const invitationRow = (found: unknown): Invitation => row.parse(found)

/** What is due of some steps, earliest first. */
export const dueInvitations = (
  sql: SqlStorage,
  channel: string,
  steps: Step[],
  limit: number,
  now: Date,
): Invitation[] =>
  sql
    .exec(
      `SELECT * FROM invitations WHERE step IN (SELECT value FROM json_each(?1)) AND due_at <= ?2 AND channel = ?3
       ORDER BY due_at LIMIT ?4`,
      JSON.stringify(steps),
      now.getTime(),
      channel,
      limit,
    )
    .toArray()
    .map(invitationRow)

/** Moves the next step; null = nothing more to do. */
export function schedule(sql: SqlStorage, id: string, step: Step | null, dueAt: number | null): void {
  sql.exec('UPDATE invitations SET step = ?2, due_at = ?3 WHERE id = ?1', id, step, dueAt)
}

/** What the last look before sending found: whom, in which language, and the values of today. No longer due. */
export function putChecked(
  sql: SqlStorage,
  id: string,
  found: Pick<Invitation, 'recipient' | 'language' | 'records' | 'fields'>,
): void {
  sql.exec(
    'UPDATE invitations SET recipient_json = ?2, language = ?3, records_json = ?4, fields_json = ?5, due_at = NULL WHERE id = ?1',
    id,
    JSON.stringify(found.recipient),
    found.language,
    JSON.stringify(found.records),
    JSON.stringify(found.fields),
  )
}
