import { describe, expect, it } from 'vitest'
import { isGated } from '../../../scripts/check/salesforce/analyzer/engines.ts'
import {
  checkWaivers,
  type Waiver,
  waivers,
  withoutWaived,
} from '../../../scripts/check/salesforce/analyzer/waivers.ts'

const finding = { rule: 'pmd:ApexDoc', file: 'a/B.cls', line: 3, message: 'no comment' }
const waiver: Waiver = { rule: 'pmd:ApexDoc', file: 'a/B.cls', reason: 'a reason that one can understand' }

describe('a waiver', () => {
  it('takes out the finding of its rule in its file, and no other', () => {
    const others = [
      { ...finding, rule: 'pmd:Other' },
      { ...finding, file: 'a/C.cls' },
    ]
    expect(withoutWaived(['pmd'], [finding, ...others], [waiver])).toEqual([
      { file: 'a/B.cls', line: 3, message: 'pmd:Other: no comment' },
      { file: 'a/C.cls', line: 3, message: 'pmd:ApexDoc: no comment' },
    ])
  })

  it('that overlooks nothing any more is a problem for the tool it is about', () => {
    expect(withoutWaived(['pmd'], [], [waiver])).toEqual([expect.stringContaining('not needed any more')])
    expect(withoutWaived(['eslint'], [], [waiver])).toEqual([])
  })

  it('has a reason', () => {
    expect(checkWaivers([], [{ ...waiver, reason: 'noise' }]).problems).toEqual([
      expect.stringContaining('gives no reason'),
    ])
    expect(checkWaivers([]).problems).toEqual([])
  })

  it('is printed with its reason', () => {
    expect(checkWaivers([]).note?.split('\n')).toHaveLength(waivers.length)
    expect(checkWaivers([], [waiver]).note).toBe('pmd:ApexDoc, a/B.cls: a reason that one can understand')
  })

  it.each([
    `@SuppressWarnings('PMD')`,
    '// NOPMD',
    '/* sfge-disable-stack ApexFlsViolation */',
    '// eslint-disable-next-line',
    '<!-- prettier-ignore -->',
    '// code-analyzer-suppress',
  ])('beside the code is a problem: %s', (text) => {
    expect(checkWaivers([{ path: 'a/B.cls', text: `class B {\n${text}\n}` }]).problems).toEqual([
      expect.objectContaining({ file: 'a/B.cls', line: 2 }),
    ])
  })
})

describe('the gate', () => {
  const gated = (severity: number, ...tags: string[]) => isGated({ ...finding, severity, tags })

  it('holds what the AppExchange review asks for, and what is about security, at any severity', () => {
    expect([gated(5, 'AppExchange'), gated(5, 'Security')]).toEqual([true, true])
  })

  it('holds the rest down to moderate, and taste in design down to high', () => {
    expect([gated(3, 'Performance'), gated(4, 'Performance')]).toEqual([true, false])
    expect([gated(2, 'Design'), gated(3, 'Design')]).toEqual([true, false])
  })
})
