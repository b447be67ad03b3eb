import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { workerdConfig } from './capnp.ts'
import { until } from './ports.ts'

export type Secrets = { bridgeKeys: string; operatorToken: string }
export type RunningBridge = { url: string; pid: number; stop: () => Promise<void>; kill: () => Promise<void> }

/** Runs the built bundle on plain workerd: the same code as on Cloudflare, with its state in a folder. */
export async function startWorkerd(options: {
  port: number
  stateDir: string
  secrets: Secrets
  bundle?: string
  onLog?: (line: string) => void
}): Promise<RunningBridge> {
  const stateDir = resolve(options.stateDir)
  mkdirSync(join(stateDir, 'objects'), { recursive: true })
  const config = join(stateDir, 'workerd.capnp')
  const bundle = resolve(options.bundle ?? 'dist')
  const text = workerdConfig({
    bundle,
    from: relative(stateDir, bundle),
    state: join(stateDir, 'objects'),
    address: `127.0.0.1:${options.port}`,
    network: ['public', 'private', 'local'],
    variables: {
      BRIDGE_KEYS: options.secrets.bridgeKeys,
      OPERATOR_TOKEN: options.secrets.operatorToken,
      ALLOWED_HOSTS: '127.0.0.1',
    },
  })
  writeFileSync(config, text, { mode: 0o600 })
  const child = spawn(resolve('node_modules/.bin/workerd'), ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) =>
      text
        .split('\n')
        .filter(Boolean)
        .forEach((line) => options.onLog?.(line)),
    )
  }
  const url = `http://127.0.0.1:${options.port}`
  await until('the bridge', async () => child.exitCode !== null || (await fetch(`${url}/health`)).ok, 90_000)
  if (child.exitCode !== null) throw new Error(`workerd ended with ${child.exitCode}`)
  const woken = await fetch(`${url}/health/wake`, {
    method: 'POST',
    headers: { authorization: `Bearer ${options.secrets.operatorToken}` },
  })
  if (!woken.ok) throw new Error(`waking the orgs failed: ${woken.status}`)
  return { url, pid: child.pid ?? 0, stop: () => end(child, 'SIGTERM'), kill: () => end(child, 'SIGKILL') }
}

const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once('exit', () => done())
    child.kill(signal)
  })
