import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
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
  writeFileSync(config, capnp(stateDir, resolve(options.bundle ?? 'dist'), options.port, options.secrets), {
    mode: 0o600,
  })
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
  await until('the bridge', async () => {
    if (child.exitCode !== null) throw new Error(`workerd ended with ${child.exitCode}`)
    return (await fetch(`${url}/health`)).ok
  })
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

/** Text modules keep the names that the bundle imports them by. */
function capnp(stateDir: string, bundle: string, port: number, secrets: Secrets): string {
  const embed = (file: string) => JSON.stringify(relative(stateDir, join(bundle, file)))
  const texts = readdirSync(bundle).filter((file) => /\.(css|yaml|txt)$/.test(file))
  const modules = [
    `(name = "index.js", esModule = embed ${embed('index.js')})`,
    ...texts.map((file) => `(name = ${JSON.stringify(file)}, text = embed ${embed(file)})`),
  ]
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "state", disk = (path = ${JSON.stringify(join(stateDir, 'objects'))}, writable = true)),
    (name = "bridge", worker = .bridge),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "bridge")],
);
const bridge :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  compatibilityDate = "2026-10-20",
  durableObjectNamespaces = [
    (className = "Org", uniqueKey = "Org", enableSql = true),
    (className = "Directory", uniqueKey = "Directory", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "state"),
  bindings = [
    (name = "ORG", durableObjectNamespace = "Org"),
    (name = "DIRECTORY", durableObjectNamespace = "Directory"),
    (name = "BRIDGE_KEYS", text = ${JSON.stringify(secrets.bridgeKeys)}),
    (name = "OPERATOR_TOKEN", text = ${JSON.stringify(secrets.operatorToken)}),
    (name = "ALLOWED_HOSTS", text = "127.0.0.1"),
  ],
);
`
}
