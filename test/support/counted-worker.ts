import { Org as BridgeOrg } from '../../bridge/org/org.ts'
import bridge from '../../bridge/index.ts'

export { Directory } from '../../bridge/org/directory.ts'

/** What Cloudflare would charge an org's object for, since it started. */
export type Counted = { rowsRead: number; rowsWritten: number; alarms: number; bytes: number }

/** The bridge with a meter in its objects: the rows that SQLite says each statement read and wrote, and one more for each alarm that is set. */
export class Org extends BridgeOrg {
  readonly #counted: () => Counted
  #alarms = 0

  constructor(ctx: DurableObjectState, env: Env) {
    const rows = meter(ctx.storage)
    super(ctx, env)
    this.#counted = () => ({ ...rows(), alarms: this.#alarms, bytes: ctx.storage.sql.databaseSize })
  }

  override alarm(): Promise<void> {
    this.#alarms++
    return super.alarm()
  }

  counted(): Counted {
    return this.#counted()
  }
}

type Cursor = SqlStorageCursor<Record<string, SqlStorageValue>>

function meter(storage: DurableObjectStorage): () => { rowsRead: number; rowsWritten: number } {
  const sum = { rowsRead: 0, rowsWritten: 0 }
  let open: Cursor[] = [] // a cursor knows what it read when it was read to its end
  const close = () => {
    for (const { rowsRead, rowsWritten } of open) {
      sum.rowsRead += rowsRead
      sum.rowsWritten += rowsWritten
    }
    open = []
  }
  const exec = storage.sql.exec.bind(storage.sql)
  storage.sql.exec = ((...given: Parameters<typeof exec>) => {
    const cursor = exec(...given)
    open.push(cursor)
    return cursor
  }) as typeof storage.sql.exec
  const setAlarm = storage.setAlarm.bind(storage)
  storage.setAlarm = (...given) => {
    sum.rowsWritten++
    return setAlarm(...given)
  }
  return () => {
    close()
    return { ...sum }
  }
}

/** `GET /counted/:orgKey` tells; everything else is the bridge's. */
export default {
  ...bridge,
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    const orgKey = /^\/counted\/([a-z2-7]{16})$/.exec(new URL(request.url).pathname)?.[1]
    if (orgKey === undefined) return bridge.fetch(request as Parameters<typeof bridge.fetch>[0], env, ctx)
    const org = env.ORG.getByName(orgKey) as unknown as { counted: () => Promise<Counted> }
    return Response.json(await org.counted())
  },
}
