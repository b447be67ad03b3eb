import { describe, expect, it } from 'vitest'
import { checkSize } from '../../../scripts/check/files/size.ts'

const file = (path: string, lines = 1) => ({ path, text: 'x\n'.repeat(lines) })
const many = (folder: string, count: number) => Array.from({ length: count }, (_, n) => file(`${folder}/f${n}.ts`))

describe('the size budget', () => {
  it('lets a source file have 250 lines and a test 300, and stops the next line', () => {
    expect(checkSize([file('a.ts', 250), file('b/c.test.tsx', 300)]).problems).toEqual([])
    expect(checkSize([file('a.ts', 251), file('b.css', 251), file('c.test.ts', 301)]).problems).toEqual([
      expect.objectContaining({ file: 'a.ts', line: 251, message: expect.stringContaining('251 lines, at most 250') }),
      expect.objectContaining({ file: 'b.css' }),
      expect.objectContaining({ file: 'c.test.ts', line: 301 }),
    ])
  })

  it('counts a last line that has no line feed', () => {
    expect(checkSize([{ path: 'a.ts', text: `${'x\n'.repeat(250)}x` }]).problems).toHaveLength(1)
  })

  it('lets a folder have 12 entries, files and folders alike', () => {
    expect(checkSize(many('bridge/org', 12)).problems).toEqual([])
    expect(checkSize([...many('bridge/org', 12), file('bridge/org/deep/er/a.ts')]).problems).toEqual([
      expect.objectContaining({ file: 'bridge/org', message: expect.stringContaining('13 entries, at most 12') }),
    ])
  })

  it('counts no tool configuration at the root, but its folders', () => {
    const tools = Array.from({ length: 20 }, (_, n) => file(`tool${n}.json`))
    expect(checkSize([...tools, file('.ci/run'), file('a.ts')]).problems).toEqual([])
    const folders = Array.from({ length: 13 }, (_, n) => file(`folder${n}/a.ts`))
    expect(checkSize(folders).problems).toEqual([expect.objectContaining({ file: '.' })])
  })

  it('does not count what Salesforce wants in one folder', () => {
    const fields = Array.from({ length: 40 }, (_, n) => file(`lwc-package/main/data/objects/Case/fields/F${n}__c.xml`))
    expect(checkSize([...fields, file('a.ts')]).problems).toEqual([])
    expect(checkSize([...many('lwc-package/main/access', 13)]).problems).toHaveLength(1)
  })

  it('prints median and p90 of sources and tests apart', () => {
    const sizes = [10, 20, 30, 40, 50, 60, 70, 80, 90, 200]
    const { note } = checkSize([...sizes.map((lines, n) => file(`f${n}.ts`, lines)), file('a.test.ts', 120)])
    expect(note).toContain('10 source files: median 60, p90 200 lines; 1 tests: median 120, p90 120 lines')
  })

  it('is not kept by having nothing to measure', () => {
    expect(checkSize([file('README.md')]).problems).toHaveLength(1)
  })
})
