import { mkdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { until } from '../../../scripts/run/ports.ts'
import { install } from './install.ts'
import { workflow } from './n8n-workflow.ts'
import { startPeer } from './start-peer.ts'
import type { Start, Stored } from './target.ts'

const dependencies = { n8n: '2.40.7' }
const overrides = { linkedom: '0.18.12' } // a later one needs a package the registry does not have

/** No execution log, the fast expression engine, tables that may grow: as its own documentation tunes it. */
const tuned = {
  N8N_EXPRESSION_ENGINE: 'legacy',
  EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
  EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
  N8N_DATA_TABLES_MAX_SIZE_BYTES: '5000000000',
}
const quiet = {
  N8N_LOG_LEVEL: 'error',
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_SECURE_COOKIE: 'false',
}

/** n8n with its own nodes: web hook, XML, one upsert into a Data table for each notification, then the Ack. */
export const n8n =
  (name: string): Start =>
  (place, say) => {
    const packages = install({ name: 'n8n', dependencies, overrides, compile: ['sqlite3'] }, say)
    const home = `${place.folder}/home`
    mkdirSync(home, { recursive: true })
    return startPeer(name, place, {
      command: [process.execPath, `${packages}/node_modules/n8n/bin/n8n`, 'start'],
      env: {
        ...tuned,
        ...quiet,
        N8N_USER_FOLDER: home,
        N8N_PORT: String(place.port),
        N8N_LISTEN_ADDRESS: '127.0.0.1',
      },
      acceptPath: '/webhook/om',
      takesAnswers: false,
      prepare,
      stored: () => storedIn(`${home}/.n8n/database.sqlite`),
    })
  }

/** What a person does on the first day: an owner, a table, a workflow that is switched on. */
async function prepare(origin: string): Promise<void> {
  await until('n8n', async () => (await fetch(`${origin}/healthz/readiness`)).ok, 180_000)
  const owner = { email: 'owner@example.com', firstName: 'Pat', lastName: 'Owner', password: 'Bench-password-1' }
  const first = await fetch(`${origin}/rest/owner/setup`, post(owner))
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  const call = async <T>(path: string, body?: unknown): Promise<T> => {
    const reply = await fetch(
      `${origin}/rest/${path}`,
      body === undefined ? { headers: { cookie } } : post(body, cookie),
    )
    if (!reply.ok) throw new Error(`n8n answered ${path} with ${reply.status}: ${(await reply.text()).slice(0, 300)}`)
    return ((await reply.json()) as { data: T }).data
  }
  const project = await call<{ id: string }>('projects/personal')
  const columns = ['notification_id', 'case_id', 'email', 'subject'].map((name) => ({ name, type: 'string' }))
  const table = await call<{ id: string }>(`projects/${project.id}/data-tables`, { name: 'invitations', columns })
  const made = await call<{ id: string; versionId: string }>('workflows', workflow(table.id))
  await call(`workflows/${made.id}/activate`, { versionId: made.versionId })
}

const post = (body: unknown, cookie = ''): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', cookie },
  body: JSON.stringify(body),
})

function storedIn(file: string): Stored[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const found = database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'data_table_user_%'`)
      .get() as { name: string }
    return database
      .prepare(`SELECT notification_id AS id, case_id AS recordId, email FROM "${found.name}"`)
      .all() as Stored[]
  } finally {
    database.close()
  }
}
