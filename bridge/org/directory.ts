import { DurableObject } from 'cloudflare:workers'
import { log } from '../core/log.ts'
import type { Listed, OrgPage } from '../operating/ask-orgs.ts'

const page = 200

/** The list of connected orgs, for the hourly wake and the operator. Never on the road. */
export class Directory extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS orgs (org_key TEXT PRIMARY KEY, name TEXT NOT NULL, registered_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    )
  }

  /** Harmless to repeat. */
  register(orgKey: string, name: string): void {
    this.ctx.storage.sql.exec(
      `INSERT INTO orgs (org_key, name, registered_at) VALUES (?1, ?2, ?3) ON CONFLICT (org_key) DO UPDATE SET name = excluded.name`,
      orgKey,
      name,
      Date.now(),
    )
  }

  unregister(orgKey: string): void {
    this.ctx.storage.sql.exec('DELETE FROM orgs WHERE org_key = ?1', orgKey)
  }

  /** The orgs after a key, in order; fewer than a page means that was all. */
  list(after = '', limit = page): OrgPage {
    const orgs = this.ctx.storage.sql
      .exec<ListedRow>(`SELECT * FROM orgs WHERE org_key > ?1 ORDER BY org_key LIMIT ?2`, after, limit)
      .toArray()
      .map(listed)
    return { orgs, next: orgs.length === limit ? (orgs.at(-1)?.orgKey ?? null) : null }
  }

  /** Null when no such org is connected. */
  find(orgKey: string): Listed | null {
    const [row] = this.ctx.storage.sql.exec<ListedRow>('SELECT * FROM orgs WHERE org_key = ?1', orgKey).toArray()
    return row ? listed(row) : null
  }
}

type ListedRow = { org_key: string; name: string; registered_at: number }

const listed = (row: ListedRow): Listed => ({
  orgKey: row.org_key,
  name: row.name,
  registeredAt: new Date(row.registered_at),
})

/** Calls every org once, so that an alarm the platform lost comes back. Gives how many answered. */
export async function wakeAll(env: Pick<Env, 'ORG' | 'DIRECTORY'>): Promise<number> {
  const directory = env.DIRECTORY.getByName('directory')
  let woken = 0
  for (let after: string | null = ''; after !== null;) {
    const { orgs, next }: OrgPage = await directory.list(after)
    const results = await Promise.allSettled(orgs.map(({ orgKey }) => env.ORG.getByName(orgKey).wake()))
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled' && result.value.ok) woken++
      else
        log(
          'error',
          'wake',
          { org: orgs[index]?.orgKey ?? '' },
          result.status === 'rejected' ? result.reason : 'unavailable',
        )
    }
    after = next
  }
  return woken
}
