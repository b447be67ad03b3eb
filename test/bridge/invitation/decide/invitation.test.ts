import { describe, expect, it } from 'vitest'
import { aCaseProgram, inLeg, type Leg } from '../../../support/invitation/leg.ts'

const hour = 3_600_000

describe('the invitation that a decision makes', () => {
  it('is due after its wait, at the next whole second, and can be answered from then on for its time', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ send: { after: '2h', expire: '1d' } }))
      leg.later(250)
      const { askedAt, step, dueAt, expiresAt } = leg.invitationOf(leg.decided())
      const asked = leg.now.getTime()
      expect(step).toBe('send')
      expect([askedAt, expiresAt]).toEqual([leg.now, new Date(asked + 26 * hour)])
      expect(dueAt).toEqual(new Date(asked - 250 + 2 * hour + 1000))
    }))

  it('waits for the delivery hours of its program', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ send: { hours: { from: '10:00', to: '11:00', zone: 'UTC' } } }))
      expect(leg.invitationOf(leg.decided()).dueAt).toEqual(new Date('2026-11-21T10:00:00Z'))
    }))

  it('stands beside its decision, which then needs no reason', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram())
      const id = leg.decided()
      expect(leg.decisions(id)).toMatchObject([{ outcome: 'invited', reason: '', ask_again_at: null }])
      expect(leg.decisions(id)[0]!.invitation_id).toBe(leg.invitations()[0]!.id)
    }))

  it('has nothing to do when nobody is asked', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ mode: 'watch' }))
      const { status, reason, step, dueAt, askAgainAt } = leg.invitationOf(leg.decided())
      expect([status, reason, step, dueAt, askAgainAt]).toEqual(['Not Sent', 'watching', null, null, null])
    }))

  it('names the versions it was decided by', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram())
      leg.publish(aCaseProgram({ notSent: 'none' }))
      expect(leg.invitationOf(leg.decided())).toMatchObject({
        programVersion: 2,
        survey: 'case-csat',
        surveyVersion: 1,
      })
    }))

  it('of a survey that is not there says so by its version', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ survey: 'nowhere' }))
      expect(leg.invitationOf(leg.decided())).toMatchObject({ survey: 'nowhere', surveyVersion: 0 })
    }))
})

describe('the fields that an invitation keeps', () => {
  const keptOf = (leg: Leg, Filler: string) => leg.invitationOf(leg.decided({ Filler, Name: null })).fields

  it('are all of the message while they are at most 32,768 characters, else those its program names', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ recipient: { person: 'ContactId', email: ['ContactEmail', 'SuppliedEmail'] } }))
      const room = 32_768 - JSON.stringify(keptOf(leg, '')).length
      expect(keptOf(leg, 'x'.repeat(room))).toHaveProperty('Filler')
      expect(Object.keys(keptOf(leg, 'x'.repeat(room + 1))).toSorted()).toEqual([
        'ClosedDate',
        'ContactEmail',
        'ContactId',
        'Id',
        'IsClosed',
      ])
    }))
})
