import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OrgContext, Verb } from '../../../scripts/org/frame/context.ts'
import type { VerbFlags } from '../../../scripts/org/frame/flags.ts'
import { openContext } from '../../../scripts/org/frame/open.ts'
import { Progress } from '../../../scripts/org/frame/progress.ts'
import type { VerbResult } from '../../../scripts/org/frame/result.ts'
import type { OrgControl } from '../../standin/control/client.ts'
import { BareWorld } from './bare.ts'

type Switches = { isYes?: boolean; isDryRun?: boolean }

/** One org of a bare world with the command line of its admin, who holds the operator's token too. */
export class OrgWorld {
  readonly bare: BareWorld
  readonly org: OrgControl
  readonly keyFile: string
  readonly printed: string[] = []
  context!: OrgContext

  private constructor(bare: BareWorld, org: OrgControl) {
    this.bare = bare
    this.org = org
    this.keyFile = join(bare.folder, 'admin.key')
    writeFileSync(this.keyFile, org.about.privateKeyPem, { mode: 0o600 })
  }

  static async start(): Promise<OrgWorld> {
    const bare = await BareWorld.start()
    const world = new OrgWorld(bare, await bare.org())
    world.context = await world.open()
    return world
  }

  stop = (): Promise<void> => this.bare.stop()

  /** Logged in by JWT through the real library. */
  open({ isYes = true, isDryRun = false }: Switches = {}): Promise<OrgContext> {
    const { orgUrl, adminUsername, consumerKey } = this.org.about
    return openContext(
      {
        instanceUrl: orgUrl,
        username: adminUsername,
        keyFile: this.keyFile,
        clientId: consumerKey,
        bridge: this.bare.bridge.url,
        stateDir: join(this.bare.folder, 'state'),
        isJson: false,
        isYes,
        isDryRun,
      },
      { SURVEY_BRIDGE_OPERATOR_TOKEN: this.bare.secrets.operatorToken },
      new Progress({ isJson: false, isYes, write: (line) => this.printed.push(line) }),
    )
  }

  run = (verb: Verb, flags: VerbFlags = {}, ...words: string[]): Promise<VerbResult> =>
    runIn(this.context, verb, flags, words)

  /** The same with other switches; the org's admin token is known there as well. */
  async runWith(switches: Switches, verb: Verb, flags: VerbFlags = {}, ...words: string[]): Promise<VerbResult> {
    const context = await this.open(switches)
    await context.bridge.connect({ organizationId: context.org.id })
    return runIn(context, verb, flags, words)
  }

  /** The command itself, with the operator's token alone; `said` is all it printed, its line of JSON first. */
  async command(
    verb: string,
    args: string[],
    { input = '', environment = {} }: { input?: string; environment?: Record<string, string> } = {},
  ): Promise<{ status: number | null; said: string }> {
    const { orgUrl, adminUsername, consumerKey } = this.org.about
    const login = ['--instance-url', orgUrl, '--username', adminUsername, '--client-id', consumerKey]
    const where = [
      '--key-file',
      this.keyFile,
      '--bridge',
      this.bare.bridge.url,
      '--state-dir',
      join(this.bare.folder, 'state'),
    ]
    const child = spawn(process.execPath, ['scripts/org.ts', verb, '--json', ...login, ...where, ...args], {
      env: { ...process.env, SURVEY_BRIDGE_OPERATOR_TOKEN: this.bare.secrets.operatorToken, ...environment },
    })
    const printed = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => void (printed[stream] += text))
    child.stdin.end(input)
    const status = await new Promise<number | null>((done) => child.once('close', done))
    return { status, said: printed.stdout + printed.stderr }
  }

  save = (object: string, fields: Record<string, unknown>): Promise<string> => this.org.save(object, fields)

  query = async <T = Record<string, unknown>>(soql: string): Promise<T[]> =>
    (await this.org.ask<{ records: T[] }>('GET', `query?q=${encodeURIComponent(soql)}`)).records

  count = async (object: string, where = "Id != ''"): Promise<number> =>
    (await this.query(`SELECT Id FROM ${object} WHERE ${where}`)).length
}

/** With the flags that `parseArgs` would fill in. */
async function runIn(context: OrgContext, verb: Verb, given: VerbFlags, words: string[]): Promise<VerbResult> {
  const flags: VerbFlags = {}
  for (const [name, flag] of Object.entries(verb.flags))
    if (typeof flag.default === 'string') flags[name] = flag.default
  return verb.run(context, { ...flags, ...given }, words)
}
