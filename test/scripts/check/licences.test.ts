import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkLicences, exceptions } from '../../../scripts/check/dependencies/licences.ts'
import { isAllowed } from '../../../scripts/check/dependencies/spdx.ts'
import { root, scratchFolder } from '../scratch.ts'

type Locked = { version?: string; license?: string; dev?: boolean }
const lock = (packages: Record<string, Locked>) => [
  { path: 'package-lock.json', text: JSON.stringify({ packages: { '': {}, ...packages } }) },
]
const messages = (packages: Record<string, Locked>, excused: Record<string, string> = {}, at = scratchFolder()) =>
  checkLicences(at, lock(packages), null, excused).problems.map((problem) => Object(problem).message as string)

describe('the licences of what we ship', () => {
  const shipped = (license?: string) => ({ 'node_modules/a': { version: '1.0.0', ...(license && { license }) } })

  it.each(['MIT', 'ISC', 'Apache-2.0', '0BSD', '(MIT OR GPL-3.0-or-later)'])('may be %s', (licence) => {
    expect(messages(shipped(licence))).toEqual([])
  })

  it.each([
    'GPL-3.0-only',
    'LGPL-3.0-or-later',
    'MPL-2.0',
    'AGPL-3.0',
    'SEE LICENSE IN LICENSE',
    'UNLICENSED',
    'mit',
    '',
  ])('may not be %s', (licence) => {
    expect(messages(shipped(licence))).toHaveLength(1)
  })

  it('are named: none at all is a problem', () => {
    expect(messages(shipped())).toEqual(['a 1.0.0 names no licence: take another package, or ask its author'])
  })

  it('are held to what is installed', () => {
    const folder = scratchFolder({ 'node_modules/a/package.json': '{ "license": "GPL-3.0-only" }' })
    expect(messages(shipped('MIT'), {}, folder)).toEqual([
      'a: the lock file says MIT, the installed package says GPL-3.0-only',
    ])
  })

  it('reach to packages inside packages', () => {
    expect(messages({ 'node_modules/a/node_modules/@x/b': { version: '2.0.0', license: 'GPL-2.0-only' } })).toEqual([
      expect.stringMatching(/^@x\/b 2\.0\.0 is GPL-2\.0-only, which what we ship may not be/),
    ])
  })
})

describe('the licences of tools', () => {
  it('may be more, and not all', () => {
    expect(messages({ 'node_modules/a': { license: 'MPL-2.0', dev: true } })).toEqual([])
    expect(messages({ 'node_modules/a': { license: 'GPL-3.0-only', dev: true } })).toHaveLength(1)
  })
})

describe('an exception', () => {
  const tool = { 'node_modules/@x/lib-linux': { version: '1', license: 'LGPL-3.0-or-later', dev: true } }

  it('lets one package or a family pass', () => {
    expect(messages(tool, { '@x/lib-linux': 'never shipped' })).toEqual([])
    expect(messages(tool, { '@x/lib-*': 'never shipped' })).toEqual([])
  })

  it('that nothing needs is a problem', () => {
    expect(messages({ 'node_modules/a': { license: 'MIT' } }, { a: 'old' })).toEqual([
      'the exception for a is not needed any more',
    ])
  })

  it('has a reason', () => {
    for (const reason of Object.values(exceptions)) expect(reason.length).toBeGreaterThan(20)
  })
})

describe('our own lock files', () => {
  const ours = ['package-lock.json', 'scripts/check/salesforce/package-lock.json'].map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }))

  it('pass, and the list names every package', () => {
    const folder = scratchFolder()
    expect(checkLicences(folder, ours, 'dist/list.tsv')).toEqual({
      problems: [],
      note: expect.stringMatching(/^shipped: \d+ MIT, .*; \d+ tools$/),
    })
    const list = readFileSync(join(folder, 'dist/list.tsv'), 'utf8')
    expect(list).toMatch(/^shipped\thono\t[\d.]+\tMIT$/m)
    expect(list).toMatch(/^tool\tvitest\t[\d.]+\tMIT$/m)
    expect(list).toMatch(/^tool\t@apexdevtools\/apex-parser\t[\d.]+\tBSD-3-Clause$/m)
  })

  it('are read wherever they lie, with what is installed beside them', () => {
    const folder = scratchFolder({ 'tools/node_modules/a/package.json': '{ "license": "GPL-3.0-only" }' })
    const text = JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0', license: 'MIT', dev: true } } })
    const files = [...lock({ 'node_modules/b': { license: 'MIT' } }), { path: 'tools/package-lock.json', text }]
    expect(checkLicences(folder, files, null, {}).problems).toEqual([
      {
        file: 'tools/package-lock.json',
        line: 1,
        message: 'a: the lock file says MIT, the installed package says GPL-3.0-only',
      },
    ])
  })

  it('are not taken for granted', () => {
    expect(checkLicences(root, [], null).problems).toEqual(['package-lock.json is missing, or locks nothing'])
    expect(checkLicences(root, lock({}), null).problems).toHaveLength(1)
  })
})

describe('an SPDX expression', () => {
  const allowed = new Set(['A', 'B', 'C WITH exception'])
  it.each([
    ['A', true],
    ['X', false],
    ['A OR X', true],
    ['X OR A', true],
    ['A AND X', false],
    ['A AND B', true],
    ['X AND A OR B', true],
    ['X AND (A OR B)', false],
    ['(A OR X) AND (X OR B)', true],
    ['C WITH exception', true],
    ['A WITH exception', false],
    ['A B', false],
    ['A OR', false],
    ['(A', false],
    ['A)', false],
    ['', false],
  ])('%s: %s', (expression, answer) => {
    expect(isAllowed(expression, allowed)).toBe(answer)
  })
})
