import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import type { Source } from '../metadata/sources.ts'
import type { Problem } from '../problem.ts'
import type { Findings } from '../run-steps.ts'

type Named = { word: string; line: number }

/** Every path and npm script that README.md names is there. */
export function checkDocumentation(root: string, files: Source[]): Findings {
  const readme = files.find(({ path }) => path === 'README.md')
  if (!readme) return { problems: ['README.md is missing'] }
  const entries = new Set(files.map(({ path }) => path.split('/')[0] ?? ''))
  const paths = pathsIn(readme.text, entries)
  if (paths.length === 0) return { problems: ['README.md names no path at all'] }
  const scripts = scriptsOf(files)
  const missing = [
    ...paths.filter(({ word }) => !isThere(root, word)).map((path) => say(path, `${path.word} does not exist`)),
    ...npmRuns(readme.text)
      .filter(({ word }) => !scripts.has(word))
      .map((run) => say(run, `\`npm run ${run.word}\`: package.json has no such script`)),
  ]
  return { problems: missing, note: `${paths.length} paths` }
}

const say = ({ line }: Named, message: string): Problem => ({ file: 'README.md', line, message })

/** In code and in links: what begins with an entry of the root, or ends like a file. */
function pathsIn(text: string, entries: ReadonlySet<string>): Named[] {
  let fenced = false
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*```/.test(line)) {
      fenced = !fenced
      return []
    }
    const quoted = [...line.matchAll(/`([^`]+)`|\]\(([^)\s]+)\)/g)].map(([, code, link]) => code ?? link ?? '')
    return (fenced ? [line] : quoted)
      .flatMap((part) => part.split(/[\s,;|'"()=]+/))
      .map((word) => word.replace(/^\.\//, '').replace(/[.:]$/, '').replace(/#.*$/, ''))
      .filter((word) => isPath(word, entries))
      .map((word) => ({ word, line: index + 1 }))
  })
}

function isPath(word: string, entries: ReadonlySet<string>): boolean {
  if (!/^[\w.*<>{][\w.@*<>{}/-]*$/.test(word)) return false // a URL, an option, a route, curl's @file
  return entries.has(word.split('/')[0] ?? '') || /\.(tsx?|m?js|json|ya?ml|toml|md|css|xml|example)$/.test(word)
}

/** `<name>` and `*` stand for anything; what git ignores (a build, the state) comes and goes. */
function isThere(root: string, path: string): boolean {
  if (globSync(path.replace(/<[^>]*>/g, '*').replace(/\/$/, ''), { cwd: root }).length > 0) return true
  try {
    execFileSync('git', ['check-ignore', '--quiet', path], { cwd: root, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
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
