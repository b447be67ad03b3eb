import { realpathSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkBundle } from '../../scripts/check/bundle.ts'
import { checkProjects } from '../../scripts/check/projects.ts'
import { scratchFolder } from './scratch.ts'

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
