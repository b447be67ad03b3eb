import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { until } from '../../../scripts/run/ports.ts'
import { run, serverCore } from '../machine/pinned.ts'
import { rssMegabytes } from '../machine/process-tree.ts'
import { hookAnswer, type Place, type Stored, type Target } from './target.ts'

export type PeerOptions = {
  command: string[]
  env?: Record<string, string>
  acceptPath: string
  takesAnswers: boolean
  /** What must be done once it runs, before it can take anything. */
  prepare?: (origin: string) => Promise<void>
  stored: (folder: string, origin: string) => Promise<Stored[]> | Stored[]
}

const startMs = 180_000 // n8n lays its tables first

/** Starts a peer on the measured core and waits until it answers. */
export async function startPeer(name: string, place: Place, options: PeerOptions): Promise<Target> {
  const { folder, port } = place
  const running = run(serverCore, options.command, {
    cwd: folder,
    env: { PORT: String(port), ORG_URL: place.orgUrl, NODE_ENV: 'production', ...options.env },
    log: `${folder}/log.txt`,
  })
  const origin = `http://127.0.0.1:${port}`
  const ended = new Promise<never>((_, fail) =>
    running.child.once('exit', () => fail(new Error(`${name} ended: ${lastWords(`${folder}/log.txt`)}`))),
  )
  try {
    await Promise.race([ended, until(`the peer ${name}`, async () => (await fetch(`${origin}/`)).status > 0, startMs)])
    await Promise.race([ended, options.prepare?.(origin)])
  } catch (cause) {
    await running.stop() // one that is half there would take its share of the core
    throw cause
  }
  await new Promise((done) => setTimeout(done, 1_000)) // Node-RED answers before its flows run
  return {
    name,
    pid: running.pid,
    origin,
    idleMegabytes: rssMegabytes(running.pid),
    accept: { path: options.acceptPath, organizationId: place.orgId },
    ...(options.takesAnswers && { answer: hookAnswer, surveys: Infinity }),
    stored: () => options.stored(folder, origin),
    stop: running.stop,
  }
}

/** Where a program that died says why: the line that names the error, else the last one. */
function lastWords(log: string): string {
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'it said nothing'
}

/** What a peer keeps in a table `invitations` of a SQLite file. */
export function storedIn(file: string): Stored[] {
  if (!existsSync(file)) return []
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database
      .prepare('SELECT notification_id AS id, case_id AS recordId, email FROM invitations')
      .all() as Stored[]
  } finally {
    database.close()
  }
}
