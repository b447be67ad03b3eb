import { CpuMeter, watchRss } from '../machine/process-tree.ts'
import { Client, type Shot } from './client.ts'

/** What was sent, and which of it the server said it has. */
export type Load = {
  taken: number[] // the shots' numbers
  refused: number[]
  seconds: number
  latencies: number[] // ms, in the order of sending
  cpuMicros: number // of the server's process tree, while it was loaded
  peakMegabytes: number
}

type Given = { origin: string; pid: number; connections: number; next: () => number | null; shot: (n: number) => Shot }

/** Each connection sends as soon as it was answered, for some time or until there is nothing left. */
export async function closedLoop(given: Given & { seconds: number }): Promise<Load> {
  return measured(given, async (send) => {
    const end = performance.now() + given.seconds * 1000
    const connection = async () => {
      while (performance.now() < end) {
        const n = given.next()
        if (n === null) return
        await send(n, performance.now())
      }
    }
    await Promise.all(Array.from({ length: given.connections }, connection))
  })
}

/** At a fixed rate whatever the answers do: latency counts from when it should have been sent, so a stall shows. */
export async function openLoop(given: Given & { perSecond: number; seconds: number }): Promise<Load> {
  return measured(given, async (send) => {
    const begin = performance.now()
    const sent: Promise<void>[] = []
    for (let at = 0; at < given.perSecond * given.seconds; at++) {
      const due = begin + (at * 1000) / given.perSecond
      const wait = due - performance.now()
      if (wait > 0) await new Promise((done) => setTimeout(done, wait))
      const n = given.next()
      if (n !== null) sent.push(send(n, due))
    }
    await Promise.all(sent)
  })
}

type Send = (n: number, since: number) => Promise<void>

async function measured({ origin, pid, connections, shot }: Given, work: (send: Send) => Promise<void>): Promise<Load> {
  const client = new Client(origin, connections)
  const load: Load = { taken: [], refused: [], seconds: 0, latencies: [], cpuMicros: 0, peakMegabytes: 0 }
  const meter = new CpuMeter(pid)
  const peak = watchRss(pid)
  const [begin, cpu] = [performance.now(), meter.micros()]
  try {
    await work(async (n, since) => {
      const isTaken = await client.send(shot(n))
      const at = isTaken ? load.taken : load.refused
      at.push(n)
      load.latencies.push(performance.now() - since)
    })
  } finally {
    client.close()
    load.peakMegabytes = peak()
  }
  return { ...load, seconds: (performance.now() - begin) / 1000, cpuMicros: meter.micros() - cpu }
}

/** Numbers in steps, from `from` up to but not including `to`. */
export function counter(step: number, from = 0, to = Infinity): () => number | null {
  let next = from
  return () => {
    if (next >= to) return null
    next += step
    return next - step
  }
}
