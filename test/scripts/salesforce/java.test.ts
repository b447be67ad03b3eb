import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { look } from '../../../scripts/check/salesforce/java.ts'
import { scratchFolder } from '../scratch.ts'

/** A JAVA_HOME whose programs say this of themselves. */
function aHome(programs: Record<string, string>): NodeJS.ProcessEnv {
  const files = Object.entries(programs).map(([name, says]) => [`bin/${name}`, `#!/bin/sh\necho '${says}' >&2\n`])
  const folder = scratchFolder(Object.fromEntries(files))
  for (const [path] of files) chmodSync(join(folder, path!), 0o755)
  return { JAVA_HOME: folder, PATH: '/usr/bin:/bin' }
}

describe('Java', () => {
  it('of version 17 or newer with its compiler is used where JAVA_HOME says', async () => {
    const env = aHome({ java: 'openjdk version "21.0.2" 2024-01-16', javac: 'javac 21.0.2' })
    expect(await look(env)).toEqual({ java: `${env['JAVA_HOME']}/bin/java`, javac: `${env['JAVA_HOME']}/bin/javac` })
  })

  it.each([
    ['is not there', {}, /found no java and no javac/],
    ['is too old', { java: 'java version "1.8.0_402"', javac: 'javac 1.8.0_402' }, /found java 1 and javac 1/],
    ['has no compiler', { java: 'openjdk version "17.0.15"' }, /found java 17 and no javac/],
    ['is broken', { java: 'Error: could not find libjava.so', javac: 'javac 17.0.15' }, /found no java and javac 17/],
  ])('that %s: nothing was checked, and how to get it', async (_, programs: Record<string, string>, found) => {
    const { missing } = (await look(aHome(programs))) as { missing: string }
    expect(missing).toMatch(/^NOT CHECKED: needs a JDK of Java 17 or newer, .*adoptium/)
    expect(missing).toMatch(found)
  })
})
