import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Results } from '../machine/figures.ts'
import { newKept } from './kept.ts'
import { writeReadme } from './readme.ts'

const folder = mkdtempSync(join(tmpdir(), 'readme-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function readmeOf(text: string, results: Results): string {
  const file = join(folder, 'README.md')
  writeFileSync(file, text)
  writeReadme(newKept(false), results, file)
  return readFileSync(file, 'utf8')
}

describe('the figures in the README', () => {
  const marked = '# Title\n\n<!-- figures -->\n\nold\n\n<!-- /figures -->\n\nThe end.\n'
  const results = new Results()
  results.add('om100', 'bridge', { 'cpu µs': 50 })
  results.missing.set('n8n tuned', 'it is installed on demand')

  it('stand between their markers and nowhere else', () => {
    const text = readmeOf(marked, results)
    expect(text).toMatch(/^# Title\n\n<!-- figures -->\n\nMeasured by `npm run bench`/)
    expect(text).toMatch(/<!-- \/figures -->\n\nThe end\.\n$/)
    expect(text).not.toContain('old')
  })

  it('say by how much a promise is missed, what was not measured and who was missing', () => {
    const text = readmeOf(marked, results)
    expect(text).toMatch(/CPU µs each ≤ 25 \| 50 \| \*\*missed\*\* by 2 ×/)
    expect(text).toMatch(/Lighthouse mobile, performance ≥ 99 \| – \| \*\*not measured\*\*/)
    expect(text).toContain('n8n tuned (it is installed on demand)')
  })

  it('are not written where there are no markers', () => {
    expect(() => readmeOf('# Title\n', results)).toThrow('has no <!-- figures -->')
  })
})
