import { expect, it } from 'vitest'
import { knock } from '../../support/connected-org.ts'

const refsIn = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, one]) => (key === '$ref' ? [String(one)] : refsIn(one)))

it('the OpenAPI file names nothing that it does not hold', async () => {
  const reply = await knock('/openapi.json')
  expect(reply.status).toBe(200)
  const file: Record<string, unknown> = await reply.json()
  expect(file).toMatchObject({ openapi: '3.0.0', paths: { '/events/{orgKey}': {} } })
  const refs = refsIn(file)
  expect(refs).not.toHaveLength(0)
  const missing = refs.filter((ref) => {
    const steps = ref.replace('#/', '').split('/')
    const found = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], file)
    return typeof found !== 'object'
  })
  expect(missing).toEqual([])
})
