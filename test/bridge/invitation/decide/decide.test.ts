import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { program as programSchema } from '../../../../bridge/definitions/program.ts'
import { decide, endOfCooldown, type DecideInput, type History } from '../../../../bridge/invitation/decide.ts'
import { occasionOf } from '../../../../bridge/invitation/decide/occasion.ts'
import { aCaseProgram } from '../../../support/invitation/leg.ts'

const now = new Date('2026-11-21T09:00:00Z')
const recordId = '500000000000001AAA'
const fields = {
  Id: recordId,
  IsClosed: 'true',
  ClosedDate: '2026-11-21T08:00:00.000Z',
  ContactId: '003000000000001AAA',
  ContactEmail: 'zoe@example.com',
}
const never: History = { sameEvent: null, sameRecord: null, lastAskedAt: null, suppressed: null }

type Given = { program?: Record<string, unknown>; history?: Partial<History> } & Partial<Omit<DecideInput, 'program'>>

function decided({ program = {}, history = {}, ...input }: Given = {}) {
  const body = programSchema.parse(aCaseProgram(program))
  const decision = decide(
    { program: body, mode: body.mode, recordId, deleted: false, fields, testAddresses: [], wish: null, now, ...input },
    () => ({ ...never, ...history }),
  )
  return { decision, verdict: decision.outcome === 'invited' ? 'invited' : decision.reason }
}

const cooldown = { participation: { cooldown: '90d' } }
const daysAgo = (days: number, ms = 0) => new Date(now.getTime() - days * 86_400_000 + ms)

describe('a decision', () => {
  it('asks when nothing speaks against it', () => {
    expect(decided().decision).toEqual({
      outcome: 'invited',
      occasion: '2026-11-21T08:00:00.000Z',
      recipient: { person: '003000000000001AAA', email: 'zoe@example.com', name: null, language: null },
    })
  })

  it.each<[string, Given]>([
    ['program_off', { program: { mode: 'off' } }],
    ['record_deleted', { deleted: true, fields: {} }],
    ['condition_not_met', { fields: { ...fields, IsClosed: 'false' } }],
    ['condition_not_met', { fields: { ...fields, IsClosed: undefined } }],
    ['condition_not_met', { program: { on: { object: 'Case', when: { flag: 'vip' } } } }],
    ['condition_not_met', { program: { on: { object: 'Case', when: { metric: 'nps', atMost: 10 } } } }],
    ['condition_not_met', { program: { on: { object: 'Case', when: { answer: 'IsClosed', is: true } } } }],
    ['condition_not_met', { program: { on: { object: 'Case', when: { label: 'IsClosed', is: true } } } }],
    ['no_occasion', { fields: { ...fields, ClosedDate: ' ' } }],
    ['already_decided', { history: { sameEvent: 'i1' } }],
    ['already_asked', { history: { sameRecord: 'i1' } }],
    ['no_address', { fields: { ...fields, ContactEmail: 'nobody' } }],
    ['unsubscribed', { history: { suppressed: 'unsubscribed' } }],
    ['bounced', { history: { suppressed: 'bounced' } }],
    ['complained', { history: { suppressed: 'complained' } }],
    ['opted_out', { fields: { ...fields, 'Contact.HasOptedOutOfEmail': true } }],
    ['opted_out', { fields: { ...fields, 'Contact.Do_Not_Survey__c': 'true' } }],
    ['sampled_out', { program: { participation: { sample: 0 } } }],
    ['cooldown', { program: cooldown, history: { lastAskedAt: daysAgo(90, 1) } }],
    ['not_on_test_list', { program: { mode: 'test' } }],
    ['watching', { program: { mode: 'watch' } }],
  ])('is %s', (reason, given) => {
    expect(decided(given).verdict).toBe(reason)
  })

  it.each<[string, Given]>([
    ['without a condition', { program: { on: { object: 'Case' } }, fields: { ...fields, IsClosed: 'false' } }],
    ['when an attribute says so', { program: { on: { object: 'Case', when: { attribute: 'IsClosed', is: true } } } }],
    [
      'with the second address when the first is none',
      { fields: { ...fields, ContactEmail: 'x', SuppliedEmail: 'a@b.co' } },
    ],
    [
      'without an address, by link',
      { program: { send: { by: 'link', linkField: 'X__c' } }, fields: { ...fields, ContactEmail: null } },
    ],
    ['when the wish says false', { fields: { ...fields, 'Contact.HasOptedOutOfEmail': 'false' } }],
    ['once the cool-down is over', { program: cooldown, history: { lastAskedAt: daysAgo(90) } }],
    ['without a cool-down', { history: { lastAskedAt: now } }],
    [
      'when it is exempt',
      { program: { participation: { cooldown: '90d', exempt: true } }, history: { lastAskedAt: now } },
    ],
    ['on test, an address on the list', { program: { mode: 'test' }, testAddresses: ['ZOE@example.com'] }],
  ])('asks %s', (_, given) => {
    expect(decided(given).verdict).toBe('invited')
  })

  it('says when asking becomes possible', () => {
    const { decision } = decided({ program: cooldown, history: { lastAskedAt: daysAgo(30) } })
    expect(decision).toMatchObject({ reason: 'cooldown', askAgainAt: daysAgo(-60) })
  })

  it('says of whom and of what, once it has looked', () => {
    const nobody = { outcome: 'not_invited', askAgainAt: null, known: null, recipient: null, occasion: null }
    expect(decided({ program: { mode: 'off' } }).decision).toEqual({ ...nobody, reason: 'program_off' })
    expect(decided({ program: { mode: 'watch' } }).decision).toEqual({
      ...nobody,
      reason: 'watching',
      occasion: '2026-11-21T08:00:00.000Z',
      recipient: { person: '003000000000001AAA', email: 'zoe@example.com', name: null, language: null },
    })
  })

  it('names the invitation that stands already', () => {
    expect(decided({ history: { sameEvent: 'i1' } }).decision).toMatchObject({ known: 'i1' })
    expect(decided({ history: { sameRecord: 'i2' } }).decision).toMatchObject({ known: 'i2' })
  })

  it('does not look at the history of an event that may not be asked about anyway', () => {
    const program = programSchema.parse(aCaseProgram({ mode: 'off' }))
    const asked = () =>
      decide({ program, mode: 'off', recordId, deleted: false, fields, testAddresses: [], wish: null, now }, fail)
    expect(asked()).toMatchObject({ reason: 'program_off' })
  })

  it('of a person’s wish leaves out the condition and the sample, and takes its own occasion', () => {
    const program = { on: { object: 'Case', when: { field: 'IsClosed', is: 'never' } }, participation: { sample: 0 } }
    expect(decided({ program }).verdict).toBe('condition_not_met')
    const wish = { occasion: 'asked:1', isInterview: false }
    expect(decided({ program, wish }).decision).toMatchObject({ outcome: 'invited', occasion: 'asked:1' })
    expect(decided({ program, wish, history: { suppressed: 'unsubscribed' } }).verdict).toBe('unsubscribed')
  })

  it('of an interview needs no address, a mail does', () => {
    const nobody = { fields: { ClosedDate: fields.ClosedDate } }
    expect(decided({ ...nobody, wish: { occasion: 'a', isInterview: true } }).verdict).toBe('invited')
    expect(decided({ ...nobody, wish: { occasion: 'a', isInterview: false } }).verdict).toBe('no_address')
  })

  it('gives the first reason of several: what cannot change before what can', () => {
    const all: Given = {
      program: { mode: 'watch', ...cooldown },
      history: { sameEvent: 'i1', sameRecord: 'i2', suppressed: 'bounced', lastAskedAt: now },
    }
    expect(decided(all).verdict).toBe('already_decided')
    expect(decided({ ...all, history: { ...all.history, sameEvent: null } }).verdict).toBe('already_asked')
    expect(decided({ ...all, history: { lastAskedAt: now } }).verdict).toBe('cooldown')
    expect(decided({ program: { mode: 'watch' } }).verdict).toBe('watching')
  })
})

describe('the end of a cool-down', () => {
  it('is none without a rule, for an exempt program and for somebody who was never asked', () => {
    const end = (participation: Record<string, unknown>, lastAskedAt: Date | null) =>
      endOfCooldown(programSchema.parse(aCaseProgram({ participation })), lastAskedAt)
    expect(end({ cooldown: '90d' }, daysAgo(30))).toEqual(daysAgo(-60))
    expect(end({ cooldown: '90d' }, null)).toBeNull()
    expect(end({ cooldown: '90d', exempt: true }, now)).toBeNull()
    expect(end({}, now)).toBeNull()
  })
})

const fail = (): never => {
  throw new Error('asked for the history')
}

describe('a sample', () => {
  const program = { participation: { sample: 30 } }

  it('always draws the same for the same event', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (occasion) => {
        const given = { program, fields: { ...fields, ClosedDate: `x${occasion}` } }
        expect(decided(given).verdict).toBe(decided(given).verdict)
      }),
      { numRuns: 200 },
    )
  })

  it('takes its share, and a smaller one is part of a larger one', () => {
    const asked = (sample: number) =>
      Array.from({ length: 2000 }, (_, n) => n).filter(
        (n) => decided({ program: { participation: { sample } }, recordId: `500${n}` }).verdict === 'invited',
      )
    const thirty = asked(30)
    expect(thirty.length).toBeGreaterThan(520)
    expect(thirty.length).toBeLessThan(680)
    expect(asked(50)).toEqual(expect.arrayContaining(thirty))
    expect(asked(100)).toHaveLength(2000)
  })
})

describe('one event has one occasion, however it is spelled', () => {
  const spelled = (value: unknown) => occasionOf('X', { X: value })

  it.each([
    ['an outbound message', '2026-11-21T20:25:19.000Z'],
    ['REST', '2026-11-21T20:25:19.000+0000'],
    ['Apex', '2026-11-21T20:25:19Z'],
    ['a formula', '2026-11-21 20:25:19Z'],
    ['another zone', '2026-11-21T21:25:19+01:00'],
    ['another zone in REST', '2026-11-21T15:25:19.000-0500'],
    ['one with a fraction of any length', '2026-11-21T20:25:19.0Z'],
    ['one with nanoseconds', '2026-11-21T20:25:19.000000000Z'],
  ])('as %s does', (_, text) => {
    expect(spelled(text)).toBe('2026-11-21T20:25:19.000Z')
  })

  it('and so has a number, from a message or from REST', () => {
    expect(['7.0', 7, '7'].map(spelled)).toEqual(['7', '7', '7'])
    expect([39.5, '39.5', '-2.0', '12.0'].map(spelled)).toEqual(['39.5', '39.5', '-2', '12'])
  })

  it('and what is no moment stays as it is', () => {
    const texts = ['2026-11-21', 'Canceled', '1.10', '2026-13-45T99:99:99Z', '14:00:00.000Z', 'true']
    texts.push('v7.0', '7.05', '7.00', 'at 2026-11-21T20:25:19Z', '2026-11-21T20:25:19Z!', '2026-11-21T20:25:19.Z')
    texts.push('2026-11-21T20:25:19', '2026-11-21T20:25:19.0000000000Z')
    expect(texts.map(spelled)).toEqual(texts)
    expect([undefined, null, '', '  ', false].map(spelled)).toEqual([null, null, null, null, 'false'])
  })

  it('and two moments never have the same', () => {
    const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(spelled(a.toISOString()) === spelled(b.toISOString().replace('Z', '+0000'))).toBe(
          a.getTime() === b.getTime(),
        )
      }),
    )
  })
})
