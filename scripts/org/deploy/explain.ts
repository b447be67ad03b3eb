import { OrgError } from '../frame/result.ts'

/** Why a component was refused, as the Metadata API says it. */
export type ComponentFailure = {
  componentType?: string | null
  fullName?: string
  fileName?: string
  problem?: string | null
  lineNumber?: number | string | null
}
type TestFailure = { name?: string; methodName?: string; message?: string }
type Uncovered = { name?: string | null; message?: string }
type Response = {
  status?: string
  errorMessage?: string | undefined
  errorStatusCode?: string | undefined
  details?: {
    componentFailures?: unknown
    runTestResult?: { failures?: unknown; codeCoverageWarnings?: unknown } | null | undefined
  }
}

/** What a person does about it. The first that fits. */
const advice: [RegExp, string][] = [
  [
    /consumer secrets/i,
    'Setup > External Client App Settings: turn on "Allow access to External Client App consumer secrets via Metadata API", then run setup again.',
  ],
  [
    /Not available for deploy/i,
    'Setup > Company Settings > Language Settings: activate the language (or go on without), then run setup again.',
  ],
  [/no User named|integrationUser/i, 'The integration user is missing or inactive: run setup again, it makes one.'],
  [
    /no CustomObject named (Order|Contract)\b/,
    'Setup > Order Settings (or Contract Settings): turn it on, or switch the program off.',
  ],
  [
    /no Custom(Field|Object) named/,
    'The org lacks this field or object: create it or change the program or permission set that names it.',
  ],
  [
    /no \w+ named .* found/,
    'Something the package refers to is not in the org: deploy the whole package again with setup.',
  ],
  [
    /coverage|flow tests?/i,
    'Setup > Process Automation Settings: turn "Deploy processes and flows as active" off, then run setup again: it activates the flows itself.',
  ],
  [
    /duplicate value|already (in use|exists)/i,
    'The org has something of this name already: rename or remove it in Setup, then run setup again.',
  ],
]

const ofTests =
  'Only tests of the package were run: look which rule of the org (a required field, a validation rule, a trigger) stopped them, then run setup again.'
const usual = 'Change what the org names, then run setup again: nothing of this deploy is in the org.'

/** One failure for all components refused, each with its place and what to do. */
export function explain({ errorMessage, details, status }: Response): OrgError {
  const failures = listOf<ComponentFailure>(details?.componentFailures)
  const tests = listOf<TestFailure>(details?.runTestResult?.failures)
  // Beside refused components they say nothing: no test was run.
  const uncovered = failures.length > 0 ? [] : listOf<Uncovered>(details?.runTestResult?.codeCoverageWarnings)
  const isByTests = tests.length > 0 || uncovered.length > 0
  const lines = [
    ...failures.map(({ componentType, fullName, problem, lineNumber }) => {
      const place = lineNumber ? ` (line ${lineNumber})` : ''
      return `${[componentType, fullName].filter(Boolean).join(' ')}${place}: ${problem ?? 'refused'}`
    }),
    ...tests.map(({ name, methodName, message }) => `test ${name ?? ''}.${methodName ?? ''}: ${message ?? 'failed'}`),
    ...uncovered.map(({ name, message }) => [name, message].filter(Boolean).join(': ')),
  ]
  const shown = lines.slice(0, 20)
  const rest = lines.length > shown.length ? [`and ${lines.length - shown.length} more`] : []
  const said = lines.length > 0 ? `\n      ${[...shown, ...rest].join('\n      ')}` : ` ${errorMessage ?? status ?? ''}`
  const next = [...new Set(failures.map(({ problem }) => adviceFor(problem ?? '')))].slice(0, 5)
  if (errorMessage) next.push(adviceFor(errorMessage))
  if (isByTests) next.push(ofTests)
  next.push(...uncovered.flatMap(({ message = '' }) => (/\bflows?\b/i.test(message) ? adviceFor(message) : [])))
  return new OrgError(
    isByTests ? 'tests_failed' : 'deploy_failed',
    `The org refused the deploy; nothing of it was kept.${said}`,
    [...new Set(next)].join('\n') || usual,
  )
}

const adviceFor = (problem: string): string => advice.find(([pattern]) => pattern.test(problem))?.[1] ?? usual

const listOf = <T>(some: unknown): T[] =>
  some === null || some === undefined ? [] : ((Array.isArray(some) ? some : [some]) as T[])
