import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readDocuments, type Document } from '../../../bridge/definitions/documents.ts'
import { settings } from '../../../bridge/definitions/settings.ts'
import { changesOf } from '../../../scripts/org/config/diff.ts'
import { filesOf, readFolder, writeFolder } from '../../../scripts/org/config/folder.ts'
import { asYaml, durationText, sorted, writtenDocument } from '../../../scripts/org/config/written.ts'

const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const defaults = join(import.meta.dirname, '../../../bridge/definitions/defaults')
const documents: Document[] = readdirSync(defaults)
  .filter((path) => path.endsWith('.yaml'))
  .flatMap((path) => readDocuments(readFileSync(join(defaults, path), 'utf8')).documents)
const caseClosed = documents.find(({ kind, name }) => kind === 'program' && name === 'case-closed')!

describe('a document as a file', () => {
  it('means the same as the document in the bridge, for every default document', () => {
    expect(documents.length).toBeGreaterThan(10)
    for (const document of documents) {
      const { documents: again, problems } = readDocuments(asYaml(writtenDocument(document)))
      expect(problems).toEqual([])
      expect(sorted(again[0])).toEqual(sorted(document))
    }
  })

  it('says durations as people do, leaves out what goes without saying, and always names the mode', () => {
    expect(writtenDocument(caseClosed)).toMatchObject({
      program: 'case-closed',
      mode: 'watch',
      send: { after: '2h', remind: ['3d'] },
      participation: { oncePer: ['Case'], cooldown: '90d' },
      hold: { above: 200, in: '10m' },
    })
    expect(writtenDocument(caseClosed)).not.toHaveProperty('notSent')
    expect(writtenDocument(caseClosed)).not.toHaveProperty('send.expire')
  })

  it.each([
    [0, '0s'],
    [90_000, '90s'],
    [5_400_000, '90m'],
    [86_400_000, '1d'],
  ])('%i ms is %s', (ms, text) => expect(durationText(ms)).toBe(text))
})

describe('a folder of documents', () => {
  const configuration = { documents, settings: settings.parse({ testAddresses: ['@example.com'] }) }

  it('is read as it was written, and a second pull writes nothing', () => {
    expect(writeFolder(folder, filesOf(configuration)).written).toContain('programs/case-closed.yaml')
    const read = readFolder(folder)
    expect(read.problems).toEqual([])
    expect(changesOf(filesOf(configuration), filesOf(read))).toEqual([])
    expect(writeFolder(folder, filesOf(configuration)).written).toEqual([])
  })

  it('keeps a file that the bridge does not have, and names the file a mistake stands in', () => {
    writeFileSync(join(folder, 'programs/mine.yaml'), 'program: mine\nmode: sometimes\n')
    expect(writeFolder(folder, filesOf(configuration)).onlyHere).toEqual(['programs/mine.yaml'])
    expect(readFolder(folder).problems).toContainEqual({
      path: 'programs/mine.yaml: program/mine#mode',
      message: "unknown value 'sometimes'; use one of off, watch, test, live",
    })
    rmSync(join(folder, 'programs/mine.yaml'))
  })
})

describe('the difference of two sides', () => {
  const text = asYaml(writtenDocument(caseClosed))

  it('shows the lines that change with those around them', () => {
    const before = new Map([['programs/case-closed.yaml', text]])
    const after = new Map([['programs/case-closed.yaml', text.replace('mode: watch', 'mode: live')]])
    const [change] = changesOf(before, after)
    expect(change?.kind).toBe('changed')
    expect(change?.lines.slice(0, 4)).toEqual(['  program: case-closed', '- mode: watch', '+ mode: live', '  on:'])
    expect(change!.lines.length).toBeLessThan(8)
  })

  it('tells new files from those only the other side has', () => {
    const kinds = changesOf(new Map([['a', '1\n']]), new Map([['b', '1\n2\n']]))
    expect(kinds).toEqual([
      { path: 'a', kind: 'only there', lines: [] },
      { path: 'b', kind: 'new', lines: ['+ 1', '+ 2'] },
    ])
  })
})
