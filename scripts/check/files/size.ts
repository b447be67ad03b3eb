import type { Source } from '../metadata/sources.ts'
import type { Problem } from '../problem.ts'
import type { Findings } from '../run-steps.ts'

const maxLines = { source: 250, test: 300 }
const maxEntries = 12
const target = { median: 60, p90: 160 }

const isSource = (path: string): boolean => /\.(tsx?|m?js|css|html|cls|trigger|java)$/.test(path)
const isTest = (path: string): boolean => /\.test\.(tsx?|m?js)$|Test\.cls$/.test(path)
/** Salesforce asks for one file per field in one folder, however many there are. */
const isGrownByMetadata = (folder: string): boolean =>
  /^lwc-package\/.*\/(objects|objectTranslations)(\/|$)/.test(folder)

/** The size budget: what passes the stop is a problem; median and p90 are printed, so that drift is seen. */
export function checkSize(files: Source[]): Findings {
  const sized = files.filter(({ path }) => isSource(path)).map(({ path, text }) => ({ path, lines: linesIn(text) }))
  if (sized.length === 0) return { problems: ['found no source file to measure'] }
  const tooLong = sized
    .map(({ path, lines }) => ({ path, lines, max: isTest(path) ? maxLines.test : maxLines.source }))
    .filter(({ lines, max }) => lines > max)
    .map(({ path, lines, max }): Problem => ({
      file: path,
      line: max + 1,
      message: `${lines} lines, at most ${max}: split it by verb (create, open, expire), never by layer`,
    }))
  const sources = sized.filter(({ path }) => !isTest(path)).map(({ lines }) => lines)
  const tests = sized.filter(({ path }) => isTest(path)).map(({ lines }) => lines)
  return {
    problems: [...tooLong, ...fullFolders(files.map(({ path }) => path))],
    note: `${summary('source files', sources)}; ${summary('tests', tests)} (target ${target.median} and ${target.p90})`,
  }
}

function fullFolders(paths: string[]): Problem[] {
  const entries = new Map<string, Set<string>>()
  for (const path of paths) {
    const parts = path.split('/')
    for (const [depth, entry] of parts.entries()) {
      const folder = parts.slice(0, depth).join('/')
      // At the root stands what tools want there: only folders count.
      if (depth === 0 && (parts.length === 1 || entry.startsWith('.'))) continue
      entries.set(folder, (entries.get(folder) ?? new Set()).add(entry))
    }
  }
  return [...entries]
    .filter(([folder, { size }]) => size > maxEntries && !isGrownByMetadata(folder))
    .map(([folder, { size }]) => ({
      file: folder || '.',
      line: 1,
      message: `${size} entries, at most ${maxEntries}: give what belongs together a folder`,
    }))
}

/** A last line without its line feed is a line too. */
const linesIn = (text: string): number => text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0)

function summary(what: string, lengths: number[]): string {
  const sorted = lengths.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return `${sorted.length} ${what}: median ${at(0.5)}, p90 ${at(0.9)} lines`
}
