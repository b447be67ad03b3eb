import { env } from 'cloudflare:workers'
import { abortAllDurableObjects, reset, runInDurableObject } from 'cloudflare:test'
import { afterAll, describe, expect, it } from 'vitest'
import { openAlerts, raiseAlert } from '../../../bridge/core/tables/alerts.ts'
import { defaultDocuments } from '../../../bridge/definitions/defaults/documents.ts'
import { publish } from '../../../bridge/definitions/library.ts'
import { settings } from '../../../bridge/definitions/settings.ts'
import { keepSweeping, purgeDue, sweepOn } from '../../../bridge/org/privacy/purge.ts'
import { sweeps } from '../../../bridge/org/privacy/sweeps.ts'
import { textsIn, whereAre } from './person.ts'
import { anEndedAsk, dayMs } from './rows.ts'

afterAll(() => reset())

const start = new Date('2026-11-21T09:00:00.000Z')
const { retentionDays } = settings.parse({})

/** The tables of an object that belongs to no org, and a clock of the test's. */
class Tables {
  now = start
  readonly sql: SqlStorage
  readonly #storage: DurableObjectStorage
  readonly written: number[] = []

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    this.sql = storage.sql
  }

  commit = <T>(work: (sql: SqlStorage, now: Date) => T): T => {
    const before = this.rows()
    const result = this.#storage.transactionSync(() => work(this.sql, this.now))
    this.written.push(before - this.rows())
    return result
  }

  at = (days: number): this => {
    this.now = new Date(start.getTime() + days * dayMs)
    return this
  }

  purge = (days = retentionDays) => purgeDue(this.commit, days)

  rows = (): number =>
    ['notifications', 'decisions', 'invitations', 'responses', 'sends', 'links', 'writes', 'attempts', 'slots']
      .map((table) => this.count(table))
      .reduce((sum, n) => sum + n)

  count = (table: string): number => this.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM "${table}"`).one().n
  where = (word: string) => whereAre([word], textsIn(this.sql)).sort()
  alerts = () => openAlerts(this.sql).map(({ code }) => code)
}

const inTables = <T>(work: (tables: Tables) => T | Promise<T>, name = `purge ${crypto.randomUUID()}`): Promise<T> =>
  runInDurableObject(env.ORG.getByName(name), (_, { storage }) => {
    const tables = new Tables(storage)
    if (tables.count('sweeps') === 0) {
      tables.commit((sql) => publish(sql, defaultDocuments(), start))
      tables.commit((sql) => keepSweeping(sql, new Date(start.getTime() - dayMs)))
    }
    return work(tables)
  })

describe('what is old', () => {
  it('goes at its time: what a message said, what an ask was, and not a day before', () =>
    inTables(async (tables) => {
      const { word, notificationId } = tables.commit((sql) => anEndedAsk(sql, start))
      await tables.at(29.9).purge()
      expect(tables.where(word)).toContain('notifications.fields_json')
      await tables.at(31).purge()
      expect(tables.where(word)).not.toContain('notifications.fields_json')
      expect(tables.sql.exec('SELECT note FROM notifications WHERE id = ?1', notificationId).one()).toEqual({
        note: 'purged',
      })
      await tables.at(91.5).purge()
      expect(tables.count('attempts')).toBe(0)
      await tables.at(364.9).purge()
      expect(tables.where(word)).toEqual(
        expect.arrayContaining(['invitations.recipient_json', 'responses.answers_json', 'writes.error_json']),
      )
      await tables.at(366).purge()
      expect(tables.where(word)).toEqual([])
      expect(tables.rows()).toBe(0)
      expect(tables.sql.exec('SELECT status, why FROM forgotten').toArray()).toEqual([
        { status: 'Completed', why: 'purged' },
      ])
    }))

  it('counts from the end of an ask, and goes with the days the admin set', () =>
    inTables(async (tables) => {
      const { word } = tables.commit((sql) =>
        anEndedAsk(sql, new Date(start.getTime() + 40 * dayMs), { status: 'Expired' }),
      )
      tables.sql.exec('UPDATE invitations SET asked_at = ?1, sent_at = ?1', start.getTime())
      tables.sql.exec('UPDATE responses SET submitted_at = NULL')
      const days = { ...retentionDays, invitations: 60 }
      await tables.at(99).purge(days)
      expect(tables.where(word)).toContain('invitations.recipient_json')
      await tables.at(101).purge(days)
      expect(tables.where(word)).toEqual([])
    }))

  it.each([
    ['an open ask', { status: 'Sent' }],
    ['an open ask whose mail nobody knows the fate of', { status: 'Sent', send: 'unknown' }],
    ['an ask with a write that waits', { write: 'waiting' }],
    ['an ask with a write in flight', { write: 'in_flight' }],
  ] as const)('stays while it is needed: %s', (_, given) =>
    inTables(async (tables) => {
      const { word, ref } = tables.commit((sql) => anEndedAsk(sql, start, given))
      await tables.at(800).purge()
      expect(tables.where(word)).toEqual(
        expect.arrayContaining(['invitations.recipient_json', 'decisions.record_id', 'responses.answers_json']),
      )
      expect(tables.sql.exec('SELECT 1 FROM links WHERE ref = ?1', ref).toArray()).toHaveLength(1)
    }),
  )

  it('stays while it is not decided', () =>
    inTables(async (tables) => {
      tables.commit((sql) => anEndedAsk(sql, start))
      tables.sql.exec('UPDATE notifications SET decide_at = 1')
      await tables.at(800).purge()
      expect(tables.sql.exec('SELECT fields_json IS NOT NULL AS kept FROM notifications').toArray()).toEqual([
        { kept: 1 },
      ])
    }))

  it('with an answer Salesforce never got goes only after somebody could see that it will', () =>
    inTables(async (tables) => {
      const { word } = tables.commit((sql) => anEndedAsk(sql, start, { write: 'dead' }))
      await tables.at(350).purge()
      expect(tables.alerts()).toEqual([])
      await tables.at(352).purge()
      expect(tables.alerts()).toEqual(['retention_dead'])
      await tables.at(364).purge()
      expect(tables.where(word)).toContain('responses.answers_json')
      await tables.at(366).purge()
      expect(tables.where(word)).toEqual([])
      await tables.at(368).purge()
      expect(tables.alerts()).toEqual([])
    }))

  it('with such an answer is not gone at once when the admin shortens the time', () =>
    inTables(async (tables) => {
      const { word } = tables.commit((sql) => anEndedAsk(sql, start, { write: 'dead' }))
      const days = { ...retentionDays, invitations: 30 }
      await tables.at(100).purge(days)
      expect(tables.where(word)).toContain('responses.answers_json')
      await tables.at(106).purge(days)
      expect(tables.where(word)).toContain('responses.answers_json')
      await tables.at(108).purge(days)
      expect(tables.where(word)).toEqual([])
    }))

  it('but needed for a cool-down stays as long as that, as a hash', () =>
    inTables(async (tables) => {
      tables.commit((sql) => anEndedAsk(sql, start))
      const longest = 500
      const programs = defaultDocuments().flatMap((document) => (document.kind === 'program' ? [document] : []))
      const patient = programs.map(({ kind, name, body }) => {
        const participation = { ...body.participation, cooldown: longest * dayMs }
        return { kind, name, body: { ...body, participation } }
      })
      tables.commit((sql, now) => publish(sql, patient, now))
      await tables.at(366).purge()
      expect([tables.count('invitations'), tables.count('slots')]).toEqual([0, 1])
      await tables.at(longest + 1).purge()
      expect(tables.count('slots')).toBe(0)
    }))

  it('of notes goes too: closed alerts, what people did, erasures that are done', () =>
    inTables(async (tables) => {
      const at = start.getTime()
      tables.sql.exec(
        `INSERT INTO alerts VALUES ('open', 'x', 'd', ?1, ?1, 1, NULL), ('closed', 'x', 'd', ?1, ?1, 1, ?1)`,
        at,
      )
      tables.sql.exec(
        `INSERT INTO audit (at, who, what, of) VALUES (?1, 'admin', 'replay', 'x'), (?2, 'admin', 'replay', 'y')`,
        at,
        at + 900 * dayMs,
      )
      await tables.at(91).purge()
      expect(tables.sql.exec('SELECT id FROM alerts').toArray()).toEqual([{ id: 'open' }])
      await tables.at(1096).purge()
      expect(tables.sql.exec('SELECT of FROM audit').toArray()).toEqual([{ of: 'y' }])
    }))

  it('of notes goes to the last one, also when there are many more than one look takes in', () =>
    inTables(async (tables) => {
      const many = (of: string) =>
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) ${of}`
      const at = start.getTime()
      tables.sql.exec(
        many(`INSERT INTO alerts SELECT 'a' || i, 'x', 'd', ?1, ?1, 1, iif(i % 2, ?1, NULL) FROM n WHERE true`),
        at,
      )
      tables.sql.exec(many(`INSERT INTO audit SELECT i, iif(i % 2, ?1, 9e14), 'admin', 'replay', 'x' FROM n`), at)
      await tables.at(1096).purge()
      expect([tables.count('alerts'), tables.count('audit')]).toEqual([2000, 2000])
      expect(tables.sql.exec('SELECT count(*) AS n FROM audit WHERE n % 2').one()).toEqual({ n: 0 })
    }))
})

describe('an alert about a message that was not taken', () => {
  it('closes when none has come for a week, and goes like every closed one; the others stand', () =>
    inTables(async (tables) => {
      const about = ['message_unreadable', 'message_too_large', 'event_stale', 'wrong_org', 'mapping_problem'] as const
      for (const code of about) tables.commit((sql, now) => raiseAlert(sql, { id: code, code, detail: 'x' }, now))
      await tables.at(6.9).purge()
      expect(tables.alerts().sort()).toEqual([...about].sort())
      tables.commit((sql, now) => raiseAlert(sql, { id: 'wrong_org', code: 'wrong_org', detail: 'x' }, now))
      await tables.at(8).purge()
      expect(tables.alerts().sort()).toEqual(['mapping_problem', 'wrong_org'])
      await tables.at(15).purge()
      await tables.at(120).purge()
      expect(tables.sql.exec('SELECT id FROM alerts').toArray()).toEqual([{ id: 'mapping_problem' }])
    }))
})

describe('the clean-up', () => {
  it('takes at most some 500 rows a commit, whatever there is', () =>
    inTables(async (tables) => {
      tables.commit((sql) => {
        for (let n = 0; n < 150; n++) anEndedAsk(sql, start)
      })
      tables.written.length = 0
      await tables.at(31).purge()
      await tables.at(400).purge()
      expect(tables.rows()).toBe(0)
      expect(Math.max(...tables.written)).toBeLessThanOrEqual(500)
      expect(tables.written.filter((n) => n > 0).length).toBeGreaterThan(3)
    }))

  it('goes on where it was cut off, and a second run finds nothing', async () => {
    const name = `purge ${crypto.randomUUID()}`
    const due = new Date(start.getTime() + 400 * dayMs)
    const left = await inTables((tables) => {
      tables.commit((sql) => {
        for (let n = 0; n < 30; n++) anEndedAsk(sql, start)
      })
      tables.now = due
      tables.commit((sql, now) => sweepOn(sql, 'invitations', retentionDays, now))
      return tables.count('invitations')
    }, name)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(30)
    await abortAllDurableObjects()
    await inTables(async (tables) => {
      expect(tables.count('invitations')).toBe(left)
      tables.now = due
      await tables.purge()
      expect([tables.count('invitations'), tables.count('responses'), tables.count('forgotten')]).toEqual([0, 0, 30])
      expect(await tables.purge()).toBe(0)
      tables.now = new Date(due.getTime() + 2 * dayMs)
      expect(await tables.purge()).toBe(Object.keys(sweeps).length)
    }, name)
  })
})
