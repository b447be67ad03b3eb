import { describe, expect, it } from 'vitest'
import type { Check } from '../../../../scripts/org/doctor/check.ts'
import { diagnose } from '../../../../scripts/org/doctor/diagnose.ts'
import { soundFacts } from './facts.ts'
import { orgFaults } from './org-faults.ts'
import { at } from './plant.ts'
import { roadFaults } from './road-faults.ts'

const faultsOf = (checks: Check[]): string[] => checks.filter(({ ok }) => ok === false).map(({ id }) => id)

describe('doctor', () => {
  it('finds nothing in an org in which everything is as it ought to be', () => {
    const checks = diagnose(soundFacts())
    expect(checks.filter(({ ok }) => ok !== true)).toEqual([])
    expect(checks.every(({ next }) => next === '')).toBe(true)
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
  })

  it.each([...orgFaults, ...roadFaults])('names %s and its cure', (_what, plant, id, detail, next) => {
    const facts = soundFacts()
    plant(facts)
    const checks = diagnose(facts)
    const found = checks.find((one) => one.id === id)
    expect(faultsOf(checks)).toContain(id)
    expect(found?.detail).toMatch(detail)
    expect(found?.next).toMatch(next)
  })

  it('says of a live program in a sandbox that it ought to be in test', () => {
    const facts = soundFacts()
    facts.org.isSandbox = true
    at(facts.bridge).isSandbox = true
    const [fault, ...others] = diagnose(facts).filter(({ ok }) => ok === false)
    expect(fault).toMatchObject({ id: 'bridge.modes', next: expect.stringContaining('mode: test') })
    expect(others).toEqual([])
  })

  it('calls nothing a fault that could not be seen, and never says it is well', () => {
    const facts = soundFacts()
    const unseen = { unseen: 'insufficient access rights' }
    Object.assign(facts, {
      package: unseen,
      triggers: unseen,
      named: unseen,
      principal: unseen,
      app: unseen,
      silent: unseen,
    })
    const checks = diagnose(facts)
    expect(faultsOf(checks)).toEqual([])
    const unknown = checks.filter(({ ok }) => ok === null)
    expect(unknown.length).toBeGreaterThan(12)
    expect(unknown.every(({ detail }) => detail.includes('insufficient access rights'))).toBe(true)
  })

  it('fits into what the bridge keeps', () => {
    const facts = soundFacts()
    at(facts.bridge).alerts = Array.from({ length: 60 }, () => ({ code: 'x', detail: 'y'.repeat(400) }))
    for (const { id, title, detail, next } of diagnose(facts)) {
      expect(id).toMatch(/^[a-z]+\.[a-z0-9-]+$/)
      expect([title.length <= 200, detail.length <= 1000, next.length <= 1000]).toEqual([true, true, true])
    }
  })
})
