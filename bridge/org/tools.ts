import type { Commit } from '../core/commit.ts'
import { connection, type Connection } from '../core/tables/connections.ts'
import type { Config } from '../core/config.ts'
import { log } from '../core/log.ts'
import { dueAfter } from '../core/time.ts'
import { sendEmailConfig, smtpConfig, smtpCredentials } from '../apps/mail/config.ts'
import { sendEmailMailer } from '../apps/mail/send-email.ts'
import { smtpMailer } from '../apps/mail/smtp.ts'
import { salesforceConfig, salesforceCredentials } from '../apps/salesforce/connection.ts'
import { salesforceRecords } from '../apps/salesforce/records.ts'
import { openLibrary } from '../definitions/library.ts'
import type { Mailer } from '../invitation/mailer.ts'
import type { Records } from '../write-back/records.ts'
import { requestWrites } from '../write-back/writes.ts'
import { composeMail } from './apps/compose.ts'
import { unseal } from './apps/credentials.ts'
import type { Directory } from './directory.ts'
import type { Tools } from './lanes.ts'
import { readOrg, type OrgRow } from './org-row.ts'
import { plannedWrites, surveyLink } from './writes/planned-writes.ts'
import type { ActionEvent } from '../write-back/plan.ts'
import { planUpdate, rowRenderer } from './writes/render-write.ts'

const collectMs = 1_000 // changes of one invitation within this time are one row

/** What the object lends its legs: the apps, opened once per instance, and the writes that follow a change. */
export class OrgTools {
  readonly #commit: Commit
  readonly #config: Config
  readonly #directory: DurableObjectNamespace<Directory>
  readonly #apps = new Map<string, Promise<Mailer | Records>>()

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
    const org = this.#org()
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

  #org(): OrgRow {
    const org = this.#commit(readOrg)
    if (!org) throw new Error('the org is not connected')
    return org
  }

  async #register({ orgKey, name }: OrgRow): Promise<void> {
    await this.#directory.getByName('directory').register(orgKey, name)
    this.#commit((sql, now) => void sql.exec('UPDATE org SET registered_at = ?1', now.getTime()).toArray())
  }

  /** One client per connection and instance, so that a token is fetched once however many wait. */
  #app<T extends Mailer | Records>(
    name: string,
    org: OrgRow,
    open: (found: Connection, credentials: unknown, org: OrgRow, config: Config) => T,
  ): Promise<T> {
    const known = this.#apps.get(name)
    if (known) return known as Promise<T>
    const opening = this.#open(name, org, open)
    this.#apps.set(name, opening)
    opening.catch((cause: unknown) => {
      this.#apps.delete(name)
      log('error', 'connection_not_opened', { org: org.orgKey, connection: name }, cause)
    })
    return opening
  }

  async #open<T>(
    name: string,
    org: OrgRow,
    open: (found: Connection, credentials: unknown, org: OrgRow, config: Config) => T,
  ): Promise<T> {
    const found = this.#commit((sql) => connection(sql, name))
    if (!found) throw new Error(`there is no connection ${name}`)
    const credentials =
      found.credentials === null ? null : await unseal(this.#config.keys, org.orgKey, found.credentials)
    return open(found, credentials, org, this.#config)
  }
}

function openRecords(found: Connection, credentials: unknown, org: OrgRow, config: Config): Records {
  return salesforceRecords({
    config: salesforceConfig.parse(found.config),
    credentials: salesforceCredentials.parse(credentials),
    orgId15: org.orgId,
    allowedHosts: config.allowedHosts,
  })
}

function openMailer(found: Connection, credentials: unknown, _org: OrgRow, config: Config): Mailer {
  if (found.app === 'smtp')
    return smtpMailer(
      smtpConfig(config.allowedHosts).parse(found.config),
      credentials === null ? null : smtpCredentials.parse(credentials),
    )
  if (!config.sendEmail) throw new Error('the binding EMAIL is missing: see wrangler.toml')
  return sendEmailMailer(config.sendEmail, sendEmailConfig.parse(found.config))
}
