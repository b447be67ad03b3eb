import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calloutOf } from './api/rest/setup/connect.ts'
import { listen, type Listening } from './control/listen.ts'
import { MailFaults } from './mail/faults.ts'
import { openMailbox } from './mail/mailbox.ts'
import { startSmtp, type MailAccount, type Smtp } from './mail/smtp.ts'
import { createOrg, type OrgOptions, type StandInOrg } from './org.ts'
import { openOutbound, type Outbound } from './outbound/open.ts'
import { pages } from './lightning/pages/app.ts'
import type { NamedCredential } from './lightning/services/apex.ts'
import type { TriggerOrder } from './outbound/triggers/deploy.ts'

/** An org with everything around it: its port, its triggers, its mail. */
export type Hosted = {
  org: StandInOrg
  outbound: Outbound
  mail: MailAccount
  saved: SavedOrg
  listening: Listening
}
export type SavedOrg = {
  file: string | null
  port: number
  options: OrgOptions
  smtpPassword: string
  triggers: TriggerOrder | null
  permissions: Record<string, string[]>
  /** What its Apex calls the bridge with; null or absent before setup. */
  namedCredential?: NamedCredential | null
  /** The org's own time when this was written, so that a restart never turns it back. */
  clockAt: string | null
}
type State = { controlPort: number; smtpPort: number; orgs: SavedOrg[] }

/** All orgs of one stand-in; they live in files when there is a directory for them. */
export class Server {
  readonly smtp: Smtp
  controlPort: number
  readonly #stateDir: string | null
  readonly #clockScale: number
  readonly #orgs = new Map<string, Hosted>()

  private constructor(smtp: Smtp, state: State, stateDir: string | null, clockScale: number) {
    this.smtp = smtp
    this.controlPort = state.controlPort
    this.#stateDir = stateDir
    this.#clockScale = clockScale
  }

  static async open(stateDir: string | null, clockScale = 1): Promise<Server> {
    if (stateDir) mkdirSync(stateDir, { recursive: true })
    const path = stateDir && join(stateDir, 'orgs.json')
    const state: State =
      path && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { controlPort: 0, smtpPort: 0, orgs: [] }
    const account = (orgId: string) => server.find(orgId)?.mail
    const smtp = await startSmtp(account, state.smtpPort).catch(() => startSmtp(account))
    const server = new Server(smtp, state, stateDir, clockScale)
    for (const saved of state.orgs) await server.#host(saved)
    return server
  }

  get orgs(): Hosted[] {
    return [...this.#orgs.values()]
  }

  /** By the id in 15 or 18 characters. */
  find(orgId: string): Hosted | undefined {
    return this.#orgs.get(orgId.slice(0, 15))
  }

  async create(options: OrgOptions): Promise<Hosted> {
    const hosted = await this.#host({
      file: this.#stateDir && `${randomBytes(8).toString('hex')}.sqlite`,
      port: 0,
      options: { clockScale: this.#clockScale, ...options },
      smtpPassword: randomBytes(12).toString('base64url'),
      triggers: null,
      permissions: {},
      clockAt: null,
    })
    this.save()
    return hosted
  }

  async remove(hosted: Hosted): Promise<void> {
    this.#orgs.delete(hosted.org.id.slice(0, 15))
    await this.#close(hosted)
    const { file } = hosted.saved
    if (this.#stateDir && file) {
      for (const ending of ['', '-wal', '-shm']) rmSync(join(this.#stateDir, file + ending), { force: true })
    }
    this.save()
  }

  /** Writes down what a restart needs beside the orgs' own files. */
  save(): void {
    if (!this.#stateDir) return
    for (const { saved, org } of this.orgs) saved.clockAt = org.clock.now().toISOString()
    const orgs = this.orgs.map(({ saved }) => saved)
    const state: State = { controlPort: this.controlPort, smtpPort: this.smtp.port, orgs }
    writeFileSync(join(this.#stateDir, 'orgs.json'), JSON.stringify(state, null, 2))
  }

  async stop(): Promise<void> {
    this.save()
    await Promise.all([...this.orgs.map((hosted) => this.#close(hosted)), this.smtp.stop()])
  }

  async #host(saved: SavedOrg): Promise<Hosted> {
    const database = this.#stateDir && saved.file ? join(this.#stateDir, saved.file) : undefined
    const org = createOrg({ ...saved.options, ...(database && { database }) })
    const behindMs = saved.clockAt ? Date.parse(saved.clockAt) - org.clock.now().getTime() : 0
    if (behindMs > 0) org.clock.advance(behindMs)
    const outbound = openOutbound(org)
    for (const [username, names] of Object.entries(saved.permissions))
      outbound.permissions.set(username, new Set(names))
    const mailbox = openMailbox(org.database)
    const mail = { password: saved.smtpPassword, mailbox, faults: new MailFaults(), greeted: new Set<string>() }
    const web = pages(org, outbound, () => saved.namedCredential ?? calloutOf(org))
    const listening = await listen((request, env) => {
      const { pathname } = new URL(request.url)
      return pathname.startsWith('/services/') ? org.handle(request, env) : web.fetch(request)
    }, saved.port)
    org.url = listening.url
    saved.port = listening.port
    const hosted = { org, outbound, mail, saved, listening }
    this.#orgs.set(org.id.slice(0, 15), hosted)
    return hosted
  }

  async #close({ org, outbound, listening }: Hosted): Promise<void> {
    outbound.stop()
    await listening.stop()
    org.close()
  }
}
