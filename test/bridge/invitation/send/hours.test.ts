import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insideHours, type Hours } from '../../../../bridge/invitation/send/hours.ts'

const paris = { from: '09:00', to: '19:00', zone: 'Europe/Paris' }
const at = (time: string, hours: Hours | undefined): string => insideHours(new Date(time), hours).toISOString()

describe('a delivery window', () => {
  it.each<[string, string, Hours | undefined, string]>([
    ['inside stays', '2026-11-21T09:30:15.123Z', paris, '2026-11-21T09:30:15.123Z'],
    ['too early waits for the morning', '2026-11-21T05:59:59.999Z', paris, '2026-11-21T08:00:00.000Z'],
    ['too late waits for the next morning', '2026-11-21T18:00:00.000Z', paris, '2026-11-22T08:00:00.000Z'],
    ['the opening minute is inside', '2026-11-21T08:00:00.000Z', paris, '2026-11-21T08:00:00.000Z'],
    ['the closing minute is outside', '2026-11-21T17:59:59.999Z', paris, '2026-11-21T17:59:59.999Z'],
    ['without hours all is inside', '2026-11-21T03:00:00.000Z', undefined, '2026-11-21T03:00:00.000Z'],
    ['from = to is all day', '2026-11-21T03:00:00.000Z', { ...paris, to: '09:00' }, '2026-11-21T03:00:00.000Z'],
    [
      'over midnight: evening is inside',
      '2026-11-21T21:30:00.000Z',
      { from: '22:00', to: '06:00', zone: 'Europe/Paris' },
      '2026-11-21T21:30:00.000Z',
    ],
    [
      'over midnight: morning is inside',
      '2026-11-21T04:59:00.000Z',
      { from: '22:00', to: '06:00', zone: 'Europe/Paris' },
      '2026-11-21T04:59:00.000Z',
    ],
    [
      'over midnight: noon waits',
      '2026-11-21T11:00:00.000Z',
      { from: '22:00', to: '06:00', zone: 'Europe/Paris' },
      '2026-11-21T21:00:00.000Z',
    ],
    [
      'until midnight',
      '2026-11-21T23:30:00.000Z',
      { from: '09:00', to: '00:00', zone: 'UTC' },
      '2026-11-21T23:30:00.000Z',
    ],
    [
      'half-hour zones',
      '2026-11-21T00:00:00.000Z',
      { from: '09:00', to: '10:00', zone: 'Asia/Kolkata' },
      '2026-11-21T03:30:00.000Z',
    ],
    [
      'the other side of the date line',
      '2026-11-21T12:00:00.000Z',
      { from: '09:00', to: '10:00', zone: 'Pacific/Kiritimati' },
      '2026-11-21T19:00:00.000Z',
    ],
    // Clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October 2026 (Paris).
    ['a night that is an hour short', '2026-03-28T20:00:00.000Z', paris, '2026-03-29T07:00:00.000Z'],
    ['a night that is an hour long', '2026-10-24T20:00:00.000Z', paris, '2026-10-25T08:00:00.000Z'],
    [
      'an opening that does not exist',
      '2026-03-28T20:00:00.000Z',
      { from: '02:30', to: '05:00', zone: 'Europe/Paris' },
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'a window that does not exist',
      '2026-03-28T20:00:00.000Z',
      { from: '02:15', to: '02:45', zone: 'Europe/Paris' },
      '2026-03-30T00:15:00.000Z',
    ],
    [
      'an hour that comes twice',
      '2026-10-25T00:45:00.000Z',
      { from: '02:00', to: '02:30', zone: 'Europe/Paris' },
      '2026-10-25T01:00:00.000Z',
    ],
    [
      'a shift of half an hour',
      '2026-10-03T11:00:00.000Z',
      { from: '09:00', to: '10:00', zone: 'Australia/Lord_Howe' },
      '2026-10-03T22:00:00.000Z',
    ],
  ])('%s', (_, time, hours, expected) => {
    expect(at(time, hours)).toBe(expected)
  })

  const minute = fc.integer({ min: 0, max: 1439 })
  const clock = minute.map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`)
  const zone = fc.constantFrom(
    'Europe/Paris',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/St_Johns',
    'UTC',
  )
  // Half of them near a change of clocks.
  const changes = [
    '2026-03-29T01:00:00Z',
    '2026-10-25T01:00:00Z',
    '2026-03-08T07:00:00Z',
    '2026-11-01T06:00:00Z',
    '2026-10-03T15:30:00Z',
  ]
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -172_800, max: 172_800 }))
    .map(([change, seconds]) => new Date(Date.parse(change) + seconds * 1000))
  const moment = fc.oneof(
    near,
    fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
  )

  it('gives the first moment inside it that is not past', () => {
    fc.assert(
      fc.property(moment, clock, clock, zone, (now, from, to, zone) => {
        const hours = { from, to, zone }
        const opens = insideHours(now, hours)
        expect(opens.getTime()).toBeGreaterThanOrEqual(now.getTime())
        expect(insideHours(opens, hours)).toEqual(opens) // inside
        const waits = opens.getTime() - now.getTime()
        if (waits === 0) return
        expect(opens.getTime() % 60_000).toBe(0)
        for (const part of [0.25, 0.5, 0.75]) {
          const between = new Date(now.getTime() + waits * part)
          expect(insideHours(between, hours)).toEqual(opens) // no opening was missed
        }
        const before = new Date(opens.getTime() - 60_000)
        if (before > now) expect(insideHours(before, hours)).toEqual(opens)
      }),
      { numRuns: 500 },
    )
  })
})
