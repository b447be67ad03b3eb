import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { checkDocumentation } from '../../../scripts/check/files/documentation.ts'
import { readFiles } from '../../../scripts/check/files/read.ts'
import { scratchFolder } from '../scratch.ts'

function problemsOf(readme: string | null): unknown[] {
  const folder = scratchFolder({
    'package.json': '{ "scripts": { "check": "x", "deploy": "x" } }',
    'bridge/core/keys.ts': '',
    'bridge/survey/page.tsx': '',
    '.gitignore': 'dist/\n',
    ...(readme === null ? {} : { 'README.md': readme }),
  })
  execFileSync('git', ['init', '--quiet'], { cwd: folder })
  return checkDocumentation(folder, readFiles(folder)).problems
}

describe('the README', () => {
  it.each([
    ['a file that is there', 'See `bridge/core/keys.ts`.'],
    ['a folder', 'See `bridge/survey/`.'],
    ['a link', 'See [the page](bridge/survey/page.tsx#top).'],
    ['a pattern', 'See `bridge/*/keys.ts` and `bridge/<leg>/page.tsx`.'],
    ['what a build makes', 'See `dist/index.js`. Not `bridge/`.'],
    ['a command', '```\nnode bridge/core/keys.ts --once\nnpm run check\n```'],
    [
      'routes, media types and addresses',
      '`bridge/`, `/s/:orgKey/x.ts`, `text/xml`, `-d @org.json`, `http://127.0.0.1:80/a.json`, `ann@example.com`',
    ],
  ])('may name %s', (_, text) => {
    expect(problemsOf(text)).toEqual([])
  })

  it.each([
    ['a file', 'Fine: `bridge/`.\nSee `bridge/core/keyz.ts`.', 'bridge/core/keyz.ts does not exist'],
    ['a file without its folder', 'Fine: `bridge/`.\nSee `keys.ts`.', 'keys.ts does not exist'],
    ['a folder', 'Fine: `bridge/`.\nSee `bridge/trigger/`.', 'bridge/trigger/ does not exist'],
    ['a link', 'Fine: `bridge/`.\nSee [this](docs/setup.md).', 'docs/setup.md does not exist'],
    ['a path in an example', '`bridge/`\n```\ncat bridge/nothing.ts\n```', 'bridge/nothing.ts does not exist'],
    ['a script', 'Fine: `bridge/`.\n`npm run cheque`', '`npm run cheque`: package.json has no such script'],
  ])('does not name %s that is not', (_, text, message) => {
    expect(problemsOf(text)).toEqual([expect.objectContaining({ file: 'README.md', message })])
  })

  it('is there, and names something', () => {
    expect(problemsOf(null)).toEqual(['README.md is missing'])
    expect(problemsOf('Hello.')).toEqual(['README.md names no path at all'])
  })
})

describe('the files that are checked', () => {
  it('are those git tracks or would add, and no others', () => {
    const folder = scratchFolder({ '.gitignore': 'dist/\n', 'dist/index.js': 'x', 'é a.ts': 'x', 'image.png': 'a\0b' })
    execFileSync('git', ['init', '--quiet'], { cwd: folder })
    expect(readFiles(folder).map(({ path }) => path)).toEqual(['.gitignore', 'é a.ts'])
  })
})
