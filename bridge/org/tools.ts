import type { Commit } from '../core/commit.ts'
import type { Config } from '../core/config.ts'
import type { CallFailure, Result } from '../core/failures.ts'
import { connection, putCredentials } from '../core/tables/connections.ts'
import { dueAfter } from '../core/time.ts'
import { openLibrary } from '../definitions/library.ts'
import type { Mailer } from '../invitation/mailer.ts'
import type { ActionEvent } from '../write-back/plan.ts'
import type { Records } from '../write-back/records.ts'
import { requestWrites } from '../write-back/writes.ts'
import { composeMail } from './apps/compose.ts'
import { seal, unseal } from './apps/credentials.ts'
import { Gate } from './apps/gate.ts'
import { missing, openMailer, openRecords, sealedAway, type Unsealed } from './apps/open.ts'
import type { Directory } from './directory.ts'
import type { Tools } from './lanes.ts'
import { readOrg, type OrgRow } from './org-row.ts'
import { planUpdate, surveyLink } from './writes/own-updates.ts'
import { plannedWrites } from './writes/planned-writes.ts'
import { rowRenderer } from './writes/render-write.ts'

const collectMs = 1_000 // changes of one invitation within this time are one row

type Opened<App> = Promise<Result<App, CallFailure>>

/** What the object lends its legs: the apps, opened once per instance, and the writes that follow a change. */
export class OrgTools {
  readonly #commit: Commit
  readonly #config: Config
  readonly #directory: DurableObjectNamespace<Directory>
  readonly #gate = new Gate()
  readonly #apps = new Map<string, Opened<Mailer | Records>>()

  constructor(commit: Commit, config: Config, directory: DurableObjectNamespace<Directory>) {
    this.#commit = commit
    this.#config = config
    this.#directory = directory
  }

  get config(): Config {
    return this.#config
  }

  /** Connections were changed: open them anew. */
  forget(): void {
    this.#apps.clear()
  }

  /** For one run of a lane. @throws when the org is not connected: then no row can be due */
  forLanes(): Tools {
    const org = this.#commit(readOrg)
    if (!org) throw new Error('the org is not connected')
    return {
      commit: this.#commit,
      facts: { orgKey: org.orgKey, isSandbox: org.isSandbox, testAddresses: org.settings.testAddresses },
      asked: this.asked,
      compose: (sql, send, invitation) => composeMail(sql, this.#config.keys, org, send, invitation),
      render: rowRenderer(this.#config.keys, org),
      planUpdate: (sql, write) => planUpdate(sql, this.#config.keys, org, write),
      writeLink: (sql, id, now) => requestWrites(sql, [surveyLink(id)], dueAfter(now), now),
      random: Math.random,
      records: (name) => this.#app(name, org, openRecords),
      mailer: () => this.#app('mail', org, openMailer),
      register: () => this.#register(org),
    }
  }

  /** An invitation came into being or changed: what follows is planned in the same transaction. */
  asked = (sql: SqlStorage, invitationIds: string[], now: Date): void =>
    this.changed(sql, invitationIds, 'invitation.changed', now)

  changed(sql: SqlStorage, invitationIds: string[], event: ActionEvent, now: Date): void {
    const library = openLibrary(sql)
    const writes = invitationIds.flatMap((id) => plannedWrites(sql, library, id, event))
    if (writes.length > 0) requestWrites(sql, writes, dueAfter(now, collectMs), now)
  }

  surveyUrl(org: OrgRow, ref: string): string {
    return `${org.baseUrl}/s/${org.orgKey}/${this.#config.keys.link('answer', org.orgKey, ref)}`
  }

  async #register({ orgKey, name }: OrgRow): Promise<void> {
    await this.#directory.getByName('directory').register(orgKey, name)
    this.#commit((sql, now) => void sql.exec('UPDATE org SET registered_at = ?1', now.getTime()).toArray())
  }

  /** One client per connection and instance, so that a token is fetched once however many wait. One that cannot be opened is not kept. */
  async #app<App extends Mailer | Records>(
    name: string,
    org: OrgRow,
    open: (unsealed: Unsealed) => Result<App, CallFailure>,
  ): Opened<App> {
    const known = this.#apps.get(name) as Opened<App> | undefined
    if (known) return known
    const opening = this.#open(name, org, open)
    this.#apps.set(name, opening)
    const opened = await opening
    if (!opened.ok && this.#apps.get(name) === opening) this.#apps.delete(name)
    return opened
  }

  async #open<App>(name: string, org: OrgRow, open: (unsealed: Unsealed) => Result<App, CallFailure>): Opened<App> {
    const { keys } = this.#config
    const found = this.#commit((sql) => connection(sql, name))
    if (!found) return missing(name)
    const given = { found, org, config: this.#config, gate: this.#gate }
    if (found.credentials === null) return open({ ...given, credentials: null })
    const unsealed = await unseal(keys, org.orgKey, found.credentials)
    if (!unsealed) return sealedAway(name)
    const { credentials, isOld } = unsealed
    // Sealed anew as soon as they are used, so that an old key can go.
    if (isOld) {
      const anew = await seal(keys, org.orgKey, credentials)
      this.#commit((sql) => putCredentials(sql, name, found.credentials, anew))
    }
    return open({ ...given, credentials })
  }
}
