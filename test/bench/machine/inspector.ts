import { until } from '../../../scripts/run/ports.ts'

/** What V8 samples: a tree of frames, and where it was at each of its looks. https://chromedevtools.github.io/devtools-protocol/v8/Profiler/ */
export type CpuProfile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[] // µs before each sample
}
type Reply = { id?: number; result?: unknown; error?: { message: string } }

/** workerd's inspector: every Worker of a process is one target. */
export async function openInspector(port: number, everyMicros = 100) {
  const socket = new WebSocket(await targetAt(port))
  const waiting = new Map<number, (reply: Reply) => void>()
  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply
    waiting.get(reply.id ?? 0)?.(reply)
  })
  await new Promise((done, fail) => {
    socket.addEventListener('open', done)
    socket.addEventListener('error', () => fail(new Error('the inspector does not answer')))
  })
  let last = 0
  const call = async <T>(method: string, params: Record<string, unknown> = {}): Promise<T> => {
    const id = ++last
    const { result, error } = await new Promise<Reply>((done) => {
      waiting.set(id, done)
      socket.send(JSON.stringify({ id, method, params }))
    })
    if (error) throw new Error(`${method}: ${error.message}`)
    return result as T
  }
  await call('Profiler.enable')
  await call('Profiler.setSamplingInterval', { interval: everyMicros })
  return {
    /** The profile of what happens while some work runs. */
    async profile(work: () => Promise<void>): Promise<CpuProfile> {
      await call('Profiler.start')
      await work()
      return (await call<{ profile: CpuProfile }>('Profiler.stop')).profile
    },
    close: () => socket.close(),
  }
}

const targetAt = (port: number): Promise<string> =>
  until('the inspector', async () => {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
      title: string
      webSocketDebuggerUrl: string
    }[]
    return targets.find(({ title }) => title.includes('bridge'))?.webSocketDebuggerUrl
  })
