import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

// A quick org for load: tokens, upserts alone, in collections and in composite calls, and queries by id. It checks nothing and keeps what
// it was given, so that a run can be compared with what was accepted. The stand-in Salesforce, which checks everything, is for tests.

/** How it behaves; changed at any time by `POST /control`. */
export type Behaviour = {
  latencyMs: number
  hangs: 'nothing' | 'writes' | 'everything'
  refusesSignIn: boolean
  /** This share of the rows meets another save on its record. */
  failRate: number
  /** Every so many calls one is refused, because too many run at once; 0: none. */
  limitEvery: number
}
export type Stats = {
  calls: number
  rows: number // that were written
  failedRows: number
  refusedCalls: number
  signIns: number
  byKind: Record<string, number>
}
const noStats = (): Stats => ({ calls: 0, rows: 0, failedRows: 0, refusedCalls: 0, signIns: 0, byKind: {} })
export type KeptRow = { entity: string; key: string; fields: Record<string, unknown>; writes: number }
type Answer = { status: number; body: unknown }
type Body = {
  records?: Record<string, unknown>[]
  compositeRequest?: { method: string; url: string; referenceId: string; body?: Body }[]
}

class QuickOrg {
  behaviour: Behaviour = { latencyMs: 0, hangs: 'nothing', refusesSignIn: false, failRate: 0, limitEvery: 0 }
  stats = noStats()
  readonly #rows = new Map<string, KeptRow>()
  readonly #orgId: string

  constructor(orgId: string) {
    this.#orgId = orgId
  }

  get rows(): KeptRow[] {
    return [...this.#rows.values()]
  }

  signIn(url: string): Answer {
    this.stats.signIns++
    if (this.behaviour.refusesSignIn)
      return { status: 400, body: { error: 'invalid_grant', error_description: "user hasn't approved this consumer" } }
    const id = `https://login.salesforce.com/id/${this.#orgId}/005000000000001AAA`
    return { status: 200, body: { access_token: 'bench', instance_url: url, id, token_type: 'Bearer', scope: 'api' } }
  }

  call(method: string, path: string, body: Body | undefined): Answer {
    this.stats.calls++
    const kind = `${method} ${path.split('?')[0]!.split('/').slice(4, 6).join('/')}`
    this.stats.byKind[kind] = (this.stats.byKind[kind] ?? 0) + 1
    if (this.behaviour.limitEvery > 0 && this.stats.calls % this.behaviour.limitEvery === 0) {
      this.stats.refusedCalls++
      const message = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'
      return { status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }] }
    }
    return this.#serve(method, path, body)
  }

  #serve(method: string, path: string, body: Body | undefined): Answer {
    const [, , , , ...steps] = path.split('?')[0]!.split('/') // '', services, data, vNN.N
    if (steps[0] === 'query' || steps[0] === 'queryAll') return this.#query(path)
    if (steps[0] === 'composite' && steps[1] === undefined) {
      const parts = (body?.compositeRequest ?? []).map(({ method, url, referenceId, body }) => {
        const answer = this.#serve(method, url, body)
        return { body: answer.body, httpHeaders: {}, httpStatusCode: answer.status, referenceId }
      })
      return { status: 200, body: { compositeResponse: parts } }
    }
    if (steps[0] === 'composite') {
      const [, , entity, key] = steps
      return { status: 200, body: (body?.records ?? []).map((record) => this.#try(entity, key, record)) }
    }
    if (steps[0] === 'sobjects' && steps.length === 4) {
      const [, entity = '', key = '', value = ''] = steps
      const kept = this.#keep(entity, key, { ...(body as Record<string, unknown>), [key]: decodeURIComponent(value) })
      return { status: kept.created ? 201 : 200, body: kept }
    }
    return { status: 404, body: [{ errorCode: 'NOT_FOUND', message: `no ${method} ${path}` }] }
  }

  #try(entity: string | undefined, key: string | undefined, record: Record<string, unknown>) {
    if (Math.random() >= this.behaviour.failRate) return this.#keep(entity, key, record)
    this.stats.failedRows++
    const message = 'unable to obtain exclusive access to this record'
    return { success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message, fields: [] }] }
  }

  #keep(entity: string | undefined, key: string | undefined, record: Record<string, unknown>) {
    const { attributes, ...fields } = record
    const object = entity ?? String((attributes as { type?: string } | undefined)?.type)
    const value = String(fields[key ?? 'id'])
    const name = `${object}|${value}`
    const known = this.#rows.get(name)
    this.stats.rows++
    this.#rows.set(name, {
      entity: object,
      key: value,
      fields: { ...known?.fields, ...fields },
      writes: (known?.writes ?? 0) + 1,
    })
    const id = `a0X${String(this.#rows.size).padStart(12, '0')}AAA`
    return { id, success: true, created: known === undefined, errors: [] }
  }

  /** Every id that is asked for exists, is a closed case, and has the address its number gives it. */
  #query(path: string): Answer {
    const soql = new URL(path, 'http://org').searchParams.get('q') ?? ''
    const object = /\bFROM (\w+)/.exec(soql)?.[1] ?? ''
    const ids = [...soql.matchAll(/'(\w{15,18})'/g)].map(([, id]) => id ?? '')
    const records = ids.map((Id) => ({
      attributes: { type: object },
      Id,
      IsDeleted: false,
      IsClosed: true,
      ContactEmail: `pat.customer.${String(Number.parseInt(Id.slice(3, 15), 36)).padStart(9, '0')}@example.com`,
    }))
    return { status: 200, body: { totalSize: records.length, done: true, records } }
  }
}

async function answer(org: QuickOrg, request: IncomingMessage, reply: ServerResponse, text: string): Promise<void> {
  const { url = '/', method = 'GET', headers } = request
  const { behaviour, stats } = org
  if (url === '/control') Object.assign(behaviour, JSON.parse(text))
  if (url === '/reset') org.stats = noStats()
  if (!url.startsWith('/services'))
    return send(reply, { status: 200, body: url === '/rows' ? org.rows : org.stats }, stats)
  const isSignIn = url.startsWith('/services/oauth2/token')
  // A query inside a composite call is a read too, whatever the method of the call.
  const isWrite = text.includes('"records"') || /\/sobjects\//.test(url)
  if (behaviour.hangs === 'everything' || (behaviour.hangs === 'writes' && isWrite)) return // until the caller gives up
  if (behaviour.latencyMs > 0) await wait(behaviour.latencyMs)
  const body = text !== '' && !isSignIn ? (JSON.parse(text) as Body) : undefined
  send(reply, isSignIn ? org.signIn(`http://${headers.host}`) : org.call(method, url, body), org.stats)
}

function send(reply: ServerResponse, { status, body }: Answer, { calls }: Stats): void {
  const text = JSON.stringify(body)
  const headers = {
    'content-type': 'application/json;charset=UTF-8',
    'sforce-limit-info': `api-usage=${calls}/1000000`,
  }
  reply.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text)
}

if (import.meta.main) {
  const [port, orgId = ''] = process.argv.slice(2)
  const org = new QuickOrg(orgId)
  createServer({ keepAliveTimeout: 60_000 }, (request, reply) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => void answer(org, request, reply, Buffer.concat(parts).toString()))
  }).listen(Number(port), '127.0.0.1')
}
