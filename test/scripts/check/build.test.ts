import { realpathSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkBundle } from '../../../scripts/check/bundle.ts'
import { checkLockFile } from '../../../scripts/check/files/lock-file.ts'
import { checkProjects } from '../../../scripts/check/projects.ts'
import { scratchFolder } from '../scratch.ts'

describe('a bundle', () => {
  const says = (gzip: string) => `Total Upload: 1200.10 KiB / gzip: ${gzip} KiB\nYour Worker has access to …`

  it('may weigh 400 KiB and not more', () => {
    expect(checkBundle(says('400.00'))).toEqual({ problems: [], note: '400 of 400 KiB gzip' })
    expect(checkBundle(says('400.01')).problems).toEqual([expect.stringContaining('too large')])
  })

  it('of unknown size is a problem', () => {
    expect(checkBundle('--dry-run: exiting now.').problems).toEqual([expect.stringContaining('did not say')])
  })
})

describe('a TypeScript file', () => {
  const options = '{ "compilerOptions": { "allowImportingTsExtensions": true, "noEmit": true, "jsx": "preserve" }, '
  const files = {
    'tsconfig.a.json': `${options} "include": ["a"] }`,
    'tsconfig.b.json': `${options} "include": ["b"] }`,
    'a/one.ts': `import '../shared/two.ts'`,
    'b/three.tsx': '',
    'shared/two.ts': '',
    'c/four.ts': '',
    'c/five.css': '',
  }
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }))

  it('belongs to a project, by itself or because one of its files imports it', async () => {
    const root = realpathSync(scratchFolder(files))
    const { problems } = await checkProjects(root, ['tsconfig.a.json', 'tsconfig.b.json'], sources)
    expect(problems).toEqual([
      { file: 'c/four.ts', line: 1, message: 'is in no "include" of tsconfig.a.json or tsconfig.b.json' },
    ])
  })

  it('is there', async () => {
    expect((await checkProjects(scratchFolder(), [], [])).problems).toEqual(['found no TypeScript file'])
  })
})

describe('the lock file', () => {
  const problemsOf = (packages: object) =>
    checkLockFile([{ path: 'package-lock.json', text: JSON.stringify({ packages }) }]).problems

  it('holds what its packages ask for, beside them or above', () => {
    const packages = {
      '': { devDependencies: { a: '1' } },
      'node_modules/a': { dependencies: { '@b/b': '1', c: '1' } },
      'node_modules/c': {},
      'node_modules/a/node_modules/@b/b': { dependencies: { c: '1', d: '1' }, peerDependencies: { e: '1' } },
      'node_modules/a/node_modules/d': {},
    }
    expect(problemsOf(packages)).toEqual([])
  })

  it('holds what they ask for on other platforms', () => {
    const packages = {
      '': { dependencies: { a: '1' } },
      'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
      'node_modules/a-linux': {},
      'node_modules/x/node_modules/a-darwin': {},
    }
    expect(problemsOf(packages)).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('node_modules/a asks for a-darwin, which is not locked'),
      }),
    ])
    expect(problemsOf({ '': { dependencies: { a: '1' } } })).toHaveLength(1)
  })

  it('is there', () => {
    expect(checkLockFile([{ path: 'tools/package-lock.json', text: '{ "packages": {} }' }]).problems).toHaveLength(1)
    expect(checkLockFile([]).problems).toEqual(['package-lock.json is missing'])
  })
})
