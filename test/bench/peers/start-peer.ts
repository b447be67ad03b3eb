import { existsSync } from 'node:fs'
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
  stored: (folder: string, origin: string) => Promise<Stored[]> | Stored[]
}

/** Starts a peer on the measured core and waits until it answers. */
export async function startPeer(name: string, place: Place, options: PeerOptions): Promise<Target> {
  const { folder, port } = place
  const running = run(serverCore, options.command, {
    cwd: folder,
    env: { PORT: String(port), ORG_URL: place.orgUrl, NODE_ENV: 'production', ...options.env },
    log: `${folder}/log.txt`,
  })
  const origin = `http://127.0.0.1:${port}`
  await until(`the peer ${name}`, async () => {
    if (running.child.exitCode !== null) throw new Error(`${name} ended: see ${folder}/log.txt`)
    return (await fetch(`${origin}/`)).status > 0
  })
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
