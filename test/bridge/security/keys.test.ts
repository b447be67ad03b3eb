import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase58, encodeBase58 } from '../../../bridge/core/text/base58.ts'
import { makeKeys, newRef, orgKeyOf, type Door } from '../../../bridge/core/keys.ts'

const older = Buffer.alloc(32, 1)
const newer = Buffer.alloc(32, 2)
const keys = makeKeys([older])
const orgKey = orgKeyOf('00D000000000001AAA')
const doors: Door[] = ['trigger', 'events', 'api', 'hooks']

describe('an org key', () => {
  it('is the same for 15 and 18 characters, and another for other letter case', () => {
    expect(orgKeyOf('00D000000000aBc')).toBe(orgKeyOf('00D000000000aBcAAA'))
    expect(orgKeyOf('00D000000000aBc')).not.toBe(orgKeyOf('00D000000000abc'))
    expect(orgKeyOf('00D000000000aBc')).toMatch(/^[a-z2-7]{16}$/)
  })
})

describe('a credential', () => {
  it('opens its own door of its own org in its own generation, and nothing else', () => {
    for (const door of doors) {
      const credential = keys.issue(door, orgKey, 3)
      for (const other of doors) {
        expect(keys.verify(other, orgKey, credential)).toEqual(other === door ? { generation: 3 } : null)
      }
      expect(keys.verify(door, orgKeyOf('00D000000000002AAA'), credential)).toBeNull()
      expect(keys.verify(door, orgKey, credential.replace(/^3/, '4'))).toBeNull()
    }
  })

  it('has one spelling: no leading zero, no other length', () => {
    const credential = keys.issue('api', orgKey, 3)
    expect(keys.verify('api', orgKey, `0${credential}`)).toBeNull()
    expect(keys.verify('api', orgKey, `${credential}A`)).toBeNull()
    expect(keys.verify('api', orgKey, '')).toBeNull()
  })

  it('is never guessed, also not after the right one was seen', () => {
    expect(keys.verify('api', orgKey, keys.issue('api', orgKey, 1))).toEqual({ generation: 1 })
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{22}$/), (mac) => {
        if (`1.${mac}` !== keys.issue('api', orgKey, 1)) expect(keys.verify('api', orgKey, `1.${mac}`)).toBeNull()
      }),
    )
  })

  it('outlives a rotation as long as its key is kept, and the newest key signs', () => {
    const rotated = makeKeys([newer, older])
    expect(rotated.verify('trigger', orgKey, keys.issue('trigger', orgKey, 1))).toEqual({ generation: 1 })
    expect(rotated.issue('trigger', orgKey, 1)).toBe(makeKeys([newer]).issue('trigger', orgKey, 1))
    expect(makeKeys([newer]).verify('trigger', orgKey, keys.issue('trigger', orgKey, 1))).toBeNull()
  })
})

describe('a link', () => {
  it('gives its ref back for its own purpose and org only', () => {
    const ref = newRef()
    const token = keys.link('answer', orgKey, ref)
    expect(token).toMatch(/^[1-9A-HJ-NP-Za-km-z]{22}$/)
    expect(keys.readLink('answer', orgKey, token)).toBe(ref)
    expect(keys.readLink('unsubscribe', orgKey, token)).toBeNull()
    expect(keys.readLink('answer', orgKeyOf('00D000000000002AAA'), token)).toBeNull()
  })

  it('is refused with any one character changed', () => {
    const token = keys.link('answer', orgKey, newRef())
    for (let at = 0; at < token.length; at++) {
      const changed = token.slice(0, at) + (token[at] === '2' ? '3' : '2') + token.slice(at + 1)
      expect(keys.readLink('answer', orgKey, changed)).toBeNull()
    }
  })
})

describe('base58', () => {
  it('has one spelling for each of all 16-byte values', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = encodeBase58(bytes)
        expect(text).toHaveLength(22)
        expect(decodeBase58(text)).toEqual(bytes)
      }),
    )
  })

  it('refuses what stands for more than 16 bytes, other lengths and other letters', () => {
    expect(decodeBase58('z'.repeat(22))).toBeNull()
    expect(decodeBase58('2'.repeat(21))).toBeNull()
    expect(decodeBase58(`${'2'.repeat(21)}0`)).toBeNull()
  })
})
