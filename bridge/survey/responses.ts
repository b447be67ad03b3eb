import * as z from 'zod'
import { moment } from '../core/time.ts'
import type { Answers } from '../definitions/survey.ts'

const row = z
  .object({
    invitation_id: z.string(),
    state: z.enum(['partial', 'completed']),
    version: z.number(),
    answers_json: z.string(),
    language: z.enum(['en', 'fr']),
    via_agent: z.number(),
    is_bot: z.number(),
    seconds: z.number().nullable(),
    started_at: z.number(),
    submitted_at: z.number().nullable(),
  })
  .transform((found) => ({
    invitationId: found.invitation_id,
    state: found.state,
    version: found.version,
    answers: JSON.parse(found.answers_json) as Answers, // as `parseAnswers` gave them
    answersJson: found.answers_json,
    language: found.language,
    viaAgent: found.via_agent === 1,
    isBot: found.is_bot === 1,
    seconds: found.seconds,
    startedAt: new Date(found.started_at),
    submittedAt: moment(found.submitted_at),
  }))

/** What came back for one invitation. */
export type Response = z.output<typeof row>
export const responseRow = (found: unknown): Response => row.parse(found)

export const findResponse = (sql: SqlStorage, invitationId: string): Response | null =>
  sql.exec('SELECT * FROM responses WHERE invitation_id = ?1', invitationId).toArray().map(responseRow)[0] ?? null

export const findResponses = (sql: SqlStorage, invitationIds: string[]): Response[] =>
  sql
    .exec(
      'SELECT * FROM responses WHERE invitation_id IN (SELECT value FROM json_each(?1))',
      JSON.stringify(invitationIds),
    )
    .toArray()
    .map(responseRow)

export type NewResponse = Pick<
  Response,
  'invitationId' | 'state' | 'answersJson' | 'language' | 'viaAgent' | 'isBot' | 'seconds'
>

/** One response an invitation: a partial one is overtaken, and each change of a completed one is a version of its own. */
export function putResponse(sql: SqlStorage, given: NewResponse, now: Date): void {
  const at = now.getTime()
  sql.exec(
    `INSERT INTO responses (invitation_id, state, version, answers_json, language, via_agent, is_bot, seconds, started_at, submitted_at)
     VALUES (?1, ?2, 1, ?3, ?4, ?5, ?9, ?6, ?7, ?8)
     ON CONFLICT (invitation_id) DO UPDATE SET
       version = version + (state = 'completed'), state = excluded.state, answers_json = excluded.answers_json,
       language = excluded.language, via_agent = excluded.via_agent, is_bot = excluded.is_bot, seconds = coalesce(excluded.seconds, seconds),
       submitted_at = excluded.submitted_at`,
    given.invitationId,
    given.state,
    given.answersJson,
    given.language,
    given.viaAgent ? 1 : 0,
    given.seconds,
    at - (given.seconds ?? 0) * 1000,
    given.state === 'completed' ? at : null,
    given.isBot ? 1 : 0,
  )
}
