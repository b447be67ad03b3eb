import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import type { Commit } from '../../bridge/core/commit.ts'
import { fail, ok, type CallFailure, type Result } from '../../bridge/core/failures.ts'
import { openAlerts } from '../../bridge/core/tables/alerts.ts'
import { connection, openConnection, putConnection, type Connection } from '../../bridge/core/tables/connections.ts'
import { deliver, type Render } from '../../bridge/write-back/deliver.ts'
import { deliverUpdates, type PlanUpdate } from '../../bridge/write-back/deliver/updates.ts'
import type {
  Named,
  Records,
  Row,
  RowResult,
  Successor,
  Update,
  UpsertResult,
} from '../../bridge/write-back/records.ts'
import { requestWrites, writeRow, type NewWrite, type Write } from '../../bridge/write-back/writes.ts'

type Person = { entity: 'Contact' | 'Lead'; id: string; email: string }
let saved = 0

/** Salesforce as the leg sees it: takes every row, unless told what becomes of one or of the next calls. */
export class FakeRecords implements Records {
  readonly calls: { rows: Row[]; chunk: number }[] = []
  readonly updates: Update[][] = []
  readonly removals: Named[][] = []
  /** By write key or record id: what every call answers for that row. */
  readonly failures = new Map<string, CallFailure>()
  /** What the next calls answer as a whole. */
  readonly callFailures: CallFailure[] = []
  readonly winners = new Map<string, string | null>()
  readonly people: Person[] = []
  usage: UpsertResult['usage'] = null
  /** Runs while a call is under way. */
  meanwhile: (rows: Row[]) => void | Promise<void> = () => {}

  async upsert(rows: Row[], chunk: number): Promise<UpsertResult> {
    this.calls.push({ rows, chunk })
    await this.meanwhile(rows)
    return this.answer(rows.map(({ writeKey }) => writeKey))
  }

  async update(rows: Update[]): Promise<UpsertResult> {
    this.updates.push(rows)
    return this.answer(rows.map(({ id }) => id))
  }

  async remove(named: Named[]): Promise<UpsertResult> {
    this.removals.push(named)
    return this.answer(named.flatMap(({ values }) => values))
  }

  answer(keys: string[]): UpsertResult {
    const failure = this.callFailures.shift()
    return { result: failure ? fail(failure) : ok(keys.map((key) => this.fate(key))), usage: this.usage, calls: 1 }
  }

  fate(key: string): RowResult {
    const failure = this.failures.get(key)
    return failure ? fail(failure) : ok({ recordId: `a00${String(++saved).padStart(12, '0')}AAA`, created: true })
  }

  async successors(_object: string, ids: string[]): Promise<Result<Successor[], CallFailure>> {
    const failure = this.callFailures.shift()
    if (failure) return fail(failure)
    return ok(ids.map((id) => ({ id, successor: this.winners.has(id) ? this.winners.get(id)! : id })))
  }

  async peopleWithEmail(emails: string[]): Promise<Result<Person[], CallFailure>> {
    const failure = this.callFailures.shift()
    if (failure) return fail(failure)
    return ok(this.people.filter(({ email }) => emails.includes(email)))
  }

  async read(): Promise<Result<never[], CallFailure>> {
    return ok([])
  }

  async primaryContacts(): Promise<Result<Record<string, string>, CallFailure>> {
    return ok({})
  }

  async eventsSince(): Promise<Result<{ events: never[]; more: boolean }, CallFailure>> {
    return ok({ events: [], more: false })
  }
}

/** A write without a parent; `key` is whom it is about and its mapping. */
export const aWrite = (key: string, more: Partial<NewWrite> = {}): NewWrite => {
  const [invitationId = '', mapping = '', question] = key.split(/[|#]/)
  const subjectId = question === undefined ? invitationId : `${invitationId}#${question}`
  return {
    key,
    connection: 'salesforce',
    mapping,
    operation: 'upsert',
    subjectKind: 'response',
    subjectId,
    parentKey: null,
    depth: 0,
    ...more,
  }
}

/** An invitation, its response and two answers, as a completed survey asks for them. */
export const aFamily = (id: string): NewWrite[] => [
  aWrite(`${id}|survey-invitation`, { subjectKind: 'invitation' }),
  aWrite(`${id}|survey-response`, { parentKey: `${id}|survey-invitation`, depth: 1 }),
  ...['csat', 'comment'].map((question) =>
    aWrite(`${id}|survey-answers#${question}`, {
      subjectKind: 'answer',
      parentKey: `${id}|survey-response`,
      depth: 2,
    }),
  ),
]

/**
 * The write-back leg on the real tables of an object of its own. The clock and the dice are the test's, and only what the test calls
 * runs: the object belongs to no org, so it has no alarm.
 */
export class WriteBack {
  now = new Date('2026-11-21T09:00:00.000Z')
  dice = 1
  records: Records = new FakeRecords()
  /** Fields of a row beside its key, by write key. */
  readonly fields = new Map<string, Record<string, unknown>>()
  readonly sql: SqlStorage
  readonly #storage: DurableObjectStorage

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    this.sql = storage.sql
  }

  commit: Commit = (work) => this.#storage.transactionSync(() => work(this.sql, this.now))

  get fake(): FakeRecords {
    if (!(this.records instanceof FakeRecords)) throw new Error('this test speaks to the stand-in')
    return this.records
  }

  render: Render = () => (write) =>
    ok({
      writeKey: write.key,
      entity: write.subjectKind === 'answer' ? 'Survey_Answer__c' : 'Survey_Response__c',
      key: 'Response_Key__c',
      fields: { Response_Key__c: write.subjectId, ...this.fields.get(write.key), ...write.lookups },
    })

  /** Asks for writes, due at once. */
  ask(...writes: NewWrite[]): void {
    this.commit((sql, now) => requestWrites(sql, writes, now.getTime(), now))
  }

  later(ms: number): void {
    this.now = new Date(this.now.getTime() + ms)
  }

  /** One run of the lane. */
  deliver = (): Promise<number> => deliver('salesforce', this.commit, this.records, this.render, () => this.dice)

  update = (plan: PlanUpdate): Promise<number> =>
    deliverUpdates('salesforce', this.commit, this.records, plan, () => this.dice)

  /** Ids of the records each call updated. */
  get updates(): string[][] {
    return this.fake.updates.map((rows) => rows.map(({ id }) => id)).filter((ids) => ids.length > 0)
  }

  write(key: string): Write {
    return writeRow(this.sql.exec('SELECT * FROM writes WHERE key = ?1', key).one())
  }

  /** State of each write by key. */
  states(): Record<string, string> {
    const rows = this.sql.exec<{ key: string; state: string }>('SELECT key, state FROM writes ORDER BY key').toArray()
    return Object.fromEntries(rows.map(({ key, state }) => [key, state]))
  }

  /** What became of each call a write was part of. */
  tries(key: string): string[] {
    return this.sql
      .exec<{ outcome: string; status: string | null }>(
        'SELECT outcome, status FROM attempts WHERE write_key = ?1 ORDER BY n',
        key,
      )
      .toArray()
      .map(({ outcome, status }) => (status ? `${outcome} ${status}` : outcome))
  }

  connection(): Connection {
    return connection(this.sql, 'salesforce')!
  }

  reconnect(): void {
    this.commit((sql, now) => openConnection(sql, 'salesforce', now))
    this.later(1000)
  }

  alerts(): string[] {
    return openAlerts(this.sql).map(({ code }) => code)
  }
}

/** Runs a test inside an object of its own, with a connection that is open. */
export function inWriteBack<T>(work: (leg: WriteBack) => T | Promise<T>): Promise<T> {
  const stub = env.ORG.getByName(`write-back ${crypto.randomUUID()}`)
  return runInDurableObject(stub, (_, { storage }) => {
    const leg = new WriteBack(storage)
    const before = new Date(leg.now.getTime() - 60_000)
    leg.commit((sql) =>
      putConnection(sql, { name: 'salesforce', app: 'salesforce', config: {}, credentials: null }, before),
    )
    return work(leg)
  })
}
