import { describe, expect, it } from 'vitest'
import { isTestAddress } from '../../../../bridge/invitation/decide/mode.ts'
import { aCaseProgram, inLeg } from '../../../support/invitation/leg.ts'

const testAddresses = ['kim@example.com', '@staff.example.com', ' Bo@Example.com ']
const listed = { ContactEmail: 'Kim@Example.com' }
const stranger = { ContactEmail: 'stranger@example.com' }

describe('a program that is', () => {
  it.each([
    ['off', false, 'program_off', 'program_off'],
    ['watch', false, 'watching', 'watching'],
    ['test', false, 'invited', 'not_on_test_list'],
    ['live', false, 'invited', 'invited'],
    ['off', true, 'program_off', 'program_off'],
    ['watch', true, 'watching', 'watching'],
    ['test', true, 'invited', 'not_on_test_list'],
    ['live', true, 'invited', 'not_on_test_list'],
  ])('%s, sandbox %s: a listed address is %s, a stranger is %s', (mode, isSandbox, ofListed, ofStranger) =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ mode }))
      leg.facts = { ...leg.facts, isSandbox, testAddresses }
      expect(leg.verdict(leg.decided(listed))).toBe(ofListed)
      expect(leg.verdict(leg.decided(stranger))).toBe(ofStranger)
    }),
  )
})

describe('an invitation', () => {
  it.each([
    ['test', false, true],
    ['live', true, true],
    ['live', false, false],
  ])('of mode %s, sandbox %s, is marked as a test: %s', (mode, isSandbox, isTest) =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ mode }))
      leg.facts = { ...leg.facts, isSandbox, testAddresses }
      expect(leg.invitationOf(leg.decided(listed)).isTest).toBe(isTest)
    }),
  )

  it('of a test takes the person’s slot too: the rules are what is tested', () =>
    inLeg((leg) => {
      leg.publish(aCaseProgram({ mode: 'test', participation: { cooldown: '1d' } }))
      leg.facts = { ...leg.facts, testAddresses }
      expect([leg.decided(listed), leg.decided(listed)].map((id) => leg.verdict(id))).toEqual(['invited', 'cooldown'])
    }))
})

describe('between decision and mail', () => {
  it.each([
    ['off', 'program_off'],
    ['watch', 'watching'],
    ['test', 'not_on_test_list'],
  ])('a program that is put on %s sends no more', (mode, reason) =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram())
      const id = leg.decided(stranger)
      leg.inSalesforce(id)
      leg.publish(aCaseProgram({ mode }))
      await leg.check()
      await leg.send()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason })
      expect(leg.mailer.sent).toEqual([])
      expect(leg.count('slots')).toBe(0)
    }),
  )

  it.each([
    ['a program on test', 'test', false],
    ['a sandbox', 'live', true],
  ])('%s follows no changed address off the list', (_, mode, isSandbox) =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram({ mode }))
      leg.facts = { ...leg.facts, isSandbox, testAddresses }
      const id = leg.decided(listed)
      leg.inSalesforce(id, stranger)
      await leg.check()
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Not Sent', reason: 'not_on_test_list' })
    }),
  )

  it('a test stays a test, although its program went live', () =>
    inLeg(async (leg) => {
      leg.publish(aCaseProgram({ mode: 'test' }))
      leg.facts = { ...leg.facts, testAddresses }
      const [kept, changed] = [leg.decided(listed), leg.decided({ ContactEmail: 'bo@staff.example.com' })]
      leg.publish(aCaseProgram({ mode: 'live' }))
      leg.inSalesforce(kept)
      leg.inSalesforce(changed, stranger)
      await leg.check()
      await leg.send()
      expect(leg.invitationOf(kept)).toMatchObject({ status: 'Sent', isTest: true })
      expect(leg.invitationOf(changed)).toMatchObject({ status: 'Not Sent', reason: 'not_on_test_list' })
      expect(leg.mailer.sent.map(({ to }) => to)).toEqual(['Kim@Example.com'])
    }))
})

describe('the test list', () => {
  it.each([
    ['kim@example.com', true],
    [' KIM@EXAMPLE.COM ', true],
    ['anybody@staff.example.com', true],
    ['bo@example.com', true],
    ['kim@example.com.evil.example', false],
    ['xkim@example.com', false],
    ['kim@example.co', false],
    ['a@notstaff.example.com', false],
    ['a@x.staff.example.com', false],
    ['', false],
    [null, false],
  ])('holds %j: %s', (address, isListed) => {
    expect(isTestAddress(address, testAddresses)).toBe(isListed)
    expect(isTestAddress(address, [])).toBe(false)
  })
})
