import { readFileSync } from 'node:fs'
import type { CpuProfile } from './inspector.ts'

export type SelfTimes = Map<string, number> // function and place → µs

/** Where nothing was sampled for longer than this, the isolate was not running. */
const gapMicros = 1_000

/** How long each function itself was running, over several profiles. Waiting does not count. */
export function selfTimes(profiles: CpuProfile[], bundle: string): SelfTimes {
  const fileAt = filesOf(bundle)
  const times: SelfTimes = new Map()
  for (const { nodes, samples, timeDeltas } of profiles) {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame, fileAt)]))
    for (const [at, sample] of samples.entries()) {
      const name = names.get(sample) ?? '?'
      // A sample stands for the time until the next one.
      const time = Math.min(timeDeltas[at + 1] ?? 0, gapMicros)
      if (name !== '(idle)') times.set(name, (times.get(name) ?? 0) + time)
    }
  }
  return times
}

function nameOf(
  { functionName, url, lineNumber }: CpuProfile['nodes'][0]['callFrame'],
  fileAt: (line: number) => string,
) {
  const name = functionName || '(anonymous)'
  if (url === '') return name
  return url.startsWith('node-internal') || url.startsWith('cloudflare')
    ? `${name}  ${url}`
    : `${name}  ${fileAt(lineNumber)}`
}

/** The bundler writes before each module's code which file it was: `// bridge/trigger/accept.ts`. */
function filesOf(bundle: string): (line: number) => string {
  let file = ''
  const files = readFileSync(bundle, 'utf8')
    .split('\n')
    .map((line, at) => {
      const found = /^\s*\/\/ ((?:\.\.\/)*(?:bridge|node_modules|node-modules-polyfills|\w+:)\S+)$/.exec(line)
      if (found) file = found[1]!
      return `${file} (index.js:${at + 1})`
    })
  return (line) => files[line] ?? ''
}
