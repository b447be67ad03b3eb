import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkDocumentation } from '../../../scripts/check/files/documentation.ts'
import { readFiles } from '../../../scripts/check/files/read.ts'
import { scratchFolder } from '../scratch.ts'

function problemsOf(readme: string | null, others: Record<string, string> = {}): unknown[] {
  const folder = scratchFolder({
    'package.json': '{ "scripts": { "check": "x", "deploy": "x" } }',
    'bridge/core/keys.ts': '',
    'bridge/survey/page.tsx': '',
    '.gitignore': 'dist/\n',
    ...(readme === null ? {} : { 'README.md': readme }),
    ...others,
  })
  execFileSync('git', ['init', '--quiet'], { cwd: folder })
  return checkDocumentation(folder, readFiles(folder)).problems
}

describe('a document', () => {
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

  it.each([
    ['a heading', '# Not there: a `word`, or two\n`bridge/` [see](#not-there-a-word-or-two)', []],
    ['a heading of another document', '`bridge/` [see](bridge/README.md#legs)', []],
    ['a heading that is not', '`bridge/` [see](#legs)', ['README.md has no heading #legs']],
    ['one that is not in another', '`bridge/` [x](bridge/README.md#leg)', ['bridge/README.md has no heading #leg']],
    [
      'what is a heading in an example only',
      '```\n# Legs\n```\n`bridge/` [x](#legs)',
      ['README.md has no heading #legs'],
    ],
  ])('links to %s', (_, text, messages) => {
    const problems = problemsOf(text, { 'bridge/README.md': '# Legs\n' })
    expect(problems).toEqual(messages.map((message) => expect.objectContaining({ file: 'README.md', message })))
  })

  it.each([
    ['from its own folder', 'See `core/keys.ts`, [the page](survey/page.tsx) and [the start](../README.md#start).', []],
    ['from the root', 'See `bridge/core/keys.ts` and `npm run check`.', []],
    ['a file that is not', 'See `core/keyz.ts`.', ['core/keyz.ts does not exist']],
    ['a link that leads nowhere', 'See [this](../docs/setup.md).', ['docs/setup.md does not exist']],
    ['a script that is not', 'See `npm run cheque`.', ['`npm run cheque`: package.json has no such script']],
  ])('in a folder names %s', (_, text, messages) => {
    const problems = problemsOf('# Start\n`bridge/`', { 'bridge/README.md': text })
    expect(problems).toEqual(messages.map((message) => expect.objectContaining({ file: 'bridge/README.md', message })))
  })

  it('README.md is there, and names something', () => {
    expect(problemsOf(null)).toEqual(['README.md is missing'])
    expect(problemsOf('Hello.')).toEqual(['README.md names no path at all'])
  })
})

describe('the files that are checked', () => {
  it('are those git tracks or would add, and no others', () => {
    const folder = scratchFolder({ '.gitignore': 'dist/\n', 'dist/index.js': 'x', 'é a.ts': 'x', 'image.png': 'a\0b' })
    execFileSync('git', ['init', '--quiet'], { cwd: folder })
    symlinkSync(join(folder, 'dist'), join(folder, 'link to a folder'))
    expect(readFiles(folder).map(({ path }) => path)).toEqual(['.gitignore', 'é a.ts'])
  })
})
