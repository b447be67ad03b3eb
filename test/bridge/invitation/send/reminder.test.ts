import { describe, expect, it } from 'vitest'
import { keysOf } from '../../../../bridge/invitation/decide/recipient.ts'
import { afterSend } from '../../../../bridge/invitation/send/after.ts'
import { suppress } from '../../../../bridge/invitation/delivery/suppress.ts'
import { aCaseProgram, inLeg, type Leg } from '../../../support/invitation/leg.ts'
import { refused } from '../../../support/invitation/ports.ts'

const day = 86_400_000
const program = (more: Record<string, unknown> = {}) =>
  aCaseProgram({ send: { remind: ['3d', '7d'], expire: '30d' }, ...more })

/** Runs the leg up to a day after the first mail. */
async function until(leg: Leg, id: string, days: number): Promise<void> {
  const { sentAt } = leg.invitationOf(id)
  leg.now = new Date(sentAt!.getTime() + days * day)
  await leg.check()
  await leg.send()
  leg.expire()
}
const kinds = (leg: Leg) => leg.sends().map(({ kind, state }) => `${kind} ${state}`)
const become = (leg: Leg, status: string): void =>
  void leg.sql.exec('UPDATE invitations SET status = ?1', status).toArray()

describe('a reminder', () => {
  it('goes to those who do not answer, at its days after the first mail, then the survey ends', () =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      const seen: [number, number, string][] = []
      for (const days of [1, 2, 3, 4, 6, 7, 8, 29, 30, 31]) {
        await until(leg, id, days)
        seen.push([days, leg.mailer.sent.length, leg.invitationOf(id).status])
      }
      expect(seen).toEqual([
        [1, 1, 'Sent'],
        [2, 1, 'Sent'],
        [3, 2, 'Sent'],
        [4, 2, 'Sent'],
        [6, 2, 'Sent'],
        [7, 3, 'Sent'],
        [8, 3, 'Sent'],
        [29, 3, 'Sent'],
        [30, 3, 'Expired'],
        [31, 3, 'Expired'],
      ])
      expect(kinds(leg)).toEqual(['invite sent', 'reminder sent', 'reminder sent'])
      expect(leg.invitationOf(id).reminders).toBe(2)
    }))

  it('is a mail with a link of its own, and looks like one', () =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      await until(leg, id, 3)
      const [first, second] = leg.mailer.sent
      expect(leg.mailer.sent).toHaveLength(2)
      expect(second?.subject).not.toBe(first?.subject)
      expect(leg.sql.exec('SELECT kind FROM links ORDER BY created_at').toArray()).toEqual([
        { kind: 'mail' },
        { kind: 'reminder' },
      ])
    }))

  it.each(['Opened', 'Partial'])('goes to those who began (%s)', (status) =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      become(leg, status)
      await until(leg, id, 3)
      expect(leg.mailer.sent).toHaveLength(2)
      expect(leg.invitationOf(id).status).toBe(status) // never back
    }),
  )

  it.each<[string, (leg: Leg, id: string) => void]>([
    [
      'unsubscribed',
      (leg, id) => leg.commit((sql, now) => suppress(sql, keysOf(leg.invitationOf(id).recipient), 'unsubscribed', now)),
    ],
    ['opted out in Salesforce', (leg, id) => leg.inSalesforce(id, { 'Contact.HasOptedOutOfEmail': true })],
    ['have an open case again', (leg, id) => leg.inSalesforce(id, { IsClosed: false })],
    ['are another contact now', (leg, id) => leg.inSalesforce(id, { ContactId: '003000000000999AAA' })],
    ['belong to a program that is off', (leg) => leg.publish(program({ mode: 'off' }))],
    ['are gone with their case', (leg, id) => leg.reader.delete('Case', leg.invitationOf(id).recordId)],
  ])('does not go to those who %s; the survey stays open', (_, change) =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      change(leg, id)
      await until(leg, id, 3)
      await until(leg, id, 8)
      expect(leg.mailer.sent).toHaveLength(1)
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Sent', reason: null, step: 'expire' })
      expect(leg.count('links')).toBe(1)
      await until(leg, id, 30)
      expect(leg.invitationOf(id).status).toBe('Expired')
    }),
  )

  it('does not follow an answer, also when the answer came while a mail was on its way', () =>
    inLeg(async (leg) => {
      leg.publish(program())
      const first = await leg.asksOne()
      complete(leg, first)
      await until(leg, first, 3)
      expect(leg.mailer.sent).toHaveLength(1)

      const second = await leg.asksOne()
      leg.mailer.meanwhile = () => complete(leg, second)
      await until(leg, second, 3)
      expect(kinds(leg).filter((kind) => kind === 'reminder sent')).toHaveLength(1)
      expect(leg.invitationOf(second)).toMatchObject({ status: 'Completed', step: null, dueAt: null })
      await until(leg, second, 8)
      expect(leg.mailer.sent).toHaveLength(3)
    }))

  it('that comes late is not followed by the next at once', () =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      await until(leg, id, 10) // the mail server was away
      await until(leg, id, 11)
      expect(kinds(leg)).toEqual(['invite sent', 'reminder sent'])
      expect(leg.invitationOf(id).step).toBe('expire')
    }))

  it('waits for the delivery hours', () =>
    inLeg(async (leg) => {
      leg.publish(program({ send: { remind: ['12h'], hours: { from: '09:00', to: '18:00', zone: 'UTC' } } }))
      const id = await leg.asksOne()
      await until(leg, id, 0.5)
      expect(leg.invitationOf(id).dueAt).toEqual(new Date('2026-11-22T09:00:00Z'))
      await until(leg, id, 1)
      expect(kinds(leg)).toEqual(['invite sent', 'reminder sent'])
    }))

  it('that bounces keeps the address from further mails, and the invitation as it was', () =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      leg.mailer.answers.push(refused('550 5.1.1'))
      await until(leg, id, 3)
      await until(leg, id, 7)
      expect(leg.mailer.sent).toHaveLength(2)
      expect(leg.invitationOf(id)).toMatchObject({ status: 'Sent', step: 'expire' })
      expect(leg.verdict(leg.decided({ ContactEmail: leg.invitationOf(id).recipient.email }))).toBe('bounced')
    }))

  it('that is unknown is not repeated; the next one goes at its time', () =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      leg.mailer.answers.push({ state: 'unknown', code: 'ETIMEDOUT' })
      await until(leg, id, 3)
      await until(leg, id, 4)
      await until(leg, id, 7)
      expect(kinds(leg)).toEqual(['invite sent', 'reminder unknown', 'reminder sent'])
    }))

  it('whose text cannot be filled in is left out, and the survey still ends', () =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      leg.sql.exec(
        `UPDATE documents SET published_at = published_at + 1, body_json = json_set(body_json, '$.mail', json('{"subject":"{{ x | nonsense }}","body":"x"}')) WHERE kind = 'program'`,
      )
      await until(leg, id, 3)
      expect([leg.mailer.sent.length, leg.invitationOf(id).step]).toEqual([1, 'expire'])
      await until(leg, id, 30)
      expect(leg.invitationOf(id).status).toBe('Expired')
    }))
})

/** As the survey leg does. */
const complete = (leg: Leg, id: string): void =>
  void leg.sql
    .exec(
      `UPDATE invitations SET status = 'Completed', step = NULL, due_at = NULL WHERE id = ?1`,
      leg.invitationOf(id).id,
    )
    .toArray()

describe('what follows a mail', () => {
  it('never moves an invitation back or wakes one that ended', () =>
    inLeg(async (leg) => {
      leg.publish(program())
      const id = await leg.asksOne()
      for (const status of ['Completed', 'Expired', 'Cancelled', 'Not Sent', 'Held']) {
        leg.sql.exec('UPDATE invitations SET status = ?1, step = NULL, due_at = NULL', status)
        leg.commit((sql, now) => afterSend(sql, leg.invitationOf(id), { kind: 'reminder' }, now))
        expect(leg.invitationOf(id)).toMatchObject({ status, step: null, dueAt: null })
      }
    }))
})
