import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { callOrg } from '../../../bridge/core/call-org.ts'
import { ok } from '../../../bridge/core/failures.ts'

/** Runs `callOrg` over these outcomes; stubs are numbered. */
async function calling(...outcomes: (Error | 'stored')[]) {
  const used: number[] = []
  let stubs = 0
  const result = await callOrg(
    () => ++stubs,
    async (stub) => {
      used.push(stub)
      const outcome = outcomes[used.length - 1]!
      if (outcome !== 'stored') throw outcome
      return ok(outcome)
    },
  )
  return { answer: result.ok ? result.value : result.failure.code, used }
}
const broken = (marks: Record<string, boolean>, message = 'broken') => Object.assign(new Error(message), marks)

describe('a call of an org', () => {
  it('is made once when it works', async () => {
    expect(await calling('stored')).toEqual({ answer: 'stored', used: [1] })
  })

  it.each([
    ['retryable', broken({ retryable: true })],
    ['a reset object', broken({ durableObjectReset: true })],
    ['new code', broken({}, 'Durable Object reset because its code was updated.')],
    ['a storage timeout', broken({}, 'storage operation exceeded timeout which caused object to be reset.')],
  ])('is made once more with a new stub after %s', async (_, error) => {
    expect(await calling(error, 'stored')).toEqual({ answer: 'stored', used: [1, 2] })
    expect(await calling(error, error, 'stored')).toEqual({ answer: 'unavailable', used: [1, 2] })
  })

  it.each([
    ['overloaded', broken({ overloaded: true, retryable: true }, 'Too many requests queued')],
    ['a fault of ours', broken({ remote: true }, 'no such table')],
  ])('is not repeated after %s', async (_, error) => {
    expect(await calling(error, 'stored')).toEqual({ answer: 'unavailable', used: [1] })
  })

  it('reaches the object again after a real reset', async () => {
    const name = 'trigger-call-org-reset'
    const old = env.ORG.getByName(name)
    await runInDurableObject(old, () => {})
    await runInDurableObject(old, (_, state) => state.abort('reset for a test')).catch(() => {})
    const used: DurableObjectStub[] = []
    const result = await callOrg(
      () => {
        used.push(used.length === 0 ? old : env.ORG.getByName(name))
        return used.at(-1)!
      },
      (stub) => runInDurableObject(stub, () => ok('alive')),
    )
    expect(result).toEqual(ok('alive'))
  })
})
