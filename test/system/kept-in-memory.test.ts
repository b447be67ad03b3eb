import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { makeKeys, orgKeyOf } from '../../bridge/core/keys.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const megabytes = (): number => {
  collect()
  return process.memoryUsage().heapUsed / 1e6
}
const megabyte = 'x'.repeat(1_000_000)
/** As texts come from a request: of their own, not shared. */
const aText = (text: string): string => Buffer.from(text).toString()

describe('what is remembered', () => {
  it('of a message is its organization’s id, not the message it was cut out of', () => {
    const before = megabytes()
    for (let n = 0; n < 60; n++) {
      const message = aText(`00D${String(n).padStart(12, '0')}AAA${megabyte}`)
      expect(orgKeyOf(message.slice(0, 18))).toMatch(/^[a-z2-7]{16}$/)
    }
    expect(megabytes() - before).toBeLessThan(20)
  })

  it('of a stranger’s guess is nothing when no org has such a name', () => {
    const keys = makeKeys([Buffer.alloc(32, 7)])
    const before = megabytes()
    for (let n = 0; n < 60; n++)
      expect(keys.verify('trigger', aText(`${n}${megabyte}`), `1.${'A'.repeat(22)}`)).toBeNull()
    expect(megabytes() - before).toBeLessThan(20)
  })
})
