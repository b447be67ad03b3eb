import { afterEach, describe, expect, it, vi } from 'vitest'
import { log } from '../../../bridge/core/log.ts'

afterEach(() => void vi.restoreAllMocks())

/** The one line that is printed. */
function lineOf(cause: unknown): string {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  log('error', 'lane', { org: 'abcdefghijklmnop', lane: 'mail' }, cause)
  expect(printed).toHaveBeenCalledTimes(1)
  return String(printed.mock.calls[0]![0])
}

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (cause) {
    return cause
  }
}

describe('a log line', () => {
  it('is one line of JSON with the name and message of what was thrown', () => {
    const line = lineOf(new RangeError('too\n  deep'))
    expect(JSON.parse(line)).toEqual({
      level: 'error',
      event: 'lane',
      org: 'abcdefghijklmnop',
      lane: 'mail',
      error: 'RangeError: too deep',
    })
    expect(line).not.toContain('\n')
  })

  it.each([
    ['a parser that quotes what it read', thrownBy(() => JSON.parse('Zoé Canary lives in Lyon'))],
    ['a parser that quotes the middle', thrownBy(() => JSON.parse(`{"name": ${' '.repeat(40)}Canary, "a": 1}`))],
    ['an address', new Error('no such user zoe.canary@example.com')],
    ['a page', new Error('GET https://canary.example/s/abc?csat=5 failed')],
    ['a session', new Error('invalid 00D000000000001EAA!AQ.canary')],
    ['no error at all', 'https://canary.example'],
    ['far too much', new Error(`${'x'.repeat(300)} canary`)],
    ['a stack', Object.assign(new Error('x'), { stack: 'at canary' })],
    ['a cause behind it', new Error('x', { cause: new Error('canary') })],
    ['fields of its own', Object.assign(new Error('x'), { body: 'canary' })],
  ])('keeps nothing of %s', (_, cause) => {
    const line = lineOf(cause)
    expect(line.toLowerCase()).not.toContain('canary')
    expect(line.length).toBeLessThan(320)
  })
})
