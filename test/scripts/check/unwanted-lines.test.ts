import { describe, expect, it } from 'vitest'
import { checkLeftovers, checkMachinePaths } from '../../../scripts/check/files/unwanted-lines.ts'

// Put together here, so that this file holds no line the check is after.
const home = ['', 'home', 'ann', 'bridge'].join('/')
const later = ['TO', 'DO'].join('')
const dot = '.'

const file = (text: string, path = 'a.ts') => [{ path, text }]
const lines = ({ problems }: ReturnType<typeof checkLeftovers>) =>
  problems.map((problem) => (typeof problem === 'string' ? problem : problem.line))

describe('a tracked file', () => {
  it.each([
    ['a home folder', `const root = '${home}'`],
    ['a checkout folder', `see ${['', 'work', 'main'].join('/')}/x`],
    ['a Windows folder', `"C:${'\\'}Users${'\\'}ann"`],
    ['a registry', `registry=https:/${'/'}registry.npmjs.org/`],
    ['a private registry', `https:/${'/'}npm.example.jfrog.io/api`],
    ['a download address', `      "resolved${'"'}: "x"`],
  ])('does not hold %s', (_, line) => {
    expect(lines(checkMachinePaths(file(`fine\n${line}\n`)))).toEqual([2])
  })

  it.each([
    ['a route', `app.get('/api/work/:id')`],
    ['a page of Salesforce', `lightning/page/home`],
    ['a web page', 'https://www.npmjs.com/package/hono'],
    ['a local address', 'http://127.0.0.1:8787/health'],
  ])('may hold %s', (_, line) => {
    expect(lines(checkMachinePaths(file(line)))).toEqual([])
  })

  it.each([
    ['work put off', `// ${later}: later`],
    ['a broken thing', `# ${['FIX', 'ME'].join('')}`],
    ['a test that runs alone', `describe${dot}only('x')`],
    ['a test that runs alone with cases', `it${dot}only.each([])`],
    ['a test that does not run', `it${dot}skip('x')`],
    ['a test that was only planned', `test${dot}todo('x')`],
    ['a test that skips itself', `context${dot}skip()`],
  ])('does not hold %s', (_, line) => {
    expect(lines(checkLeftovers(file(`fine\n${line}\n`)))).toEqual([2])
  })

  it.each([
    ['a skip with its reason above', `// no such binding in workerd\nit${dot}skip('x')`],
    ['a skip with its reason beside', `it${dot}skip('x') // no such binding in workerd`],
    ['a skip that depends', `it${dot}skipIf(isWindows)('x')`],
    ['a skip that says why', `context${dot}skip('no recordings')`],
    ['a word of French', 'Todo list, méthodo'],
  ])('may hold %s', (_, text) => {
    expect(lines(checkLeftovers(file(text)))).toEqual([])
  })

  it('is not clean by not being there', () => {
    expect(checkLeftovers([]).problems).toHaveLength(1)
    expect(checkMachinePaths([]).problems).toHaveLength(1)
  })
})
