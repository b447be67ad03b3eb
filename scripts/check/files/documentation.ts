import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { posix } from 'node:path'
import type { Source } from '../metadata/sources.ts'
import type { Problem } from '../problem.ts'
import type { Findings } from '../run-steps.ts'

type Named = { word: string; line: number }

/** Every path, heading and npm script that a document names is there: README.md, and those in the folders. */
export function checkDocumentation(root: string, files: Source[]): Findings {
  const documents = files.filter(({ path }) => path.endsWith('.md'))
  const readme = documents.find(({ path }) => path === 'README.md')
  if (!readme) return { problems: ['README.md is missing'] }
  const entries = new Set(files.map(({ path }) => path.split('/')[0] ?? ''))
  const scripts = scriptsOf(files)
  const headings = new Map(documents.map(({ path, text }) => [path, headingsIn(text)]))
  if (pathsIn(readme, entries).length === 0) return { problems: ['README.md names no path at all'] }
  let count = 0
  const problems = documents.flatMap((document) => {
    const { path: file, text } = document
    const say = ({ line }: Named, message: string): Problem => ({ file, line, message })
    const paths = pathsIn(document, entries)
    count += paths.length
    return [
      ...paths.filter(({ word }) => !isThere(root, file, word)).map((path) => say(path, `${path.word} does not exist`)),
      ...headingLinks(document)
        .filter(({ target, heading }) => headings.has(target) && !headings.get(target)?.has(heading))
        .map((link) => say(link, `${link.target} has no heading #${link.heading}`)),
      ...npmRuns(text)
        .filter(({ word }) => !scripts.has(word))
        .map((run) => say(run, `\`npm run ${run.word}\`: package.json has no such script`)),
    ]
  })
  return { problems, note: `${count} paths in ${documents.length} documents` }
}

/** In code and in links: what begins with an entry of the root, or ends like a file. */
function pathsIn({ path: file, text }: Source, entries: ReadonlySet<string>): Named[] {
  return linesOf(text).flatMap(({ content, line, isFenced }) => {
    const quoted = [...content.matchAll(/`([^`]+)`|\]\(([^)\s]+)\)/g)].map(([, code, link]) => code ?? link ?? '')
    return (isFenced ? [content] : quoted)
      .flatMap((part) => part.split(/[\s,;|'"()=]+/))
      .map((word) => word.replace(/^\.\//, '').replace(/[.:]$/, '').replace(/#.*$/, ''))
      .map((word) => (word.startsWith('../') ? posix.join(posix.dirname(file), word) : word))
      .filter((word) => isPath(word, entries))
      .map((word) => ({ word, line }))
  })
}

function isPath(word: string, entries: ReadonlySet<string>): boolean {
  if (!/^[\w.*<>{][\w.@*<>{}/-]*$/.test(word)) return false // a URL, an option, a route, curl's @file
  return entries.has(word.split('/')[0] ?? '') || /\.(tsx?|m?js|json|ya?ml|toml|md|css|xml|example)$/.test(word)
}

/** From the root or from the document. `<name>` and `*` stand for anything; what git ignores (a build, the state) comes and goes. */
function isThere(root: string, file: string, path: string): boolean {
  const pattern = path.replace(/<[^>]*>/g, '*').replace(/\/$/, '')
  const places = [pattern, posix.join(posix.dirname(file), pattern)]
  if (places.some((place) => globSync(place, { cwd: root }).length > 0)) return true
  try {
    execFileSync('git', ['check-ignore', '--quiet', path], { cwd: root, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** `#heading` leads into the document itself, `../README.md#heading` into another. */
const headingLinks = ({ path: file, text }: Source): (Named & { target: string; heading: string })[] =>
  linesOf(text).flatMap(({ content, line }) =>
    [...content.matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g)].map(([, to = '', heading = '']) => {
      const target = to === '' ? file : posix.join(posix.dirname(file), to)
      return { word: `${to}#${heading}`, line, target, heading }
    }),
  )

/** As GitHub names them in addresses. */
const headingsIn = (text: string): Set<string> =>
  new Set(
    linesOf(text)
      .filter(({ content, isFenced }) => !isFenced && /^#{1,6} /.test(content))
      .map(({ content }) => content.replace(/^#+ /, '').toLowerCase())
      .map((heading) => heading.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')),
  )

/** The lines but for those that begin and end an example. */
function linesOf(text: string): { content: string; line: number; isFenced: boolean }[] {
  let isFenced = false
  return text.split('\n').flatMap((content, index) => {
    if (!/^\s*```/.test(content)) return [{ content, line: index + 1, isFenced }]
    isFenced = !isFenced
    return []
  })
}

const npmRuns = (text: string): Named[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, word = '']) => ({ word, line: index + 1 })),
    )

function scriptsOf(files: Source[]): Set<string> {
  const manifest = JSON.parse(files.find(({ path }) => path === 'package.json')?.text ?? '{}') as { scripts?: object }
  return new Set(Object.keys(manifest.scripts ?? {}))
}
