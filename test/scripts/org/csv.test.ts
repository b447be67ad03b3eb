import { describe, expect, it } from 'vitest'
import { csvLine } from '../../../scripts/org/uninstall/csv.ts'

describe('a line of CSV', () => {
  it('quotes texts, doubles quotes and leaves numbers, booleans and nothing bare', () => {
    expect(csvLine(['a "b", c', 4.5, -1, true, null, undefined, ''])).toBe('"a ""b"", c",4.5,-1,true,,,""\r\n')
  })

  it.each(['=1+1', '+33 1', '-2', '@cmd', '\t=1', '\r=1', '＝1'])('starts no formula with %j', (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`)
  })

  it('keeps a line break inside its quotes', () => {
    expect(csvLine(['a\nb'])).toBe('"a\nb"\r\n')
  })
})
