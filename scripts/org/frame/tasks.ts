import type { OrgContext } from './context.ts'
import { toOrgError, type Step, type VerbResult } from './result.ts'

/** What is so now. `next` is set when only a person can bring it about. */
export type Look = { isDone: boolean; detail: string; next?: string }

/** One step of a verb that can be repeated: it looks, does what is missing, and looks again. */
export type Task = {
  id: string
  title: string
  why: string
  look: () => Promise<Look>
  /** Brings it about. Absent when the step only looks. */
  act?: () => Promise<void>
  /** The rest goes on without it. */
  isOptional?: boolean
  /** What to do when something unforeseen is thrown. */
  next?: string
}

/** Runs tasks in order, telling each; after a failure the rest is left alone. Nothing is changed in a dry run. */
export async function runTasks({ say, isDryRun }: OrgContext, tasks: Task[]): Promise<VerbResult> {
  const steps: Step[] = []
  let failed: Step | undefined
  for (const [index, task] of tasks.entries()) {
    if (failed) {
      steps.push({ id: task.id, title: task.title, state: 'skipped', detail: `not tried, because ${failed.id} failed` })
      continue
    }
    say.begin(`[${index + 1}/${tasks.length}]`, task.title, task.why)
    const step = await runTask(task, isDryRun)
    say.end(step)
    steps.push(step)
    if (step.state === 'failed' && !task.isOptional) failed = step
  }
  return { ok: steps.every(({ state }) => state !== 'failed'), steps }
}

async function runTask(task: Task, isDryRun: boolean): Promise<Step> {
  const { id, title } = task
  try {
    const before = await task.look()
    if (before.isDone) return { id, title, state: 'already', detail: before.detail }
    if (isDryRun) return { id, title, state: 'would', detail: before.detail, ...(before.next && { next: before.next }) }
    if (!task.act) return byPerson(task, before)
    await task.act()
    const after = await task.look()
    if (after.isDone) return { id, title, state: 'done', detail: after.detail }
    return byPerson(task, after)
  } catch (thrown) {
    const error = toOrgError(thrown, 'unexpected', task.next)
    return { id, title, state: 'failed', detail: error.message, code: error.code, next: error.next }
  }
}

/** Left for a person, or, when the step named no way for one, a failure: we did it and it is not so. */
function byPerson({ id, title, next: usual }: Task, { detail, next }: Look): Step {
  if (next) return { id, title, state: 'person', detail, next }
  return {
    id,
    title,
    state: 'failed',
    detail,
    code: 'not_verified',
    next: usual ?? 'Run the same command again: what is done stays done.',
  }
}
