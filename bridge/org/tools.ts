import type { Commit } from '../core/commit.ts'
import type { Config } from '../core/config.ts'
import { ok, type CallFailure, type Result } from '../core/failures.ts'
import { connection, connections, putCredentials } from '../core/tables/connections.ts'
import { dueAfter } from '../core/time.ts'
import type { Mailer } from '../invitation/mailer.ts'
import { linkUrl } from '../invitation/send/link.ts'
import { recordChanges } from '../write-back/changes.ts'
import type { Records } from '../write-back/records.ts'
import { requestWrites } from '../write-back/writes.ts'
import { composeMail } from './apps/compose.ts'
import { seal, unseal, type UnsealedCredentials } from './apps/credentials.ts'
import { Gate } from './apps/gate.ts'
import { missing, openMailer, openRecords, sealedAway, type Unsealed } from './apps/open.ts'
import { renewedMailer, renewedRecords, type Current } from './apps/outdated.ts'
import type { Directory } from './directory.ts'
import type { Tools } from './lanes.ts'
import { readOrg, type OrgRow } from './tables/org-row.ts'
import { planUpdate, surveyLink } from './writes/own-updates.ts'
import { rowRenderer } from './writes/render-write.ts'

type Opened<App> = Promise<Result<App, CallFailure>>
/** How a client is made, and how one that has been overtaken goes on. */
type Kind<App> = {
  open: (unsealed: Unsealed) => Opened<App>
  renew: (app: App, current: Current<App>) => App
}
const unsealedNothing: UnsealedCredentials = { credentials: null, isOld: false }

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
      retentionDays: org.settings.retentionDays,
      records: (name) => this.#app(name, org, { open: openRecords, renew: renewedRecords }),
      mailer: () => this.#app('mail', org, { open: openMailer, renew: renewedMailer }),
      register: () => this.#register(org),
    }
  }

  /** Invitations came into being or changed: what follows is planned a moment later. */
  asked = (sql: SqlStorage, invitationIds: string[], now: Date): void =>
    recordChanges(sql, invitationIds, 'invitation.changed', now)

  surveyUrl(org: OrgRow, ref: string): string {
    return linkUrl(this.#config.keys, org, 'answer', ref)
  }

  async #register({ orgKey, name }: OrgRow): Promise<void> {
    await this.#directory.getByName('directory').register(orgKey, name)
    this.#commit((sql, now) => void sql.exec('UPDATE org SET registered_at = ?1', now.getTime()).toArray())
  }

  async unregister(orgKey: string): Promise<void> {
    await this.#directory.getByName('directory').unregister(orgKey)
  }

  /** One client per connection and instance, so that a token is fetched once however many wait. One that cannot be opened is not kept. */
  async #app<App extends Mailer | Records>(name: string, org: OrgRow, kind: Kind<App>): Opened<App> {
    const known = this.#apps.get(name) as Opened<App> | undefined
    if (known) return known
    const isCurrent = () => this.#apps.get(name) === opening
    const renewed = () => this.#app(name, org, kind)
    const opening = this.#open(name, org, kind, { isCurrent, renewed })
    this.#apps.set(name, opening)
    const opened = await opening
    if (opened.ok) return opened
    if (!isCurrent()) return renewed() // it was stored anew while it was opened
    this.#apps.delete(name)
    return opened
  }

  async #open<App>(name: string, org: OrgRow, kind: Kind<App>, current: Current<App>): Opened<App> {
    const found = this.#commit((sql) => connection(sql, name))
    if (!found) return missing(name)
    const unsealed = found.credentials === null ? unsealedNothing : await this.#unseal(org, name, found.credentials)
    if (!unsealed) return sealedAway(name)
    const { credentials } = unsealed
    const opened = await kind.open({ found, org, config: this.#config, gate: this.#gate, credentials })
    return opened.ok ? ok(kind.renew(opened.value, current)) : opened
  }

  /** What an old key sealed is sealed with the newest as soon as it is read, so that the old one can go. */
  async #unseal({ orgKey }: OrgRow, name: string, sealed: string): Promise<UnsealedCredentials | null> {
    const { keys } = this.#config
    const unsealed = await unseal(keys, orgKey, sealed)
    if (unsealed?.isOld) {
      const anew = await seal(keys, orgKey, unsealed.credentials)
      this.#commit((sql) => putCredentials(sql, name, sealed, anew))
    }
    return unsealed
  }

  /** The same for connections that nobody uses now. */
  async sealAnew(): Promise<void> {
    const org = this.#commit(readOrg)
    if (!org) return
    for (const { name, credentials } of this.#commit(connections))
      if (credentials !== null) await this.#unseal(org, name, credentials)
  }
}
