import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { cpSync, readFileSync, symlinkSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { planOf, readSettings } from '../../scripts/deploy/plan.ts'
import { deployedUrls, isHealthy } from '../../scripts/deploy/upload.ts'
import { fakeCloudflare } from './cloudflare.ts'
import { root, scratchFolder } from './scratch.ts'

const { CLOUDFLARE_API_TOKEN: _, ...withoutToken } = process.env

const worker = `
import { DurableObject } from 'cloudflare:workers'
export class Org extends DurableObject {}
export class Directory extends DurableObject {}
export default { fetch: () => new Response('hello') }
`

/** A small Worker with our configuration and our scripts. */
function aProject(files: Record<string, string> = {}): string {
  const wranglerToml = readFileSync(join(root, 'wrangler.toml'), 'utf8')
  const folder = scratchFolder({
    'bridge/index.ts': worker,
    'wrangler.toml': `workers_dev = false # no address that a test would call\n${wranglerToml}`,
    ...files,
  })
  for (const path of ['scripts', '.dev.vars.example']) {
    cpSync(join(root, path), join(folder, path), { recursive: true, filter: (from) => !/\/node_modules\b/.test(from) })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** `npm run deploy -- …` as typed in a folder of the project. */
const deploy = (project: string, args: string[], env: Record<string, string>, typedIn = '.') =>
  new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [join(project, 'scripts/deploy.ts'), ...args],
      { cwd: project, env: { ...withoutToken, CI: 'true', INIT_CWD: join(project, typedIn), ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, output: stdout + stderr }),
    )
  })

describe('npm run deploy', () => {
  it('builds, says what would happen and what to do next, and deploys nothing', async () => {
    const { env, uploads } = await fakeCloudflare()
    const { code, output } = await deploy(aProject(), [], env)
    expect(output).toMatch(/\[1\/3\] Built .* KiB gzip/)
    expect(output).toContain('ORG: the objects of class Org')
    expect(output).toContain('BRIDGE_KEYS: One or more keys of 32 bytes')
    expect(output).toContain('Nothing was deployed. Next:\n  npx wrangler login')
    expect(output).toContain('npm run deploy -- --live --secrets-file <file>')
    expect(output).toContain('npx wrangler secret put OPERATOR_TOKEN')
    expect([code, uploads]).toEqual([0, []])
  })

  it('with --live and without an account says what to do first', async () => {
    const { code, output } = await deploy(aProject(), ['--live'], { CLOUDFLARE_API_BASE_URL: 'http://127.0.0.1:9' })
    expect(output).toContain('CLOUDFLARE_API_TOKEN')
    expect(output).toMatch(/The deploy failed[^]*npx wrangler login/)
    expect(code).toBe(1)
  })

  it('with --live does not deploy a Worker without its secrets', async () => {
    const { env, uploads } = await fakeCloudflare()
    const { code, output } = await deploy(aProject(), ['--live'], env)
    expect(output).toContain('required secrets have not been set: BRIDGE_KEYS, OPERATOR_TOKEN')
    expect(output).toMatch(/The deploy failed[^]*--secrets-file <file>/)
    expect([code, uploads]).toEqual([1, []])
  })

  it('with --live brings the first secrets in a file, and prints none of them', async () => {
    const { env, uploads } = await fakeCloudflare()
    const project = aProject({ 'safe/secrets': 'BRIDGE_KEYS=key-of-a-test\nOPERATOR_TOKEN=token-of-the-operator\n' })
    const { code, output } = await deploy(project, ['--live', '--secrets-file', 'secrets'], env, 'safe')
    expect(uploads).toEqual([expect.stringContaining('"type":"secret_text","text":"key-of-a-test"')])
    expect(output).not.toMatch(/key-of-a-test|token-of-the-operator/)
    expect(output).toContain('Deployed, but it has no address')
    expect(code).toBe(1)
  })

  it('stops before it builds when there is no such secrets file, or no such option', async () => {
    const project = aProject()
    const noFile = await deploy(project, ['--live', '--secrets-file', 'nowhere'], {})
    expect(noFile).toEqual({ code: 1, output: `\nNothing was deployed:\n        ${project}/nowhere does not exist\n` })
    expect((await deploy(project, ['--life'], {})).output).toContain("Unknown option '--life'")
  })

  it('says what does not build', async () => {
    const { code, output } = await deploy(aProject({ 'bridge/index.ts': `import './nothing.ts'\n${worker}` }), [], {})
    expect(output).toMatch(/Nothing was deployed:[^]*Could not resolve ".\/nothing.ts"/)
    expect(code).toBe(1)
  })
})

describe('a plan', () => {
  const settings = readSettings(join(root, 'wrangler.toml'))
  const example = readFileSync(join(root, '.dev.vars.example'), 'utf8')
  const says = 'Total Upload: 1200 KiB / gzip: 350 KiB'

  it('has nothing against our configuration', () => {
    expect(planOf(settings, says, example).problems).toEqual([])
  })

  it.each([
    ['a bundle that is too large', settings, 'Total Upload: 1200 KiB / gzip: 401 KiB', example, 'too large'],
    ['no size at all', settings, '', example, 'did not say'],
    ['a missing binding', { ...settings, durable_objects: { bindings: [] } }, says, example, 'binds no ORG'],
    ['an object without SQLite', { ...settings, exports: {} }, says, example, 'no [exports.Org]'],
    ['no cron', { ...settings, triggers: { crons: [] } }, says, example, 'no cron'],
    ['no secrets', { ...settings, secrets: { required: [] } }, says, example, 'no required secret'],
    ['a secret nobody can make', settings, says, '# x\nBRIDGE_KEYS=\n', 'how to make OPERATOR_TOKEN'],
  ])('speaks against %s', (_case, given, wranglerSays, how, problem) => {
    expect(planOf(given, wranglerSays, how).problems).toContainEqual(expect.stringContaining(problem))
  })
})

describe('after a deploy', () => {
  it('the addresses are read from the report of wrangler', () => {
    const report = `{"type":"wrangler-session"}\n{"type":"deploy","targets":["https://a.example.com","schedule: 17 * * * *"]}\n`
    expect(deployedUrls(report)).toEqual(['https://a.example.com'])
  })

  it('the bridge is asked until it answers, and not for ever', async () => {
    let asked = 0
    const server = createServer((_request, response) => response.writeHead(++asked < 3 ? 503 : 200).end()).listen(0)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await isHealthy(url, 2, 1)).toBe(false)
    expect(await isHealthy(url, 2, 1)).toBe(true)
  })
})
