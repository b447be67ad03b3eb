import { env } from 'cloudflare:workers'
import { loadConfig } from '../../bridge/core/config.ts'
import { anApi, type Api } from '../support/api.ts'
import { operatorToken } from '../support/connected-org.ts'
import { anInvited } from '../support/survey/responses.ts'
import { everyQuestion } from '../support/survey/surveys.ts'

export const { keys } = loadConfig(env)

/** Everything that opens a door of one org. */
export type Locks = {
  organizationId: string
  orgKey: string
  /** Of one mail: its survey and its unsubscribe link. */
  ref: string
  trigger: string
  events: string
  hooks: string
  admin: string
  operator: string
  answer: string
  unsubscribe: string
}
export type House = Locks & Pick<Api, 'api' | 'inside'> & { invitationId: string }

/** A connected org without apps, with one mailed survey that has a question of every kind. */
export async function aHouse(): Promise<House> {
  const org = await anApi()
  const survey = everyQuestion()
  const { ref, invitationId } = await org.inside((sql) => {
    const mail = anInvited(sql, { survey })
    sql.exec('UPDATE invitations SET survey_version = 2') // 1 is the default survey of that name
    return mail
  })
  const { orgKey, organizationId, api, inside } = org
  return { ...locksOf(orgKey, organizationId, ref), invitationId, api, inside }
}

const locksOf = (orgKey: string, organizationId: string, ref: string): Locks => ({
  organizationId,
  orgKey,
  ref,
  trigger: keys.issue('trigger', orgKey, 1),
  events: keys.issue('events', orgKey, 1),
  hooks: keys.issue('hooks', orgKey, 1),
  admin: keys.issue('api', orgKey, 1),
  operator: operatorToken,
  answer: keys.link('answer', orgKey, ref),
  unsubscribe: keys.link('unsubscribe', orgKey, ref),
})

/** The same addresses with keys that open nothing: each of `given`'s macs with one letter changed. */
export const forged = (given: Locks): Locks => ({
  ...given,
  ...Object.fromEntries(
    (['trigger', 'events', 'hooks', 'admin', 'operator', 'answer', 'unsubscribe'] as const).map((name) => {
      const last = given[name].at(-3)
      return [name, `${given[name].slice(0, -3)}${last === 'B' ? 'C' : 'B'}${given[name].slice(-2)}`]
    }),
  ),
})

const tables = [
  'notifications',
  'responses',
  'documents',
  'suppressions',
  'connections',
  'links',
  'revocations',
  'audit',
]
const counting = `SELECT (SELECT generation || base_url || settings_json FROM org) AS org,
  (SELECT group_concat(version || answers_json) FROM responses) AS answers, ${tables
    .map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`)
    .join(', ')}`

/** What hostile bytes could have changed, as one text. Not what alarms change meanwhile. */
export const stored = (house: House): Promise<string> => house.inside((sql) => JSON.stringify(sql.exec(counting).one()))

/** A notice that returns the header of a mail of ours (RFC 3464). */
export const aNotice = (orgKey: string, token: string, { boundary = 'b', status = '5.2.2' } = {}): string =>
  [
    'From: MAILER-DAEMON@mx.example.net',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    'Final-Recipient: rfc822; zoe@example.com',
    'Action: failed',
    `Status: ${status}`,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    `List-Unsubscribe: <https://bridge.example/u/${orgKey}/${token}>`,
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n')
