import { hiddenFrom } from '../../data/field-access.ts'
import { rejected, type SObject } from '../../data/record.ts'
import { runQuery } from '../../data/soql/run.ts'
import { randomText, toId18 } from '../../data/ids.ts'
import type { StandInOrg } from '../../org.ts'
import { printFor, type Answer, type Ask, type Context } from './reply.ts'

const lifeMs = 2 * 24 * 60 * 60 * 1000
type Cursor = { records: SObject[]; openedAt: number }
const cursors = new WeakMap<StandInOrg, Map<string, Cursor>>()

/** `GET /query?q=` and `/queryAll?q=`: the first page. */
export function query(ask: Ask, { org, tx }: Context, all: boolean): Answer {
  const soql = ask.search.get('q')
  if (!soql) throw rejected('MALFORMED_QUERY', 'SOQL statement cannot be empty.')
  const hides = hiddenFrom(org, tx.origin.user)
  const { records, totalSize } = runQuery(org, soql, { all, print: printFor(ask.version), hides })
  if (totalSize !== records.length) return { status: 200, body: { totalSize, done: true, records } }
  const size = pageSize(ask)
  if (records.length <= size) return { status: 200, body: { totalSize, done: true, records } }
  const locator = toId18(`0r8${randomText(12)}`)
  const open = cursors.get(org) ?? new Map<string, Cursor>()
  cursors.set(org, open.set(locator, { records, openedAt: org.clock.now().getTime() }))
  return page(ask, records, locator, 0, size)
}

/** `GET /query/<locator>-<from>`: a later page. */
export function nextPage(ask: Ask, { org }: Context, place: string): Answer {
  const [, locator = '', from = '0'] = /^(\w{18})-(\d+)$/.exec(place) ?? []
  const cursor = cursors.get(org)?.get(locator)
  if (!cursor || org.clock.now().getTime() - cursor.openedAt > lifeMs) {
    throw rejected('INVALID_QUERY_LOCATOR', 'invalid query locator')
  }
  return page(ask, cursor.records, locator, Number(from), pageSize(ask))
}

function page(ask: Ask, records: SObject[], locator: string, from: number, size: number): Answer {
  const to = from + size
  const done = to >= records.length
  const more = done ? {} : { nextRecordsUrl: `/services/data/v${ask.version}/${ask.path[0]}/${locator}-${to}` }
  return { status: 200, body: { totalSize: records.length, done, ...more, records: records.slice(from, to) } }
}

function pageSize(ask: Ask): number {
  const asked = Number(/batchSize=(\d+)/.exec(ask.header('Sforce-Query-Options') ?? '')?.[1] ?? 2000)
  return Math.min(2000, Math.max(200, asked))
}
