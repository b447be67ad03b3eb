import { generateKeyPairSync, randomInt } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import { api, type Api } from './api/api.ts'
import type { Sessions } from './api/sessions.ts'
import { Clock } from './data/clock.ts'
import { convert, merge } from './data/dml/merge.ts'
import { remove } from './data/dml/remove.ts'
import { create, update } from './data/dml/save.ts'
import { isId, numberedId, randomText, toId18 } from './data/ids.ts'
import { refreshUsers } from './data/people.ts'
import { Rejected, type Change, type Row, type SaveResult, type SObject, type User } from './data/record.ts'
import { seed } from './data/seed.ts'
import { runQuery } from './data/soql/run.ts'
import { Store } from './data/store.ts'
import { transact, type Engine, type Transaction } from './data/transaction.ts'
import { Faults, noFaults } from './faults.ts'
import { Components, elementOf } from './api/metadata/components.ts'
import { applyAgain } from './api/metadata/effects/apply.ts'
import { freshSchema, type Schema } from './schema/schema.ts'

export type { Change, Row, SaveResult, SObject, User } from './data/record.ts'

/** One call as the org saw it; `user` is null before a token is known, `rows` counts the records it wrote. */
export type Call = { at: Date; method: string; path: string; status: number; user: User | null; rows?: number }

export type OrgOptions = {
  isSandbox?: boolean
  clockScale?: number
  ordersEnabled?: boolean
  personAccounts?: boolean
  database?: string // a file; in memory without it
  /** Without the package: no objects of ours, no integration user. */
  bare?: boolean
  integrationLicences?: number // 5 unless told
  edition?: string // `Enterprise Edition` unless told
} & Partial<OrgSwitches>

/** What an admin sets in Setup and what decides how a deploy goes. */
export type OrgSwitches = {
  languages: string[] // beside English, which is always on
  deploysFlowsActive: boolean // in production; a sandbox always does
  activatesFlowsByApi: boolean
  consumerSecretsByMetadata: boolean
  tellsConsumerKey: boolean // when the settings of an app are read
}

/** An External Client App that was deployed: who signs with this certificate for these people is let in. */
export type App = { consumerKey: string; certificate: string | null; permissionSets: string[] }

export type Sockets = { incoming: IncomingMessage; outgoing: ServerResponse }

/** One Salesforce org: its schema, records, users, clock and faults, and the API before them. */
export class StandInOrg implements Engine {
  readonly id: string
  readonly isSandbox: boolean
  readonly isBare: boolean // began without the package
  readonly clock: Clock
  readonly schema: Schema
  readonly store: Store
  readonly faults = new Faults()
  readonly calls: Call[] = []
  readonly apiUsage: { used: number; limit: number } = { used: 0, limit: 100_000 }
  readonly consumerKey: string
  privateKeyPem: string
  readonly users: User[]
  /** Object to queue; an empty map turns assignment rules off. */
  readonly assignmentRules: Map<string, string>
  /** Who may use the app; take a user out to see `user is not admin approved`. */
  readonly approved: Set<string>
  /** By developer name; the app every org has from the start is not among them. */
  readonly apps = new Map<string, App>()
  readonly components: Components
  readonly switches: OrgSwitches
  url = '' // set by the server once it listens
  readonly #instance: string
  readonly #listeners: ((changes: Change[]) => void)[] = []
  readonly #api: Api
  #lastId: number

  constructor(options: OrgOptions = {}) {
    const { ordersEnabled = true, personAccounts = false, bare = false, database = ':memory:' } = options
    this.clock = new Clock(options.clockScale)
    this.isBare = bare
    this.schema = freshSchema({ ordersEnabled, personAccounts, bare })
    this.switches = {
      languages: options.languages ?? [],
      deploysFlowsActive: options.deploysFlowsActive ?? false,
      activatesFlowsByApi: options.activatesFlowsByApi ?? true,
      consumerSecretsByMetadata: options.consumerSecretsByMetadata ?? true,
      tellsConsumerKey: options.tellsConsumerKey ?? true,
    }
    this.store = new Store(database, this.schema)
    this.#instance = this.store.setting('instance', () => randomText(2))
    this.#lastId = Number(this.store.setting('last id', () => String(randomInt(1e7, 1e12))))
    this.id = this.store.setting('id', () => toId18(`00D${this.#instance}0${randomText(9)}`))
    this.isSandbox = this.store.setting('isSandbox', () => String(options.isSandbox ?? false)) === 'true'
    this.consumerKey = this.store.setting('consumerKey', () => `3MVG9${randomText(80)}`)
    this.privateKeyPem = this.store.setting('privateKey', sharedKey)
    const seeded = seed(this, options)
    this.store.keep('last id', String(this.#lastId))
    this.users = seeded.users
    this.assignmentRules = new Map(['Case', 'Lead'].map((object) => [object, seeded.queueId]))
    this.approved = new Set(this.users.map((user) => user.username))
    this.components = new Components(this.database)
    for (const component of this.components.all()) if (component.xml) applyAgain(this, component, elementOf(component))
    refreshUsers(this)
    this.components.onChange(() => refreshUsers(this))
    this.onCommit((changes) => {
      if (changes.some(({ object }) => object === 'User')) refreshUsers(this)
    })
    this.#api = api(this)
  }

  putApp(name: string, app: App): App {
    // A key that was made must be the same after a restart.
    const kept = { ...app, consumerKey: this.store.setting(`app ${name}`, () => app.consumerKey) }
    this.apps.set(name, kept)
    return kept
  }

  removeApp(name: string): void {
    this.apps.delete(name)
  }

  /** For tables of the org's own machinery, e.g. the queue of its outbound messages. */
  get database(): DatabaseSync {
    return this.store.database
  }

  /** Saves as a page does: creates, or updates when there is an id. No assignment rule, no API call counted. */
  save(user: User, object: string, record: Record<string, unknown>, id?: string): SaveResult {
    const type = this.schema.object(object)
    const work = (tx: Transaction) => (id === undefined ? create(tx, type, record) : update(tx, type, id, record))
    return this.#work(user, id ?? null, work)
  }

  delete(user: User, object: string, id: string): SaveResult {
    return this.#work(user, id, (tx) => remove(tx, this.schema.object(object), id))
  }

  /** The losers go to the recycle bin with MasterRecordId; what hung on them hangs on the winner. */
  merge(user: User, object: string, winnerId: string, loserIds: string[]): SaveResult {
    return this.#work(user, winnerId, (tx) => merge(tx, this.schema.object(object), winnerId, loserIds))
  }

  /** Makes an account and a contact of a lead. */
  convertLead(user: User, leadId: string): { accountId: string; contactId: string } {
    return transact(this, { user, faults: noFaults, body: null }, (tx) => convert(tx, leadId))
  }

  /** As an admin who sees everything; not counted as an API call. Parents are nested, children are lists. */
  query(soql: string, options: { all?: boolean } = {}): SObject[] {
    return runQuery(this, soql, options).records
  }

  /** The complete record with its formulas; a deleted one only when asked for. */
  read(object: string, id: string, options: { all?: boolean } = {}): Row | null {
    const row = isId(id) ? this.store.read(this.schema.object(object), toId18(id)) : null
    return row && (options.all || !row['IsDeleted']) ? row : null
  }

  /** Called once after each transaction that changed something. */
  onCommit(listener: (changes: Change[]) => void): void {
    this.#listeners.push(listener)
  }

  /** The tokens that are in use; a test may open one without going through OAuth. */
  get sessions(): Sessions {
    return this.#api.sessions
  }

  /** Every session ends now, as after the policy's two hours. */
  expireSessions(): void {
    this.sessions.expireAll()
  }

  /** Everything below /services of this org. */
  handle(request: Request, env: Sockets): Promise<Response> {
    return this.#api.handle(request, env)
  }

  /** The next id with this key prefix, 18 characters. */
  newId = (keyPrefix: string): string => {
    this.#lastId += 1
    return numberedId(keyPrefix, this.#instance, this.#lastId)
  }

  queueFor = (object: string): string | null => this.assignmentRules.get(object) ?? null

  publish = (changes: Change[]): void => {
    this.store.keep('last id', String(this.#lastId))
    for (const listener of this.#listeners) listener(changes)
  }

  close(): void {
    this.database.close()
  }

  #work(user: User, id: string | null, work: (tx: Transaction) => string): SaveResult {
    try {
      const saved = transact(this, { user, faults: noFaults, body: null }, work)
      return { success: true, id: saved, created: id === null, errors: [] }
    } catch (error) {
      if (!(error instanceof Rejected)) throw error
      return { success: false, id, errors: error.errors }
    }
  }
}

/** An org with the package's objects, one integration user and two agents. */
export const createOrg = (options: OrgOptions = {}): StandInOrg => new StandInOrg(options)

export const newKey = (): string =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey

let key: string | undefined

/** One key a process, because making one takes longer than a whole test. */
function sharedKey(): string {
  key ??= newKey()
  return key
}
