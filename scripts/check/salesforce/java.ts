import { join } from 'node:path'
import type { Findings } from '../run-steps.ts'
import { run } from '../run-tool.ts'

export type Java = { java: string; javac: string }

const oldest = 17
const howToGet =
  'https://adoptium.net, `apt-get install default-jdk-headless` or `brew install openjdk`; JAVA_HOME or PATH says where it is'

/** A step whose tool runs on Java. Without it nothing was checked, and that is what the step says. */
export async function withJava(check: (java: Java) => Promise<Findings>): Promise<Findings> {
  const found = await findJava()
  return 'missing' in found ? { problems: [], skipped: found.missing } : check(found)
}

let asked: Promise<Java | { missing: string }> | undefined

/** Looked for once in a run. */
export const findJava = (): Promise<Java | { missing: string }> => (asked ??= look(process.env))

/** A compiler is needed too, so a runtime alone does not do. */
export async function look(env: NodeJS.ProcessEnv): Promise<Java | { missing: string }> {
  const home = env['JAVA_HOME']
  const [java, javac] = ['java', 'javac'].map((name) => (home ? join(home, 'bin', name) : name)) as [string, string]
  const [runtime, compiler] = await Promise.all([majorVersion(java, env), majorVersion(javac, env)])
  if (runtime !== null && compiler !== null && Math.min(runtime, compiler) >= oldest) return { java, javac }
  const seen = [runtime === null ? 'no java' : `java ${runtime}`, compiler === null ? 'no javac' : `javac ${compiler}`]
  return { missing: `NOT CHECKED: needs a JDK of Java ${oldest} or newer, found ${seen.join(' and ')} (${howToGet})` }
}

/** `openjdk version "17.0.15"`, `javac 17.0.15`. */
async function majorVersion(program: string, env: NodeJS.ProcessEnv): Promise<number | null> {
  try {
    const { output } = await run(program, ['-version'], { env })
    const [, version] = /(?:version "|javac )(\d+)/.exec(output) ?? []
    return version === undefined ? null : Number(version)
  } catch {
    return null
  }
}
