import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPeer, storedIn } from './start-peer.ts'
import { ack, type Start, type Stored } from './target.ts'

const nodeServer = fileURLToPath(new URL('./bare-server.ts', import.meta.url))

/** A limit: Node, one synchronous INSERT per notification in one transaction, no XML parser, no checks. */
export const bareNode =
  (name: string): Start =>
  (place) =>
    startPeer(name, place, {
      command: [process.execPath, nodeServer],
      acceptPath: '/om',
      takesAnswers: false,
      stored: (folder) => storedIn(`${folder}/bare.sqlite`),
    })

/** The other limit: our runtime with nothing of ours in it but one SQLite object and one statement per message. */
export const bareObject =
  (name: string): Start =>
  (place) => {
    const { folder, port } = place
    mkdirSync(`${folder}/objects`, { recursive: true })
    writeFileSync(`${folder}/worker.js`, worker)
    writeFileSync(`${folder}/workerd.capnp`, capnp(folder, port))
    return startPeer(name, place, {
      command: [resolve('node_modules/.bin/workerd'), 'serve', `${folder}/workerd.capnp`],
      acceptPath: '/om',
      takesAnswers: false,
      stored: async (_folder, origin) => (await (await fetch(`${origin}/rows`)).json()) as Stored[],
    })
  }

/** Finds the ids by their tags, without reading the XML. */
const scan = `function scan(text) {
  const rows = []
  const between = (open, close, from) => { const at = text.indexOf(open, from) + open.length; return text.substring(at, text.indexOf(close, at)) }
  for (let at = text.indexOf('<Notification>'); at >= 0; at = text.indexOf('<Notification>', at + 1))
    rows.push([between('<Id>', '<', at), between('<sf:Id>', '<', at), between('<sf:ContactEmail>', '<', at)])
  return rows
}`

const worker = `import { DurableObject } from 'cloudflare:workers'
${scan}
export class Bare extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env)
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS invitations (notification_id TEXT PRIMARY KEY, case_id TEXT, email TEXT) WITHOUT ROWID')
  }
  put(rows) {
    this.ctx.storage.sql.exec('INSERT OR IGNORE INTO invitations SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)', JSON.stringify(rows))
  }
  rows() {
    return new Response(JSON.stringify(this.ctx.storage.sql.exec('SELECT notification_id AS id, case_id AS recordId, email FROM invitations').toArray()))
  }
}
export default {
  async fetch(request, env) {
    const object = env.BARE.get(env.BARE.idFromName('one'))
    if (new URL(request.url).pathname === '/rows') return object.rows()
    if (request.method !== 'POST') return new Response('', { status: 404 })
    await object.put(scan(await request.text()))
    return new Response(${JSON.stringify(ack)}, { headers: { 'content-type': 'text/xml' } })
  },
}`

const capnp = (folder: string, port: number): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .bare), (name = "disk", disk = (path = ${JSON.stringify(`${folder}/objects`)}, writable = true)) ],
  sockets = [ (name = "http", address = "127.0.0.1:${port}", http = (), service = "main") ]
);
const bare :Workerd.Worker = (
  modules = [ (name = "worker.js", esModule = embed "worker.js") ],
  compatibilityDate = "2026-10-20",
  durableObjectNamespaces = [ (className = "Bare", uniqueKey = "Bare", enableSql = true) ],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [ (name = "BARE", durableObjectNamespace = "Bare") ]
);`
