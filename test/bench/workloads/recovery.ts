import { until } from '../../../scripts/run/ports.ts'
import { invitationOf } from '../bridge/fill.ts'
import { caseClosed, connectOrg, startBridge } from '../bridge/start.ts'
import { fill, targetOf } from '../bridge/target.ts'
import { compareAnswers } from '../load/compare.ts'
import { closedLoop, counter } from '../load/load.ts'
import { startOrg } from '../org/start.ts'
import type { Bench } from './bench.ts'

const each = 20 // answers before a kill

/** The process is killed while writes are on their way to a Salesforce that does not answer. How long after the wake does it write again? */
export async function recovery(bench: Bench): Promise<void> {
  if (!bench.wants('bridge')) return
  const org = await startOrg(bench.folder('recovery'))
  const bridge = await startBridge(await bench.place('recovery', org))
  try {
    const documents = caseClosed('live')
    const connected = await connectOrg(bridge, org.orgId, { documents, connections: { salesforce: org.connection } })
    const count = each * bench.rounds
    await fill(connected, count)
    const answered = { taken: new Set<number>(), refused: new Set<number>(), keyOf: invitationOf }
    for (let from = 0; from < count; from += each) {
      await org.behave({ hangs: 'writes' })
      const target = targetOf('bridge', connected, count)
      const given = { ...target, connections: 4, next: counter(1, from, from + each), shot: target.answer! }
      for (const n of (await closedLoop({ ...given, seconds: 60 })).taken) answered.taken.add(n)
      await until('writes on their way', async () => (await connected.api<Overview>('')).writes['in_flight'])
      await bridge.running.kill()
      await org.behave({ hangs: 'nothing' })
      const before = (await org.stats()).rows
      await bridge.restart()
      const begin = performance.now()
      while ((await org.stats()).rows === before) await new Promise((done) => setTimeout(done, 10))
      bench.results.add('recovery', 'bridge', { 'ms after the wake': performance.now() - begin })
      // Not until the bridge is done: it writes what was on its way once more, 11 minutes later.
      const compare = async () => compareAnswers(await org.rows(), answered, [answered])
      await until('all answers in Salesforce', async () => (await compare()).lost === 0, 60_000)
    }
    bench.results.check('recovery', 'bridge', compareAnswers(await org.rows(), answered, [answered]))
  } finally {
    await bridge.running.stop()
    await org.stop()
  }
}

type Overview = { writes: Record<string, number> }
