import type { Source } from '../metadata/sources.ts'
import type { Problem } from '../problem.ts'
import type { Findings } from '../run-steps.ts'

type Unwanted = { pattern: RegExp; message: string; unless?: (line: string, before: string) => boolean }

/** What is true on one machine only: its folders, its registry. Without it the lock file installs anywhere. */
export const checkMachinePaths = (files: Source[]): Findings =>
  findLines(files, [
    {
      pattern: /(^|[\s"'`(=:,])\/(home|Users|root|work|workspaces?|mnt|builds)\/[\w.-]/m,
      message: 'a path of one machine: name it from the root of the project',
    },
    { pattern: /\b[A-Z]:\\+Users\\/, message: 'a path of one machine: name it from the root of the project' },
    {
      pattern: /\/\/[^\s"'`/]*\b(registry|artifactory|nexus|verdaccio|jfrog)\b/,
      message: 'the address of a package registry: which one to ask is the business of the machine that installs',
    },
    {
      pattern: /^\s*"resolved": "/m,
      message: 'a download address: `npm install` with our .npmrc leaves it out of the lock file',
    },
  ])

/** Work that was put off, and tests that do not run. */
export const checkLeftovers = (files: Source[]): Findings =>
  findLines(
    files.filter(({ path }) => !path.endsWith('package-lock.json')),
    [
      {
        pattern: /\b(TO[D]O|FIX[M]E)\b/,
        message: 'work put off: do it, or open an issue and say here what is missing',
      },
      { pattern: /\b(describe|it|test)\.only\b/, message: 'the other tests do not run' },
      {
        pattern: /\b(describe|it|test)\.(skip|todo|fails)\b/,
        message: 'a test that does not run: say why in a comment above it',
        unless: (line, before) => /\/\/ \S/.test(line) || /^\s*\/\/ \S/.test(before),
      },
      { pattern: /\b(context|ctx)\.skip\(\)/, message: 'a test that does not run: give skip() the reason' },
    ],
  )

function findLines(files: Source[], unwanted: Unwanted[]): Findings {
  if (files.length === 0) return { problems: ['found no file to read'] }
  const problems = files.flatMap(({ path, text }): Problem[] => {
    if (!unwanted.some(({ pattern }) => pattern.test(text))) return []
    const lines = text.split('\n')
    return lines.flatMap((line, index) =>
      unwanted
        .filter(({ pattern, unless }) => pattern.test(line) && !unless?.(line, lines[index - 1] ?? ''))
        .map(({ message }) => ({ file: path, line: index + 1, message })),
    )
  })
  return { problems, note: `${files.length} files` }
}
