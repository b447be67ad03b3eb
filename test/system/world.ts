import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finishSetup, ask, connectOrg, livePrograms, type Connected, type StandInOrg } from '../../scripts/run/demo.ts'
import { freePort, until } from '../../scripts/run/ports.ts'
import { startWorkerd, type RunningBridge, type Secrets } from '../../scripts/run/workerd.ts'
import { startStandIn } from '../standin/index.ts'

export type Page<T> = { rows: T[]; next: string | null }
export type Mail = { id: string; to: string[] | string; subject: string }
export type Notification = {
  id: string
  recordId: string
  fields: Record<string, string> | null
  decided: boolean
  decisions: {
    program: string
    outcome: string
    reason: string
    invitationId: string | null
    askAgainAt: string | null
  }[]
}
export type Customer = { contactId: string; accountId: string; email: string }

/** A whole world on one machine: stand-in Salesforce, mail server, and the built bridge on plain workerd, which can be killed. */
export class World {
  readonly org: StandInOrg
  readonly secrets: Secrets
  readonly log: string[] = []
  readonly stateDir: string // where the bridge keeps its objects
  bridge: RunningBridge
  connected!: Connected
  readonly #port: number
  readonly #stopStandIn: () => Promise<void>

  private constructor(
    org: StandInOrg,
    secrets: Secrets,
    port: number,
    stateDir: string,
    bridge: RunningBridge,
    stop: () => Promise<void>,
    log: string[],
  ) {
    this.org = org
    this.secrets = secrets
    this.bridge = bridge
    this.log = log
    this.#port = port
    this.stateDir = stateDir
    this.#stopStandIn = stop
  }

  /** @param options.clockScale how much faster than real the org's retries of outbound messages run */
  static async start(options: { clockScale?: number; programs?: string; isSandbox?: boolean } = {}): Promise<World> {
    const standIn = await startStandIn()
    const org = await ask<StandInOrg>('POST', `${standIn.controlUrl}/control/orgs`, {
      clockScale: options.clockScale ?? 1,
      ordersEnabled: true,
      isSandbox: options.isSandbox ?? false,
    })
    const secrets = { bridgeKeys: randomBytes(32).toString('base64'), operatorToken: randomBytes(24).toString('hex') }
    const port = await freePort()
    const stateDir = mkdtempSync(join(tmpdir(), 'survey-bridge-'))
    const log: string[] = []
    const bridge = await startWorkerd({ port, stateDir, secrets, onLog: (line) => log.push(line) })
    const world = new World(org, secrets, port, stateDir, bridge, standIn.stop, log)
    try {
      world.connected = await connectOrg(bridge.url, secrets, org)
      await world.api('PUT', 'documents', options.programs ?? livePrograms(['case-closed', 'purchase']))
      await world.control('PUT', 'triggers', { endpoint: world.connected.triggerUrl })
      await finishSetup(org, world.connected)
      return world
    } catch (cause) {
      await world.stop()
      throw cause
    }
  }

  async stop(): Promise<void> {
    await this.bridge.stop()
    await this.#stopStandIn()
    rmSync(this.stateDir, { recursive: true, force: true })
  }

  /** kill -9, and a new process over the same files. */
  async killAndRestart(): Promise<void> {
    await this.bridge.kill()
    this.bridge = await startWorkerd({
      port: this.#port,
      stateDir: this.stateDir,
      secrets: this.secrets,
      onLog: (line) => this.log.push(line),
    })
  }

  api = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    ask<T>(
      method,
      `${this.bridge.url}/api/orgs/${this.connected.orgKey}${path && `/${path}`}`,
      body,
      this.connected.adminToken,
    )

  control = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    ask<T>(method, `${this.org.controlUrl}/${path}`, body)

  async all<T>(kind: string, filter = ''): Promise<T[]> {
    const rows: T[] = []
    for (let after: string | null = ''; after !== null;) {
      const page: Page<T> = await this.api('GET', `${kind}?limit=200&after=${encodeURIComponent(after)}${filter}`)
      rows.push(...page.rows)
      after = page.next
    }
    return rows
  }

  async save(object: string, fields: Record<string, unknown>, id?: string): Promise<string> {
    const saved = await this.control<{ success: boolean; id: string; errors: unknown }>('POST', 'save', {
      user: 'agent',
      object,
      fields,
      ...(id ? { id } : {}),
    })
    if (!saved.success) throw new Error(JSON.stringify(saved.errors))
    return saved.id
  }

  async customer(name: string): Promise<Customer> {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.com`
    const accountId = await this.save('Account', { Name: `${name} Ltd` })
    const contactId = await this.save('Contact', {
      FirstName: 'Sam',
      LastName: name,
      Email: email,
      AccountId: accountId,
    })
    return { accountId, contactId, email }
  }

  openCase = ({ contactId, accountId }: Customer, subject = 'It does not work'): Promise<string> =>
    this.save('Case', { Subject: subject, ContactId: contactId, AccountId: accountId })

  closeCase = (caseId: string): Promise<string> => this.save('Case', { Status: 'Closed' }, caseId)

  query = async <T = Record<string, unknown>>(soql: string): Promise<T[]> =>
    (await this.control<{ records: T[] }>('GET', `query?q=${encodeURIComponent(soql)}`)).records

  mails = (to?: string): Promise<Mail[]> => this.control('GET', `mails${to ? `?to=${encodeURIComponent(to)}` : ''}`)

  /** The survey's address in a mail. */
  async linkIn(mailId: string): Promise<string> {
    const { text } = await this.control<{ text: string }>('GET', `mails/${mailId}`)
    const link = /https?:\/\/\S+\/s\/[a-z2-7]{16}\/[1-9A-HJ-NP-Za-km-z]{22}/.exec(text)?.[0]
    if (!link) throw new Error(`no survey link in mail ${mailId}`)
    return link
  }

  mailTo = (email: string, limitMs = 60_000): Promise<Mail> =>
    until(`a mail to ${email}`, async () => (await this.mails(email))[0], limitMs)

  post = (link: string, answers: Record<string, string>): Promise<Response> =>
    fetch(link, { method: 'POST', body: new URLSearchParams(answers), redirect: 'manual' })
}
