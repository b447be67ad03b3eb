import { stripVTControlCharacters } from 'node:util'
import type { Problem } from './problem.ts'

/** No problems means passed; the note is worth reading either way. `skipped`: why the step could not look, which is neither. */
export type Findings = { problems: (Problem | string)[]; note?: string; skipped?: string }
export type Step = { name: string; run: () => Findings | Promise<Findings> }

/**
 * Runs every step, also after one has failed, and closes with one line that needs no parsing. Lanes run side by side, the steps of
 * a lane one after the other; each says its line when it has ended.
 */
export async function runSteps(
  lanes: Step[][],
  print: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const steps = lanes.flat()
  const width = Math.max(...steps.map(({ name }) => name.length))
  let failed = 0
  let left = 0
  const runStep = async (step: Step): Promise<void> => {
    const startedAt = performance.now()
    const { problems, skipped, note = skipped ?? '' } = await findings(step)
    const result = problems.length > 0 ? 'problem' : skipped === undefined ? 'ok' : 'skipped'
    const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(6)
    print(
      `${result.padEnd(7)}  ${step.name.padEnd(width)}  ${seconds}  ${note.replaceAll('\n', '\n         ')}`.trimEnd(),
    )
    for (const problem of problems) print(`         ${inWords(problem).replaceAll('\n', '\n         ')}`)
    if (result === 'problem') failed++
    if (result === 'skipped') left++
  }
  await Promise.all(
    lanes.map(async (lane) => {
      for (const step of lane) await runStep(step)
    }),
  )
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
