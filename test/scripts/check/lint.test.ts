import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lint } from '../../../scripts/check/lint.ts'
import { root, scratchFolder } from '../scratch.ts'

async function problemsOf(files: Record<string, string>): Promise<string[]> {
  const folder = scratchFolder(files)
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  const { problems } = await lint(folder)
  return problems.map((problem) => (typeof problem === 'string' ? problem : `${problem.file} ${problem.message}`))
}

it.each([
  ['any', { 'bridge/core/a.ts': 'export const a = (b: any) => b' }, 'no-explicit-any'],
  [
    'a circle',
    {
      'bridge/core/a.ts': `import { b } from './b.ts'\nexport const a = () => b`,
      'bridge/core/b.ts': `import { a } from './a.ts'\nexport const b = () => a`,
    },
    'no-cycle',
  ],
  ['a default export', { 'bridge/core/a.ts': 'export default 1' }, 'no-default-export'],
  [
    'a type that slips past the import rules',
    { 'a.ts': `export type A = import('./b.ts').B` },
    'consistent-type-imports',
  ],
  ['a log beside the log', { 'bridge/core/a.ts': `console.log('x')` }, 'no-console'],
  ['a name in camel case', { 'bridge/core/openOrg.ts': 'export const a = 1' }, 'filename-case'],
  ['a function of two screens', { 'bridge/core/a.ts': `export function a() {\n${'a()\n'.repeat(80)}}` }, 'max-lines'],
  ['a value nobody uses', { 'bridge/core/a.ts': 'const a = 1' }, 'no-unused-vars'],
  ['a promise that settles twice', { 'a.ts': 'void new Promise<void>((r) => { r(); r() })' }, 'no-multiple-resolved'],
  ['a test without a claim', { 'a.test.ts': `import { it } from 'vitest'\nit('x', () => {})` }, 'expect-expect'],
  [
    'a rule switched off for nothing',
    { 'a.ts': `// oxlint-disable-next-line no-console\nexport const a = 1` },
    'disable',
  ],
])('the linter finds %s', async (_, files: Record<string, string>, rule) => {
  expect(await problemsOf(files)).toEqual(expect.arrayContaining([expect.stringContaining(rule)]))
})

it('the linter lets the log write', async () => {
  expect(await problemsOf({ 'bridge/core/log.ts': `console.log('x')` })).toEqual([])
})

it('a run of the linter over nothing is a problem', async () => {
  expect(await problemsOf({ 'README.md': 'x' })).toEqual([expect.stringContaining('No files found')])
})
