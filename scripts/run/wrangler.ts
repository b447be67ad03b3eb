import { spawn } from 'node:child_process'
import { wranglerEnv } from './build.ts'
import { until } from './ports.ts'
import type { RunningBridge, Secrets } from './workerd.ts'

/** Runs the bridge from its source with `wrangler dev`: it reloads when a file changes. */
export async function startWrangler(options: {
  port: number
  stateDir: string
  secrets: Secrets
  onLog: (line: string) => void
}): Promise<RunningBridge> {
  const { port, stateDir, secrets, onLog } = options
  const variables = [
    `BRIDGE_KEYS:${secrets.bridgeKeys}`,
    `OPERATOR_TOKEN:${secrets.operatorToken}`,
    'ALLOWED_HOSTS:127.0.0.1',
  ]
  const child = spawn(
    'node_modules/.bin/wrangler',
    [
      'dev',
      '--port',
      String(port),
      '--ip',
      '127.0.0.1',
      '--persist-to',
      stateDir,
      ...variables.flatMap((one) => ['--var', one]),
    ],
    { env: wranglerEnv, stdio: ['ignore', 'pipe', 'pipe'], detached: true }, // a group of its own: wrangler leaves workerd behind
  )
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => text.split('\n').filter(Boolean).forEach(onLog))
  }
  const url = `http://127.0.0.1:${port}`
  await until('wrangler dev', async () => (await fetch(`${url}/health`)).ok, 60_000)
  await fetch(`${url}/health/wake`, { method: 'POST', headers: { authorization: `Bearer ${secrets.operatorToken}` } })
  const end = (signal: NodeJS.Signals): Promise<void> =>
    new Promise((done) => {
      if (child.exitCode !== null || child.pid === undefined) return done()
      child.once('exit', () => done())
      process.kill(-child.pid, signal)
    })
  return { url, pid: child.pid ?? 0, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}
