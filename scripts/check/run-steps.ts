import { stripVTControlCharacters } from 'node:util'
import type { Problem } from './problem.ts'

/** No problems means passed; the note is worth reading either way. `skipped`: why the step could not look, which is neither. */
export type Findings = { problems: (Problem | string)[]; note?: string; skipped?: string }
export type Step = { name: string; run: () => Findings | Promise<Findings> }

/** Runs every step, also after one has failed, and closes with one line that needs no parsing. */
export async function runSteps(
  steps: Step[],
  print: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const width = Math.max(...steps.map(({ name }) => name.length))
  let failed = 0
  let left = 0
  for (const step of steps) {
    const startedAt = performance.now()
    const { problems, skipped, note = skipped ?? '' } = await findings(step)
    const result = problems.length > 0 ? 'problem' : skipped === undefined ? 'ok' : 'skipped'
    const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(6)
    print(`${result.padEnd(7)}  ${step.name.padEnd(width)}  ${seconds}  ${note}`.trimEnd())
    for (const problem of problems) print(`         ${inWords(problem).replaceAll('\n', '\n         ')}`)
    if (result === 'problem') failed++
    if (result === 'skipped') left++
  }
  const passed = steps.length - failed - left
  print(`${passed} passed, ${failed} failed${left > 0 ? `, ${left} skipped` : ''}`)
  return { passed, failed }
}

async function findings(step: Step): Promise<Findings> {
  try {
    return await step.run()
  } catch (cause) {
    return { problems: [`could not run: ${cause instanceof Error ? cause.message : String(cause)}`] }
  }
}

const inWords = (problem: Problem | string): string =>
  typeof problem === 'string'
    ? stripVTControlCharacters(problem)
    : `${problem.file}:${problem.line}  ${problem.message}`
