import { stripVTControlCharacters } from 'node:util'
import type { Problem } from './problem.ts'

/** No problems means passed; the note is worth reading either way. */
export type Findings = { problems: (Problem | string)[]; note?: string }
export type Step = { name: string; run: () => Findings | Promise<Findings> }

/** Runs every step, also after one has failed, and closes with one line that needs no parsing. */
export async function runSteps(
  steps: Step[],
  print: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const width = Math.max(...steps.map(({ name }) => name.length))
  let failed = 0
  for (const step of steps) {
    const startedAt = performance.now()
    const { problems, note = '' } = await findings(step)
    const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(6)
    print(`${problems.length === 0 ? 'ok     ' : 'problem'}  ${step.name.padEnd(width)}  ${seconds}  ${note}`.trimEnd())
    for (const problem of problems) print(`         ${inWords(problem).replaceAll('\n', '\n         ')}`)
    if (problems.length > 0) failed++
  }
  print(`${steps.length - failed} passed, ${failed} failed`)
  return { passed: steps.length - failed, failed }
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
