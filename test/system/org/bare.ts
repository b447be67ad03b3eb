import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployFiles } from '../../../scripts/org/deploy/deploy.ts'
import type { OrgContext } from '../../../scripts/org/frame/context.ts'
import { openContext } from '../../../scripts/org/frame/open.ts'
import { Progress } from '../../../scripts/org/frame/progress.ts'
import type { Step, VerbResult } from '../../../scripts/org/frame/result.ts'
import { setup } from '../../../scripts/org/setup.ts'
import { manifest } from '../../../scripts/org/trigger/files.ts'
import { readTemplates } from '../../../scripts/org/trigger/templates.ts'
import { freePort } from '../../../scripts/run/ports.ts'
import { startWorkerd, type RunningBridge, type Secrets } from '../../../scripts/run/workerd.ts'
import { OrgControl } from '../../standin/control/client.ts'
import { startStandIn, type StandIn } from '../../standin/index.ts'
import { killAfterNextChange } from './killed.ts'

type Asked = {
  stateDir?: string
  isDryRun?: boolean
  operatorToken?: string
  bridge?: string
  waitMinutes?: string
  integrationUsername?: string
}

/** For what comes: a busy machine takes its time. */
export const patient = '1'

/** A stand-in and a bridge that know nothing of each other; each org is bare, as before anybody installed anything. */
export class BareWorld {
  readonly bridge: RunningBridge
  readonly secrets: Secrets
  readonly folder: string
  /** Everything that any run of setup printed. */
  readonly printed: string[] = []
  readonly #standIn: StandIn

  private constructor(standIn: StandIn, bridge: RunningBridge, secrets: Secrets, folder: string) {
    this.#standIn = standIn
    this.bridge = bridge
    this.secrets = secrets
    this.folder = folder
  }

  static async start(): Promise<BareWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'survey-setup-'))
    // The Salesforce library keeps what it must in the home directory; a test leaves nothing in ours.
    const own = { HOME: folder, TMPDIR: folder }
    Object.assign(process.env, own, { SF_USE_GENERIC_UNIX_KEYCHAIN: 'true', SF_DISABLE_LOG_FILE: 'true' })
    const standIn = await startStandIn()
    const secrets = { bridgeKeys: randomBytes(32).toString('base64'), operatorToken: randomBytes(24).toString('hex') }
    const stateDir = join(folder, 'bridge')
    const bridge = await startWorkerd({ port: await freePort(), stateDir, secrets })
    return new BareWorld(standIn, bridge, secrets, folder)
  }

  async stop(): Promise<void> {
    await this.bridge.stop()
    await this.#standIn.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  org = (options: Record<string, unknown> = {}): Promise<OrgControl> =>
    OrgControl.make(this.#standIn.controlUrl, { bare: true, ...options })

  #keyFile({ about }: OrgControl): string {
    const file = join(this.folder, `${about.orgId}.key`)
    writeFileSync(file, about.privateKeyPem, { mode: 0o600 })
    return file
  }

  /** As the org's admin, through the real library. */
  async setUp(org: OrgControl, asked: Asked = {}): Promise<VerbResult> {
    const context = await this.#open(org, asked)
    const result = await setup.run(context, flagsOf(asked), [])
    this.printed.push(JSON.stringify(result))
    return result
  }

  /** Setup, ended after the first change that no run before was ended after: which one it was. Null: it came to its end. */
  async setUpUntilChange(org: OrgControl, seen: Set<string>, asked: Asked = {}): Promise<string | null> {
    const context = await this.#open(org, asked)
    const begun = this.printed.length
    const step = () =>
      /^\[(\d+)/.exec(this.printed.slice(begun).findLast((line) => /^\[\d+\//.test(line)) ?? '')?.[1] ?? '0'
    const killed = killAfterNextChange(context, step, seen)
    return Promise.race([killed, setup.run(context, flagsOf(asked), []).then(() => null)])
  }

  /** As an admin changes a flow in the builder: a new version with another text. */
  async changeFlow(org: OrgControl, name: string, change: (flow: string) => string): Promise<void> {
    const context = await this.#open(org, {})
    const template = readTemplates(['trigger']).find((one) => one.type === 'flow' && one.name === name)
    const text = change(template?.text ?? '')
    await deployFiles(context, [{ path: `flows/${name}.flow`, text }, manifest({ Flow: [name] })])
  }

  #open(org: OrgControl, asked: Asked): Promise<OrgContext> {
    const { stateDir = join(this.folder, 'state'), isDryRun = false } = asked
    return openContext(
      {
        instanceUrl: org.about.orgUrl,
        username: org.about.adminUsername,
        keyFile: this.#keyFile(org),
        clientId: org.about.consumerKey,
        bridge: asked.bridge ?? this.bridge.url,
        stateDir,
        isJson: false,
        isYes: true,
        isDryRun,
      },
      { SURVEY_BRIDGE_OPERATOR_TOKEN: asked.operatorToken ?? this.secrets.operatorToken },
      new Progress({ isJson: false, isYes: true, write: (line) => this.printed.push(line) }),
    )
  }

  /** The command itself, killed when a line of its story says so. Gives the exit code, null when it was killed. */
  command(
    org: OrgControl,
    killAt: (line: string) => boolean,
    stateDir = join(this.folder, 'killed'),
  ): Promise<number | null> {
    const { orgUrl, adminUsername, consumerKey } = org.about
    const flags = ['--instance-url', orgUrl, '--username', adminUsername, '--client-id', consumerKey]
    const where = ['--key-file', this.#keyFile(org), '--bridge', this.bridge.url, '--state-dir', stateDir]
    const child = spawn(
      process.execPath,
      ['scripts/org.ts', 'setup', ...flags, ...where, '--json', '--yes', '--wait-minutes', patient],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, SURVEY_BRIDGE_OPERATOR_TOKEN: this.secrets.operatorToken },
      },
    )
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.printed.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.printed.push(text)
      if (text.split('\n').some(killAt)) child.kill('SIGKILL')
    })
    return new Promise((done) => child.once('close', (code) => done(code)))
  }
}

const flagsOf = ({ waitMinutes = patient, integrationUsername }: Asked) => ({
  'wait-minutes': waitMinutes,
  ...(integrationUsername && { 'integration-username': integrationUsername }),
})

/** `package.deploy` → what became of it. */
export const statesOf = ({ steps }: VerbResult): Record<string, Step['state']> =>
  Object.fromEntries(steps.map(({ id, state }) => [id, state]))

export const failureOf = ({ steps }: VerbResult): Step | undefined => steps.find(({ state }) => state === 'failed')

/** As an admin of the org sees them. */
export const rows = async <T = Record<string, unknown>>(org: OrgControl, soql: string): Promise<T[]> =>
  (await org.ask<{ records: T[] }>('GET', `query?q=${encodeURIComponent(soql)}`)).records

/** The flows of an org. */
export const versions = (org: OrgControl) =>
  rows(org, 'SELECT ApiName, VersionNumber, ActiveVersionNumber, IsActive FROM FlowDefinitionView ORDER BY ApiName')
