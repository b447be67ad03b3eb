import { reset } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { raiseAlert } from '../../../bridge/core/tables/alerts.ts'
import { storeNotifications } from '../../../bridge/trigger/accept.ts'
import { readOrg } from '../../../bridge/org/tables/org-row.ts'
import { problemAlert } from '../../../bridge/org/writes/render-write.ts'
import { anApi, type Api } from '../../support/api.ts'
import { anId } from '../../support/outbound.ts'

afterAll(() => reset())

const survey = (title: string) => `survey: pulse
title: ${title}
questions: [{ id: nps, type: nps, title: Recommend? }]`
const program = (more = '') => `program: pulse
on: { object: Case }
occasion: ClosedDate
survey: pulse
recipient: { person: ContactId, email: [ContactEmail] }
records: { Case: Id, Contact: ContactId }
${more}`
const mapping = (more = '') => `mapping: pulse-row
entity: Survey_Response__c
key: Response_Key__c
fields: { Response_Key__c: response.key, NPS__c: metrics.nps }
${more}`

const put = ({ api }: Api, ...documents: string[]) => api('PUT', 'documents', documents.join('\n---\n'))
const problems = async (asked: Promise<{ status: number; body: Record<string, unknown> }>) => {
  const { status, body } = await asked
  return { status, paths: (body['problems'] as { path: string }[] | undefined)?.map(({ path }) => path) }
}

describe('documents', () => {
  it('of a fresh org are the defaults, every program on watch', async () => {
    const org = await anApi()
    const { rows } = (await org.api('GET', 'documents?limit=200')).body
    const programs = rows!.filter(({ kind }) => kind === 'program')
    expect(programs.length).toBeGreaterThan(3)
    for (const { name } of programs)
      expect((await org.api('GET', `documents/program/${String(name)}`)).body).toMatchObject({
        body: { mode: 'watch' },
      })
  })

  it('that are published get a version each time they change, and only then', async () => {
    const org = await anApi()
    const first = await put(org, survey('First'), program())
    expect(first).toMatchObject({
      status: 200,
      body: {
        documents: [
          { kind: 'survey', name: 'pulse', version: 1, changed: true },
          { kind: 'program', name: 'pulse', version: 1, changed: true },
        ],
      },
    })
    expect((await put(org, survey('First'), program())).body).toMatchObject({
      documents: [
        { version: 1, changed: false },
        { version: 1, changed: false },
      ],
    })
    await put(org, survey('Second'))
    const newest = (await org.api('GET', 'documents/survey/pulse')).body
    expect(newest).toMatchObject({ version: 2, body: { title: 'Second' }, versions: [{ version: 1 }, { version: 2 }] })
    expect((await org.api('GET', 'documents/survey/pulse?version=1')).body).toMatchObject({ body: { title: 'First' } })
    const { rows } = (await org.api('GET', 'audit')).body
    expect(rows!.map(({ of }) => of)).toEqual(expect.arrayContaining(['survey/pulse@2', 'program/pulse@1']))
  })

  it('are checked against those that stay, and stored all or none', async () => {
    const org = await anApi()
    expect(await problems(put(org, program()))).toEqual({ status: 422, paths: ['program/pulse#survey'] })
    expect(await problems(put(org, survey('Good'), program('mode: loud')))).toMatchObject({ status: 422 })
    expect((await org.api('GET', 'documents/survey/pulse')).status).toBe(404)
    expect((await put(org, survey('Good'))).status).toBe(200)
    expect((await put(org, program())).status).toBe(200) // its survey stands
    const broken = 'survey: pulse\ntitle: X\nquestions: [{ id: nps, type: slider, title: X }]'
    expect((await put(org, broken)).status).toBe(422)
    expect((await org.api('GET', 'documents/survey/pulse')).body).toMatchObject({ version: 1 })
  })

  it('can be checked without being stored', async () => {
    const org = await anApi()
    const good = [survey('Good'), program()].join('\n---\n')
    expect(await org.api('POST', 'documents/check', good)).toEqual({ status: 200, body: { documents: [] } })
    expect(await problems(org.api('POST', 'documents/check', program()))).toEqual({
      status: 422,
      paths: ['program/pulse#survey'],
    })
    expect((await org.api('GET', 'documents/survey/pulse')).status).toBe(404)
  })

  it('that map to a connection there is not are refused before their writes could wait for ever', async () => {
    const org = await anApi()
    expect(await problems(put(org, mapping('connection: hubspot')))).toEqual({
      status: 422,
      paths: ['mapping/pulse-row#connection'],
    })
    expect((await put(org, mapping())).status).toBe(200) // salesforce may be connected later
  })

  it('that are corrected close what was told of them, and let what waited for them go on', async () => {
    const org = await anApi()
    await put(org, survey('First'), program(), mapping())
    const waiting = anId('04l')
    await org.inside((sql) => {
      const now = new Date()
      raiseAlert(sql, { id: problemAlert('pulse-row', 'NPS__c'), code: 'mapping_problem', detail: '' }, now)
      raiseAlert(sql, { id: problemAlert('pulse-row-2', 'NPS__c'), code: 'mapping_problem', detail: '' }, now)
      storeNotifications(sql, [{ id: waiting, object: 'Case', recordId: anId('500'), fields: {}, note: null }], now)
      sql.exec('UPDATE notifications SET needs_read = 1, decide_at = 9e12')
    })
    await put(org, mapping('each: answer').replace('response.key', 'answer.key'), program('mode: test'))
    const { rows } = (await org.api('GET', 'alerts')).body
    expect(rows!.map(({ id }) => id)).toEqual([problemAlert('pulse-row-2', 'NPS__c')])
    const [row] = await org.inside((sql) =>
      sql.exec<{ decide_at: number }>('SELECT decide_at FROM notifications WHERE id = ?1', waiting).toArray(),
    )
    expect(row!.decide_at).toBeLessThan(Date.now() + 2_000)
  })
})

describe('settings', () => {
  it('are taken whole or not at all', async () => {
    const org = await anApi()
    expect((await org.api('PUT', 'settings', { brand: { name: 'Example' }, controller: 'Example Ltd' })).status).toBe(
      200,
    )
    expect((await org.api('PUT', 'settings', { controller: 1 })).status).toBe(422)
    const [row] = await org.inside((sql) => sql.exec<{ s: string }>('SELECT settings_json AS s FROM org').toArray())
    expect(JSON.parse(row!.s)).toMatchObject({ brand: { name: 'Example' }, controller: 'Example Ltd' })
  })
})

describe('settings that are stored', () => {
  it.each([{}, { controller: '' }, { brand: {} }, { testAddresses: ['@example.com'] }])(
    'as %j leave the org working',
    async (given) => {
      const org = await anApi({ settings: given })
      expect((await org.api('PUT', 'settings', given)).status).toBe(200)
      expect((await org.api('GET', '')).status).toBe(200)
    },
  )

  it('by a release that took more lose only what this one does not take', async () => {
    const org = await anApi()
    const earlier = { brand: { name: 'Example', color: '#ffffff' }, controller: 'Example Ltd', shoeSize: 43 }
    await org.inside((sql) => sql.exec('UPDATE org SET settings_json = ?1', JSON.stringify(earlier)))
    expect((await org.api('GET', '')).status).toBe(200)
    const read = await org.inside((sql) => readOrg(sql)!.settings)
    expect(read).toMatchObject({ controller: 'Example Ltd', brand: { name: 'Survey Bridge' } })
  })
})

describe('a mass close that is held', () => {
  it('is let go or dropped by program', async () => {
    const org = await anApi()
    const hold = (program: string) =>
      org.inside((sql) =>
        sql.exec(
          `INSERT INTO invitations (id, program, program_version, survey, survey_version, notification_id, object, record_id, occasion,
             channel, recipient_json, records_json, fields_json, status, is_test, step, asked_at, expires_at)
           SELECT ?1 || value, ?1, 1, 'case-csat', 1, 'n' || value, 'Case', 'r' || value, 'o', 'email', '{}', '{}', '{}', 'Held', 0, 'send', 0, 9e12
           FROM json_each('[1,2,3]')`,
          program,
        ),
      )
    await hold('case-closed')
    await hold('opportunity-won')
    expect((await org.api('POST', 'programs/case-closed/held', { approve: true })).body).toEqual({
      settled: 3,
      left: 0,
    })
    expect((await org.api('POST', 'programs/opportunity-won/held', { approve: false })).body).toEqual({
      settled: 3,
      left: 0,
    })
    const { rows } = (await org.api('GET', 'invitations')).body
    const statuses = rows!.map(({ program, status }) => `${String(program)} ${String(status)}`)
    expect(new Set(statuses)).toEqual(new Set(['case-closed Queued', 'opportunity-won Not Sent']))
    expect((await org.api('POST', 'programs/case-closed/held', { approve: true })).body).toMatchObject({ settled: 0 })
  })
})
