import { reset } from 'cloudflare:test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeNotifications } from '../../../bridge/trigger/accept.ts'
import { requestWrites } from '../../../bridge/write-back/writes.ts'
import { anApi, connect, type Api } from '../../support/api.ts'
import { anId } from '../../support/outbound.ts'
import { aSend, aSentMail } from '../../support/mail/sends.ts'
import { aWrite } from '../../support/write-back.ts'

afterAll(() => reset())

const rowsOf = async ({ api }: Api, path: string) => (await api('GET', path)).body.rows!
const keysOf = (rows: Record<string, unknown>[]) => rows.map((row) => row['key'] ?? row['id'])

/** All pages of a list, as a client reads them. */
async function pages({ api }: Api, path: string, limit: number): Promise<unknown[][]> {
  const found: unknown[][] = []
  for (let after: string | null = ''; after !== null;) {
    const { body } = await api('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${limit}&after=${after}`)
    found.push(keysOf(body.rows!))
    after = body['next'] === null ? null : encodeURIComponent(String(body['next']))
    if (found.length > 50) throw new Error('the pages do not end')
  }
  return found
}

describe('why a customer was or was not asked', () => {
  let org: Api
  const recordId = '500000000000ABCIA2'
  const receivedAt = new Date('2026-11-21T09:00:00Z')
  const id = anId('04l')
  beforeAll(async () => {
    org = await anApi()
    await org.inside((sql) => {
      const fields = { Id: recordId, Subject: 'Toaster' }
      storeNotifications(sql, [{ id, object: 'Case', recordId, fields, note: null }], receivedAt)
      const decide = (program: string, outcome: string, reason: string, askAgainAt: number | null) =>
        sql.exec(
          `INSERT INTO decisions (notification_id, program, program_version, record_id, outcome, reason, ask_again_at, invitation_id, decided_at)
           VALUES (?1, ?2, 3, ?3, ?4, ?5, ?6, ?7, ?8)`,
          id,
          program,
          recordId,
          outcome,
          reason,
          askAgainAt,
          outcome === 'invited' ? 'i1' : null,
          receivedAt.getTime(),
        )
      decide('case-closed', 'invited', '', null)
      decide('case-nps', 'not_invited', 'cooldown', Date.parse('2027-01-01T00:00:00Z'))
      sql.exec('UPDATE notifications SET decide_at = NULL')
    })
  })

  it('stands on the notification: what came, and what each program made of it', async () => {
    expect(await org.api('GET', `notifications/${id}`)).toEqual({
      status: 200,
      body: {
        id,
        object: 'Case',
        recordId,
        fields: { Id: recordId, Subject: 'Toaster' },
        note: null,
        receivedAt: receivedAt.toISOString(),
        decided: true,
        decisions: [
          {
            program: 'case-closed',
            programVersion: 3,
            outcome: 'invited',
            reason: '',
            askAgainAt: null,
            invitationId: 'i1',
            decidedAt: receivedAt.toISOString(),
          },
          expect.objectContaining({
            program: 'case-nps',
            outcome: 'not_invited',
            reason: 'cooldown',
            askAgainAt: '2027-01-01T00:00:00.000Z',
          }),
        ],
      },
    })
  })

  it.each([recordId, recordId.slice(0, 15)])('is found by the record’s id %s', async (asked) => {
    expect(keysOf(await rowsOf(org, `notifications?recordId=${asked}`))).toEqual([id])
  })

  it('is not found by another id, not even one that begins alike or differs in case', async () => {
    for (const other of ['500000000000ABDIA2', '500000000000abcIA2', '500000000000AB', '500000000000ABCI', '5'])
      expect(await rowsOf(org, `notifications?recordId=${other}`)).toEqual([])
  })

  it('is still open where nothing is decided yet, and says so', async () => {
    const waiting = anId('04l')
    await org.inside((sql) =>
      storeNotifications(
        sql,
        [{ id: waiting, object: 'Case', recordId: '500000000000XYZIA2', fields: null, note: 'too_wide' }],
        new Date('2099-01-01T00:00:00Z'),
      ),
    )
    expect(await rowsOf(org, 'notifications?recordId=500000000000XYZ')).toMatchObject([
      { id: waiting, decided: false, note: 'too_wide', fields: null, decisions: [] },
    ])
  })
})

describe('where an answer stands', () => {
  let org: Api
  let mine: { invitationId: string; sendId: string }
  beforeAll(async () => {
    org = await anApi()
    mine = await org.inside((sql) => {
      const mail = aSentMail(sql, { status: 'Completed' })
      aSentMail(sql)
      sql.exec(
        `INSERT INTO responses (invitation_id, state, version, answers_json, language, via_agent, is_bot, started_at, submitted_at)
         VALUES (?1, 'completed', 2, '{"csat":5}', 'fr', 0, 0, 1000, 2000)`,
        mail.invitationId,
      )
      const key = (mapping: string, question = '') => `${mail.invitationId}|${mapping}${question}`
      requestWrites(sql, [aWrite(key('survey-response')), aWrite(key('survey-answers', '#csat'))], 9e12, new Date())
      requestWrites(sql, [aWrite(`${mail.invitationId}0|survey-response`)], 9e12, new Date())
      return mail
    })
  })

  it('is one answer of the API: the ask, its mails, what came back, and each part of its way into Salesforce', async () => {
    const { body } = await org.api('GET', `invitations/${mine.invitationId}`)
    expect(body).toMatchObject({
      id: mine.invitationId,
      status: 'Completed',
      recordId: expect.stringMatching(/^500/),
      recipient: { name: 'Zoé' },
      response: { state: 'completed', version: 2, answers: { csat: 5 }, submittedAt: '1970-01-01T00:00:02.000Z' },
      sends: [{ id: mine.sendId, state: 'sent', invitation: { id: mine.invitationId, status: 'Completed' } }],
      writes: [
        { key: `${mine.invitationId}|survey-answers#csat`, state: 'waiting', tries: [] },
        { key: `${mine.invitationId}|survey-response`, state: 'waiting', tries: [] },
      ],
    })
  })

  it('is listed by invitation too', async () => {
    const of = (kind: string) => rowsOf(org, `${kind}?invitation=${mine.invitationId}`)
    expect(keysOf(await of('writes'))).toHaveLength(2)
    expect(keysOf(await of('sends'))).toEqual([mine.sendId])
    expect(keysOf(await of('responses'))).toEqual([mine.invitationId])
  })

  it('shows no link, token or secret, wherever it stands', async () => {
    const refs = await org.inside((sql) => sql.exec<{ ref: string }>('SELECT ref FROM links').toArray())
    expect(refs).not.toHaveLength(0)
    for (const path of [`invitations/${mine.invitationId}`, 'invitations', 'sends', 'writes', 'responses']) {
      const { status, body } = await org.api('GET', path)
      expect(status).toBe(200)
      const text = JSON.stringify(body)
      for (const { ref } of refs) expect(text).not.toContain(ref)
    }
  })
})

describe('what waits for a person', () => {
  it('is listed: held invitations, mails of unknown fate with what they are about, dead writes', async () => {
    const org = await anApi()
    const { held, unknown } = await org.inside((sql) => {
      const held = aSentMail(sql, { status: 'Held' })
      const unknown = aSentMail(sql, { state: 'unknown' })
      const settled = aSentMail(sql, { state: 'unknown' })
      sql.exec(`UPDATE sends SET settled_by = 'resend' WHERE id = ?1`, settled.sendId)
      requestWrites(sql, [aWrite('dead|m'), aWrite('alive|m')], 9e12, new Date())
      sql.exec(`UPDATE writes SET state = 'dead', due_at = NULL WHERE key = 'dead|m'`)
      return { held, unknown }
    })
    expect(keysOf(await rowsOf(org, 'invitations?state=Held'))).toEqual([held.invitationId])
    expect(keysOf(await rowsOf(org, 'invitations?state=Held&program=another'))).toEqual([])
    expect(await rowsOf(org, 'sends?state=unknown')).toMatchObject([
      { id: unknown.sendId, invitation: { program: 'case-closed', object: 'Case', status: 'Sent' } },
    ])
    expect(keysOf(await rowsOf(org, 'writes?state=dead'))).toEqual(['dead|m'])
    expect((await org.api('GET', '')).body).toMatchObject({
      invitations: { Held: 1 },
      sends: { unknown: 1 },
      writes: { dead: 1, waiting: 1 },
    })
  })
})

describe('a list', () => {
  let org: Api
  beforeAll(async () => {
    org = await anApi()
    await org.inside((sql) => {
      for (let n = 0; n < 7; n++) {
        const { invitationId } = aSentMail(sql, { status: n % 3 === 0 ? 'Bounced' : 'Sent' })
        aSend(sql, invitationId, { kind: 'reminder' })
        requestWrites(sql, [aWrite(`${n}|m`)], 9e12, new Date())
        const id = anId('04l')
        storeNotifications(sql, [{ id, object: 'Case', recordId: '', fields: null, note: 'deleted' }], new Date(9e12))
      }
    })
  })

  it.each([
    ['notifications', 7],
    ['invitations', 7],
    ['invitations?state=Bounced', 3],
    ['sends', 14],
    ['writes', 7],
    ['writes?state=waiting', 7],
    ['documents', 15],
    ['connections', 0],
    ['audit', 1],
  ])('of %s comes in pages by key, each row once', async (path, count) => {
    const whole = (await pages(org, path, 200)).flat()
    expect(whole.length).toBeGreaterThanOrEqual(count)
    expect(new Set(whole).size).toBe(whole.length)
    expect(whole).toEqual([...whole].sort())
    for (const limit of [1, 3]) {
      const paged = await pages(org, path, limit)
      expect(paged.flat()).toEqual(whole)
      expect(Math.max(0, ...paged.map((page) => page.length))).toBeLessThanOrEqual(limit)
    }
  })

  it('gives 50 rows unless told, 200 at most, and refuses a limit that is none', async () => {
    await org.inside((sql) => requestWrites(sql, many(300), 9e12, new Date()))
    expect(await rowsOf(org, 'writes')).toHaveLength(50)
    expect(await rowsOf(org, 'writes?limit=999')).toHaveLength(200)
    for (const limit of ['0', '-1', 'x', '1e2', '1000'])
      expect(await org.api('GET', `writes?limit=${limit}`)).toMatchObject({ status: 400, body: { code: 'malformed' } })
  })

  it('that few rows fit goes on with the next page instead of reading everything in one go', async () => {
    await org.inside((sql) => {
      const insert = `INSERT INTO sends (id, invitation_id, kind, connection, ref, state, created_at)
        SELECT 'x' || value, 'i', 'invite', 'mail', 'r', CASE value WHEN 4999 THEN 'refused' ELSE 'sent' END, 0 FROM json_each(?1)`
      sql.exec(insert, JSON.stringify(Array.from({ length: 4000 }, (_, n) => n + 1000)))
    })
    const paged = await pages(org, 'sends?state=refused', 50)
    expect(paged.flat()).toEqual(['x4999'])
    expect(paged.length).toBe(3) // 4,014 rows, 2,000 a page
  })
})

const many = (count: number) => Array.from({ length: count }, (_, n) => aWrite(`${n}|many`))

describe('connecting an org again with other settings', () => {
  it('changes what is given and keeps the rest: documents, generation, credentials, and that it is a sandbox', async () => {
    const org = await anApi({ name: 'First', isSandbox: true, baseUrl: 'https://surveys.example.com' })
    await org.operate('POST', 'credentials/rotate')
    await org.api('PUT', 'documents', 'survey: extra\ntitle: Extra\nquestions: [{ id: a, type: nps, title: A }]')
    const before = await rowsOf(org, 'documents?limit=200')
    const again = await connect(org.organizationId.slice(0, 15), { settings: { controller: 'Example, 1 Street' } })
    expect(again.body).toMatchObject({ name: 'First', generation: 2, orgKey: org.orgKey })
    expect(again.body['triggerUrl']).toMatch(/^https:\/\/surveys\.example\.com\/trigger\//)
    expect(await rowsOf(org, 'documents?limit=200')).toEqual(before)
    expect((await org.api('GET', '')).body).toMatchObject({ isSandbox: true, name: 'First', generation: 2 })
    const [{ settings_json }] = (await org.inside((sql) => sql.exec('SELECT settings_json FROM org').toArray())) as [
      { settings_json: string },
    ]
    expect(JSON.parse(settings_json)).toMatchObject({ controller: 'Example, 1 Street' })
  })
})
