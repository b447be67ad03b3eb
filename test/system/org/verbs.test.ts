import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Check } from '../../../scripts/org/doctor/check.ts'
import { doctor } from '../../../scripts/org/doctor/doctor.ts'
import { BridgeApi } from '../../../scripts/org/frame/bridge.ts'
import { setup } from '../../../scripts/org/setup.ts'
import { uninstall } from '../../../scripts/org/uninstall/uninstall.ts'
import { orgKeyOf } from '../../../scripts/run/org-key.ts'
import { patient } from './bare.ts'
import { configTests } from './config-tests.ts'
import { OrgWorld } from './context.ts'
import { dataTests } from './data-tests.ts'
import * as faults from './faults.ts'
import { mailTests } from './mail-tests.ts'

let world: OrgWorld
beforeAll(async () => {
  world = await OrgWorld.start()
  const { ok, steps } = await world.run(setup, { 'wait-minutes': patient })
  if (!ok) throw new Error(JSON.stringify(steps.filter(({ state }) => state === 'failed')))
})
afterAll(() => world.stop())

async function examine(): Promise<{ ok: boolean; checks: Check[]; faults: Check[] }> {
  const { ok, data } = await world.run(doctor)
  const checks = data?.['checks'] as Check[]
  return { ok, checks, faults: checks.filter((one) => one.ok === false) }
}

/** One fault a line: what is broken, how, which check names it, what it finds, and the cure. */
const planted: [what: string, plant: faults.Plant, id: string, detail: RegExp, next: RegExp][] = [
  [
    'the address of another bridge',
    faults.endpointAt('https://other.example'),
    'trigger.endpoint',
    /case-closed: goes to https:\/\/other\.example/,
    /setup/,
  ],
  [
    'the address of the org it was refreshed from',
    faults.endpointOfAnotherOrg,
    'trigger.endpoint',
    /another organization.*sandbox/,
    /setup/,
  ],
  ['a key this bridge never made', faults.forgedKey, 'trigger.endpoint', /revoked/, /setup/],
  ['a message that lacks a field', faults.messageWithout('ClosedDate'), 'trigger.fields', /lacks ClosedDate/, /setup/],
  ['a message sent as somebody else', faults.messageSentBy, 'trigger.sender', /sent as maya\.admin/, /setup/],
  [
    'a flow that is switched off',
    faults.flowOff,
    'trigger.flow-active',
    /Survey_Case_Closed is not active/,
    /Setup › Flows/,
  ],
  [
    'an older version of a flow',
    faults.newerVersion,
    'trigger.flow-active',
    /version \d+ of Survey_Case_Closed is active, the newest is/,
    /activate the newest/,
  ],
  ['a flow that somebody changed', faults.changedFlow, 'drift.flow', /IsEscalated, ought to be IsClosed/, /setup/],
  [
    'a workflow rule beside the flow',
    faults.ruleBesideFlow,
    'trigger.twice',
    /Survey: Case Closed does the same/,
    /deactivate/,
  ],
  [
    'writes that cause surveys',
    faults.loopingUser,
    'access.loop-guard',
    /may Send Outbound Messages/,
    /Send Outbound Messages: off/,
  ],
  [
    'agents whose closes are not told',
    faults.silentAgent,
    'people.outbound',
    /Support Without Messages/,
    /Send Outbound Messages: on/,
  ],
  [
    'an unassigned permission set',
    faults.unassigned('Survey_Integration'),
    'access.permission-set',
    /not assigned/,
    /setup/,
  ],
  [
    'a field that nobody lets it read any more',
    faults.ungranted('Case.SuppliedEmail'),
    'access.fields',
    /may not read Case\.SuppliedEmail/,
    /setup/,
  ],
  [
    'a field that nobody lets it write any more',
    faults.ungranted('Survey_Response__c.CSAT__c'),
    'access.fields',
    /may not write Survey_Response__c\.CSAT__c|may not read/,
    /setup/,
  ],
  ['an inactive integration user', faults.inactiveUser, 'access.user', /is not active/, /Edit › Active/],
  [
    'a field that was deleted',
    faults.withoutField('Account', 'CSAT__c'),
    'package.fields',
    /missing: Account\.CSAT__c/,
    /setup/,
  ],
  [
    'a named credential that leads elsewhere',
    faults.namedCredentialAt('https://old.example/actions/x'),
    'credential.named',
    /old\.example/,
    /setup/,
  ],
  [
    'a bridge that takes production for a sandbox',
    faults.isSandboxInBridge,
    'login.same-org',
    /the bridge takes it for a sandbox/,
    /setup/,
  ],
  ['a revoked key', faults.revokedKey, 'trigger.endpoint', /generation 1\) was revoked/, /setup/],
]

describe('npm run org -- doctor', () => {
  it('is green on an org that was set up from nothing, and the bridge keeps what it found', async () => {
    const { ok, checks, faults: found } = await examine()
    expect(found).toEqual([])
    expect(ok).toBe(true)
    expect(checks.filter((one) => one.ok === null).map(({ id }) => id)).toEqual(['bridge.mail'])
    expect(await world.context.bridge.get('doctor')).toMatchObject({ doctor: { ok: true, checks } })
  })

  it.each(planted)('names %s and its cure', async (_what, plant, id, detail, next) => {
    const mend = await plant(world)
    const { ok, faults: found } = await examine()
    await mend()
    expect(ok).toBe(false)
    const fault = found.find((one) => one.id === id)
    expect(fault, `found ${found.map((one) => one.id).join(', ')}`).toBeDefined()
    expect(fault?.detail).toMatch(detail)
    expect(fault?.next).toMatch(next)
  })

  it('takes the operator token for that of the org, and makes no org of one the bridge does not know', async () => {
    const { context, bare } = world
    const tokens = { operator: bare.secrets.operatorToken }
    const of = (id: string) => new BridgeApi(bare.bridge.url, { id, orgKey: orgKeyOf(id) }, tokens)
    expect(await of(context.org.id).get('')).toMatchObject({ name: context.org.name })
    const stranger = of('00D000000000009AAA')
    await expect(stranger.get('')).rejects.toMatchObject({
      code: 'not_connected',
      next: expect.stringContaining('setup'),
    })
    await expect(stranger.get('')).rejects.toMatchObject({ code: 'not_connected' })
  })

  it('is green again when set-up has run again', async () => {
    expect(await world.run(setup, { 'wait-minutes': patient })).toMatchObject({ ok: true })
    expect((await examine()).faults).toEqual([])
  })

  it('prints no secret', () => {
    const text = world.printed.join('\n')
    expect(text).toContain('✗')
    expect(text).not.toMatch(/\/trigger\/[a-z2-7]{16}\/\d+\.[\w-]+/)
    expect(text).not.toContain(world.bare.secrets.operatorToken)
    expect(text).not.toContain('PRIVATE KEY')
  })
})

mailTests(() => world)
configTests(() => world)
dataTests(() => world)

describe('npm run org -- uninstall', () => {
  const folder = () => join(world.bare.folder, 'export')

  it('changes nothing until the name of the org is typed, and nothing in a dry run', async () => {
    await expect(world.run(uninstall, { confirm: 'Another Org' })).rejects.toMatchObject({ code: 'not_confirmed' })
    const dry = await world.runWith({ isDryRun: true }, uninstall)
    expect(dry.steps.filter(({ state }) => state === 'would').length).toBeGreaterThan(5)
    expect(existsSync(folder())).toBe(false)
    expect((await examine()).faults).toEqual([])
  })

  it('exports every record, then takes everything out in order', async () => {
    await world.save('Survey_Response__c', { Response_Key__c: 'kept', Comment__c: '=HYPERLINK("http://x","y")' })
    const { ok, steps } = await world.run(uninstall, { confirm: world.context.org.name, export: folder() })
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([])
    expect(ok).toBe(true)
    expect(steps.map(({ id }) => id.replace('uninstall.', ''))).toEqual(
      'programs writes export flows messages credential app assignments package left'.split(' '),
    )
    const text = readFileSync(join(folder(), 'Survey_Response__c.csv'), 'utf8')
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`)
    const { connection } = world.context
    const { sobjects } = await connection.describeGlobal()
    expect(sobjects.filter(({ name }) => name.startsWith('Survey_'))).toEqual([])
    const left = await connection.metadata.list([
      { type: 'PermissionSet' },
      { type: 'WorkflowOutboundMessage' },
      { type: 'NamedCredential' },
    ])
    expect(left.filter(({ fullName }) => fullName.includes('Survey_'))).toEqual([])
  })

  it('finds nothing left to do when it is run again', async () => {
    const { ok, steps } = await world.run(uninstall, { confirm: world.context.org.name, export: folder() })
    expect(ok).toBe(true)
    expect(steps.slice(0, -1).map(({ state }) => state)).toEqual(steps.slice(0, -1).map(() => 'already'))
  })

  it('can be set up again: what it remembered of the parts is forgotten, what to ask is said again', async () => {
    const { context } = world
    const again = await world.run(setup, { 'wait-minutes': patient })
    const stateOf = ({ steps }: typeof again, id: string) => steps.find((step) => step.id === id)
    expect(again.steps.filter(({ state }) => state === 'failed')).toEqual([])
    expect(stateOf(again, 'reports.dashboard')).toMatchObject({ state: 'done' })
    expect(stateOf(again, 'user.make')).toMatchObject({ state: 'already' })
    expect(stateOf(again, 'programs.mode')).toMatchObject({
      state: 'person',
      next: expect.stringContaining('mode: watch'),
    })
    await context.bridge.admin('PUT', 'documents', readFileSync('bridge/definitions/defaults/case-closed.yaml', 'utf8'))
    const whole = await world.run(setup, { 'wait-minutes': patient })
    expect(whole.steps.filter(({ state }) => state === 'failed')).toEqual([])
    expect(stateOf(whole, 'road.test')).toMatchObject({ state: 'done' })
    expect((await examine()).faults).toEqual([])
    expect(await world.run(uninstall, { confirm: context.org.name, export: folder() })).toMatchObject({ ok: true })
  })

  it('has the bridge forget the org when that is wished, and says what is left then', async () => {
    const { context } = world
    const { ok, steps } = await world.run(uninstall, { confirm: context.org.name, export: folder(), forget: true })
    expect([ok, steps.at(-2)]).toMatchObject([true, { id: 'uninstall.bridge', state: 'done' }])
    expect(steps.at(-1)!.detail).not.toContain('keeps its data')
    await expect(context.bridge.get('')).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('leaves an org of which doctor says so, as one line of JSON and by its exit code', async () => {
    const { org, bare, keyFile, context } = world
    const { orgUrl, adminUsername, consumerKey, orgId } = org.about
    const { adminToken } = await context.bridge.connect({ organizationId: orgId })
    const login = ['--instance-url', orgUrl, '--username', adminUsername, '--client-id', consumerKey]
    const args = ['scripts/org.ts', 'doctor', '--json', ...login, '--key-file', keyFile, '--bridge', bare.bridge.url]
    const env = { ...process.env, SURVEY_BRIDGE_TOKEN: adminToken }
    // The stand-in lives in this process, which must not wait for the command.
    const [status, stdout] = await new Promise<[unknown, string]>((done) => {
      execFile(process.execPath, args, { env }, (error, out) => done([error?.code ?? 0, out]))
    })
    expect(status).toBe(1)
    const { ok, data } = JSON.parse(stdout) as { ok: boolean; data: { checks: Check[] } }
    expect(ok).toBe(false)
    expect(data.checks.find(({ id }) => id === 'package.components')).toMatchObject({ ok: false })
    expect(stdout).not.toContain(adminToken)
  })
})
