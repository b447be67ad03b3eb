import { caseClosed, type BridgeOrg } from '../bridge/start.ts'
import { startFilled } from '../bridge/target.ts'
import { rssMegabytes, watchRss } from '../machine/process-tree.ts'
import type { Bench } from './bench.ts'

type Page = { rows: { id: string }[]; next: string | null }

/** Somebody reads every notification and every invitation there is through the API. What the process holds must not grow with them. */
export async function memory(bench: Bench): Promise<void> {
  if (!bench.wants('bridge')) return
  const count = bench.isQuick ? 50_000 : 1_000_000
  const org = await startFilled(await bench.place('memory'), count, caseClosed('live'))
  try {
    await readAll(org, 'notifications', count) // fills the caches of SQLite and V8, which have limits of their own
    for (const list of ['notifications', 'invitations']) {
      const { rows, doubled, figures } = await readAll(org, list, count)
      bench.results.add(`memory, ${list}`, 'bridge', figures)
      bench.results.check(`memory, ${list}`, 'bridge', { taken: count, lost: count - rows, doubled, mixedUp: 0 })
      bench.say(`  ${rows} ${list} were read`)
    }
  } finally {
    await org.bridge.running.stop()
  }
}

/** `growth`: the largest RSS of the last nine tenths against that of the first, when caches have filled. */
async function readAll({ api, bridge }: BridgeOrg, list: string, count: number) {
  const { pid } = bridge.running
  const [before, begin] = [rssMegabytes(pid), performance.now()]
  let early = Number.NaN
  let peak = watchRss(pid)
  let [rows, doubled, last] = [0, 0, '']
  for (let after: string | null = ''; after !== null;) {
    const page: Page = await api(`${list}?limit=200&after=${encodeURIComponent(after)}`)
    for (const { id } of page.rows) {
      if (id <= last) doubled++ // a list is in the order of its ids
      last = id
    }
    rows += page.rows.length
    after = page.next
    if (Number.isNaN(early) && rows >= count / 10) {
      early = peak()
      peak = watchRss(pid)
    }
  }
  const late = peak()
  const perSecond = rows / ((performance.now() - begin) / 1000)
  const megabytes = { 'MB before': before, 'MB in the first tenth': early, 'MB after it': late }
  return { rows, doubled, figures: { rows, ...megabytes, growth: late / early, 'rows per s': perSecond } }
}
