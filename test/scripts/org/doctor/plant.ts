import type { Seen } from '../../../../scripts/org/doctor/check.ts'
import type { BridgeFacts, Facts, IntegrationUser, TriggerFacts } from '../../../../scripts/org/doctor/facts.ts'
import { aTrigger } from './facts.ts'

/** What is broken, how, which check names it, what it finds, and the cure. */
export type Planted = [what: string, plant: (facts: Facts) => void, id: string, detail: RegExp, next: RegExp]

export const at = <T>(seen: Seen<T>): T => (seen as { value: T }).value

export const user = (changed: Partial<IntegrationUser>) => (facts: Facts) =>
  void Object.assign(at(facts.user)!, changed)
export const bridge = (changed: Partial<BridgeFacts>) => (facts: Facts) => void Object.assign(at(facts.bridge), changed)
export const trigger = (changed: Partial<TriggerFacts>) => (facts: Facts) =>
  void (facts.triggers = { value: [aTrigger(changed)] })
export const set =
  <K extends keyof Facts>(name: K, value: Facts[K]) =>
  (facts: Facts) =>
    void (facts[name] = value)
