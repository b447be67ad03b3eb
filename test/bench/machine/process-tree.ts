import { readdirSync, readFileSync } from 'node:fs'

const pageBytes = 4096

/** A process and everything it started, from /proc. */
function treeOf(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = Number(statOf(Number(name))?.[1] ?? -1)
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}

/** Ends everything this process has started. */
export const killChildren = (): void => killAll(treeOf(process.pid).slice(1))

/** Ends a process of ours and everything it has started. */
export const killTree = (root: number): void => killAll(treeOf(root))

function killAll(pids: number[]): void {
  for (const pid of pids.toReversed()) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // it ended by itself
    }
  }
}

/** The fields after the command's name, which may hold blanks: state, parent, … (proc(5), /proc/pid/stat). */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null // it ended meanwhile
  }
}

/** Nanoseconds a thread was on a processor: far finer than the 10 ms ticks of /proc/pid/stat. */
function nanosOf(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0])
  } catch {
    return 0
  }
}

/** CPU a server and its children have used. Its threads live as long as it does, so none is forgotten. */
export class CpuMeter {
  readonly #threads: { pid: number; thread: string }[]

  constructor(root: number) {
    this.#threads = treeOf(root).flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((thread) => ({ pid, thread })))
  }

  micros(): number {
    return this.#threads.reduce((sum, { pid, thread }) => sum + nanosOf(pid, thread), 0) / 1000
  }
}

export const rssMegabytes = (root: number): number =>
  treeOf(root).reduce((sum, pid) => sum + Number(statOf(pid)?.[21] ?? 0) * pageBytes, 0) / 1e6

/** The largest RSS between now and the call of what is given back. */
export function watchRss(root: number): () => number {
  let peak = rssMegabytes(root)
  const timer = setInterval(() => (peak = Math.max(peak, rssMegabytes(root))), 250)
  return () => {
    clearInterval(timer)
    return Math.max(peak, rssMegabytes(root))
  }
}

/** Waits until a server has nothing left to do: it used less than a fiftieth of a core for half a second. */
export async function untilIdle(root: number, limitMs = 120_000): Promise<void> {
  const meter = new CpuMeter(root)
  const end = performance.now() + limitMs
  for (let quiet = 0, last = meter.micros(); quiet < 2;) {
    await new Promise((done) => setTimeout(done, 250))
    const now = meter.micros()
    quiet = now - last < 5_000 ? quiet + 1 : 0
    last = now
    if (performance.now() > end) throw new Error(`process ${root} was still busy after ${limitMs / 1000} s`)
  }
}
