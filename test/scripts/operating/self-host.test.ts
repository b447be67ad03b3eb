import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orgKeyOf } from '../../../bridge/core/keys.ts'
import { isKnownFolder, writeSelfHost } from '../../../scripts/deploy/self-host.ts'
import { freePort } from '../../../scripts/run/ports.ts'
import { aClosedCase, outboundMessage } from '../../support/outbound.ts'
import { root } from '../scratch.ts'

const run = promisify(execFile)
const token = 'operator-token-of-a-machine'
const organizationId = '00D5g000005VaVaEAK'

describe('the bridge on a machine of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'survey-bridge-host-'))
  const secrets = join(folder, '..', `${folder.split('/').at(-1)}.env`)
  let bridge: ChildProcess
  let listen: string
  let env: NodeJS.ProcessEnv

  const wake = () => run(join(folder, 'wake'), { env })
  const start = async () => {
    bridge = spawn(join(folder, 'start'), { env, stdio: 'ignore' })
    expect(JSON.parse((await wake()).stdout)).toHaveProperty('woken')
  }
  const stop = async () => {
    bridge.kill('SIGTERM')
    await once(bridge, 'exit')
  }
  const knock = (path: string, init: RequestInit = {}) => fetch(`http://${listen}${path}`, init)
  const connect = async () => {
    const reply = await knock(`/api/orgs/${orgKeyOf(organizationId)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ organizationId, baseUrl: 'https://surveys.example.com' }),
    })
    return (await reply.json()) as { triggerUrl: string; adminToken: string }
  }
  const send = async () =>
    knock(new URL((await connect()).triggerUrl).pathname, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: outboundMessage({ organizationId, notifications: [aClosedCase()] }),
    })
  const stored = async () => {
    const { adminToken } = await connect()
    const reply = await knock(`/api/orgs/${orgKeyOf(organizationId)}/notifications`, {
      headers: { authorization: `Bearer ${adminToken}` },
    })
    return ((await reply.json()) as { rows: unknown[] }).rows.length
  }

  beforeAll(async () => {
    listen = `127.0.0.1:${await freePort()}`
    writeFileSync(secrets, `BRIDGE_KEYS=${Buffer.alloc(32, 5).toString('base64')}\nOPERATOR_TOKEN=${token}\n`, {
      mode: 0o600,
    })
    env = { PATH: process.env['PATH'], LISTEN: listen, SECRETS_FILE: secrets } // neither npm nor our scripts
    const { stdout } = await run(process.execPath, ['scripts/deploy.ts', '--self-host', folder], { cwd: root })
    if (!stdout.includes('systemctl enable')) throw new Error(stdout)
    await start()
  })
  afterAll(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
    rmSync(secrets)
  })

  it('takes messages, and has them after a restart', async () => {
    expect((await send()).status).toBe(200)
    await stop()
    await start()
    expect(await stored()).toBe(1)
  })

  it('knows behind its proxy that it was asked by https', async () => {
    const reply = await knock('/openapi.json', { headers: { 'x-forwarded-proto': 'https' } })
    expect(await reply.json()).toMatchObject({ servers: [{ url: `https://${listen}` }] })
  })

  it('goes back to a copy that was made while it ran', async () => {
    const objects = join(folder, 'state/objects')
    const copies = mkdtempSync(join(tmpdir(), 'survey-bridge-copy-'))
    const databases = globSync('*/*.sqlite', { cwd: objects })
    expect(databases.length).toBeGreaterThan(2)
    for (const path of databases)
      await backup(new DatabaseSync(join(objects, path)), join(copies, path.replace('/', '.')))
    await send()
    expect(await stored()).toBe(2)

    await stop()
    for (const path of globSync('*/*.sqlite*', { cwd: objects })) rmSync(join(objects, path))
    for (const path of databases) renameSync(join(copies, path.replace('/', '.')), join(objects, path))
    rmSync(copies, { recursive: true })
    await start()
    expect(await stored()).toBe(1)
    await send()
    expect(await stored()).toBe(2)
  })

  it('is upgraded in place: the data stays, and the release before is kept', async () => {
    expect(isKnownFolder(folder)).toBe(true)
    writeSelfHost(folder, join(root, 'dist/self-host')) // while it runs
    expect(readFileSync(join(folder, 'previous/bridge.capnp'), 'utf8')).toContain('bundle/index.js')
    expect(existsSync(join(folder, 'previous/workerd'))).toBe(true)
    await stop()
    await start()
    expect(await stored()).toBe(2)
  })

  it('keeps secrets out of its files, and does not start without them', async () => {
    const texts = ['bridge.capnp', 'start', 'wake', ...globSync('systemd/*', { cwd: folder })]
    expect(texts.length).toBeGreaterThan(5)
    for (const path of texts) expect(readFileSync(join(folder, path), 'utf8')).not.toContain(token)
    const failed = await run(join(folder, 'start'), { env: { PATH: env['PATH'], OPERATOR_TOKEN: token } }).catch(
      (cause: { code: number; stderr: string }) => cause,
    )
    expect(failed).toMatchObject({ code: 78, stderr: expect.stringContaining('BRIDGE_KEYS is not set') })
  })

  it('calls nobody inside the network it stands in', () => {
    expect(readFileSync(join(folder, 'bridge.capnp'), 'utf8')).toContain('allow = ["public"],')
  })
})

it('a folder that holds something else is left alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'survey-bridge-other-'))
  expect(isKnownFolder(folder)).toBe(false)
  writeFileSync(join(folder, 'thesis.txt'), 'mine')
  expect(() => isKnownFolder(folder)).toThrow('holds something else')
  rmSync(folder, { recursive: true })
})
