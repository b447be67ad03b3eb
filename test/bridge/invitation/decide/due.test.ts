import { describe, expect, it } from 'vitest'
import type { Commit } from '../../../../bridge/core/commit.ts'
import { decidedAtOnce, decideDue } from '../../../../bridge/invitation/decide/due.ts'
import { aCaseProgram, inLeg } from '../../../support/invitation/leg.ts'

describe('events that are due', () => {
  it('are decided a few at a time, with what came in meanwhile', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram())
      const ids = Array.from({ length: 60 }, () => leg.notify())
      leg.later(1000)
      const turns: unknown[] = []
      const commit: Commit = (work) => {
        const taken = leg.commit(work)
        if (turns.push(taken) === 1) ids.push(leg.notify())
        leg.later(1000)
        return taken
      }
      expect(await decideDue(commit, leg.facts, leg.asked)).toBe(61)
      const whole = Math.floor(61 / decidedAtOnce)
      expect(whole).toBeGreaterThan(1)
      expect(turns).toEqual([...Array<number>(whole).fill(decidedAtOnce), 61 % decidedAtOnce])
      expect(new Set(ids.map((id) => leg.verdict(id)))).toEqual(new Set(['invited']))
      expect(leg.told).toHaveLength(61)
    }))

  it('are not decided before their time', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram())
      leg.notify()
      expect(await decideDue(leg.commit, leg.facts, leg.asked)).toBe(0)
    }))

  it('of no program are decided once, however often they come up', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram())
      const id = leg.decided({}, { object: 'Task' })
      leg.sql.exec('UPDATE notifications SET decide_at = ?1 WHERE id = ?2', leg.now.getTime(), id) // as if it were new
      leg.decide()
      expect([leg.verdict(id), leg.count('decisions')]).toEqual(['no_program', 1])
    }))

  it('are told to Salesforce only when there is something to tell', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ mode: 'watch', notSent: 'none' }))
      const told: string[][] = []
      leg.asked = (_, ids) => void told.push(ids)
      leg.decided()
      leg.decided({}, { object: 'Task' })
      leg.publish(aCaseProgram({ notSent: 'none' }))
      const { id } = leg.invitationOf(leg.decided())
      expect(told).toEqual([[id]])
    }))
})
