import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { raiseAlert } from '../../../../bridge/core/tables/alerts.ts'
import { newRef } from '../../../../bridge/core/keys.ts'
import { recordDeliveryEvent, recordNotice, settleByLink } from '../../../../bridge/invitation/delivery/events.ts'
import type { DeliveryEvent } from '../../../../bridge/invitation/mailer.ts'
import { isSuppressed } from '../../../../bridge/invitation/delivery/suppress.ts'
import { personKeys } from '../../../../bridge/invitation/person-keys.ts'
import { aSend, aSentMail } from '../../../support/mail/sends.ts'

const now = new Date('2026-11-21T10:00:00Z')
const later = new Date('2026-11-21T11:00:00Z')
let count = 0
/** Each test in an object of its own. */
const inObject = (work: (sql: SqlStorage) => void) =>
  runInDurableObject(env.ORG.getByName(`delivery-${++count}`), (_, { storage }) => work(storage.sql))

const anEvent = (given: Partial<DeliveryEvent>): DeliveryEvent => ({
  kind: 'delivered',
  providerId: null,
  sendId: null,
  email: null,
  ...given,
})
const invitation = (sql: SqlStorage, id: string) =>
  sql.exec('SELECT status, reason, step, due_at, sent_at FROM invitations WHERE id = ?1', id).one()
const send = (sql: SqlStorage, id: string) => sql.exec('SELECT state, settled_by FROM sends WHERE id = ?1', id).one()
const suppressed = (sql: SqlStorage, email: string) => isSuppressed(sql, personKeys({ email }))
const openAlerts = (sql: SqlStorage) => sql.exec('SELECT id FROM alerts WHERE closed_at IS NULL').toArray()

describe('a bounce', () => {
  it.each(['sendId', 'providerId'] as const)('found by %s ends the invitation and keeps us off the address', (by) =>
    inObject((sql) => {
      const mail = aSentMail(sql)
      const event = anEvent({ kind: 'bounced', [by]: mail[by] })
      expect(recordDeliveryEvent(sql, event, now)).toEqual({ invitationId: mail.invitationId, became: 'bounced' })
      expect(invitation(sql, mail.invitationId)).toMatchObject({
        status: 'Bounced',
        reason: 'bounced',
        step: null,
        due_at: null,
      })
      expect(suppressed(sql, mail.email)).toBe('bounced')
    }),
  )

  it('that repeats, or is followed by an older event, changes nothing more', () =>
    inObject((sql) => {
      const mail = aSentMail(sql)
      const event = anEvent({ kind: 'bounced', sendId: mail.sendId })
      recordDeliveryEvent(sql, event, now)
      const before = [invitation(sql, mail.invitationId), send(sql, mail.sendId)]
      expect(recordDeliveryEvent(sql, event, later)).toBeNull()
      expect(recordDeliveryEvent(sql, anEvent({ sendId: mail.sendId }), later)).toBeNull()
      expect([invitation(sql, mail.invitationId), send(sql, mail.sendId)]).toEqual(before)
    }))

  it('that is soft ends the invitation, and the address may be asked again', () =>
    inObject((sql) => {
      const mail = aSentMail(sql)
      const event = anEvent({ kind: 'bounced', hard: false, sendId: mail.sendId })
      expect(recordDeliveryEvent(sql, event, now)).toMatchObject({ became: 'bounced' })
      expect(suppressed(sql, mail.email)).toBeNull()
    }))

  it.each(['Opened', 'Partial', 'Completed', 'Expired'] as const)(
    'of an invitation that is %s never moves it back',
    (status) =>
      inObject((sql) => {
        const mail = aSentMail(sql, { status })
        const before = invitation(sql, mail.invitationId)
        expect(recordDeliveryEvent(sql, anEvent({ kind: 'bounced', sendId: mail.sendId }), now)).toBeNull()
        expect(invitation(sql, mail.invitationId)).toEqual(before)
        expect(suppressed(sql, mail.email)).toBe('bounced')
      }),
  )

  it('stops the mails that wait, and says nothing of the person', () =>
    inObject((sql) => {
      const mail = aSentMail(sql, { person: '003000000000777AAA' })
      const reminder = aSend(sql, mail.invitationId, { state: 'waiting', kind: 'reminder' })
      recordDeliveryEvent(sql, anEvent({ kind: 'bounced', sendId: mail.sendId }), now)
      expect(send(sql, reminder.sendId)).toMatchObject({ state: 'refused' })
      expect(isSuppressed(sql, personKeys({ contactId: '003000000000777AAA' }))).toBeNull()
    }))

  it('keeps us off our own address, whatever address the event names', () =>
    inObject((sql) => {
      const mail = aSentMail(sql)
      recordDeliveryEvent(sql, anEvent({ kind: 'bounced', sendId: mail.sendId, email: 'victim@example.com' }), now)
      expect(suppressed(sql, 'victim@example.com')).toBeNull()
    }))
})

describe('a complaint or a wish', () => {
  it.each(['complained', 'unsubscribed'] as const)('(%s) keeps us off the person by every key', (kind) =>
    inObject((sql) => {
      const mail = aSentMail(sql, { person: '003000000000778AAA' })
      const event = anEvent({ kind, sendId: mail.sendId })
      expect(recordDeliveryEvent(sql, event, now)).toEqual({ invitationId: mail.invitationId, became: 'opted_out' })
      expect(recordDeliveryEvent(sql, event, later)).toBeNull()
      expect(suppressed(sql, mail.email)).toBe(kind)
      expect(isSuppressed(sql, personKeys({ contactId: '003000000000778AAA' }))).toBe(kind)
      expect(invitation(sql, mail.invitationId)).toMatchObject({ status: 'Sent' })
    }),
  )

  it('about a mail we do not know keeps us off the address it names', () =>
    inObject((sql) => {
      expect(
        recordDeliveryEvent(sql, anEvent({ kind: 'unsubscribed', sendId: 'gone', email: 'Zoe@example.com' }), now),
      ).toBeNull()
      expect(suppressed(sql, 'zoe@example.com')).toBe('unsubscribed')
      expect(recordDeliveryEvent(sql, anEvent({ kind: 'delivered', providerId: 'gone@x' }), now)).toBeNull()
    }))
})

describe('a mail of which nobody could say whether it left', () => {
  const anUnknown = (sql: SqlStorage, kind: 'invite' | 'reminder' = 'invite') => {
    const mail = aSentMail(sql, { status: 'Queued', state: 'unknown', kind })
    raiseAlert(sql, { id: `send_unknown:${mail.sendId}`, code: 'send_unknown', detail: '' }, now)
    return mail
  }

  it.each(['delivered', 'deferred'] as const)('is settled by an event (%s), and its alert is closed', (kind) =>
    inObject((sql) => {
      const mail = anUnknown(sql)
      const event = anEvent({ kind, sendId: mail.sendId })
      expect(recordDeliveryEvent(sql, event, now)).toEqual({ invitationId: mail.invitationId, became: 'sent' })
      expect(send(sql, mail.sendId)).toEqual({ state: 'sent', settled_by: 'event' })
      expect(invitation(sql, mail.invitationId)).toMatchObject({ status: 'Sent', sent_at: now.getTime() })
      expect(openAlerts(sql)).toEqual([])
      expect(recordDeliveryEvent(sql, event, later)).toBeNull()
    }),
  )

  it('is found by its Message-ID, because that holds our own id', () =>
    inObject((sql) => {
      const mail = anUnknown(sql)
      const event = anEvent({ providerId: `${mail.sendId}@example.com` })
      expect(recordDeliveryEvent(sql, event, now)).toMatchObject({ became: 'sent' })
    }))

  it('and comes back had left: settled and bounced at once', () =>
    inObject((sql) => {
      const mail = anUnknown(sql)
      expect(recordDeliveryEvent(sql, anEvent({ kind: 'bounced', sendId: mail.sendId }), now)).toMatchObject({
        became: 'bounced',
      })
      expect(send(sql, mail.sendId)).toEqual({ state: 'sent', settled_by: 'event' })
      expect(invitation(sql, mail.invitationId)).toMatchObject({ status: 'Bounced', step: null })
      expect(openAlerts(sql)).toEqual([])
    }))

  it.each(['opening', 'answer'] as const)('is settled by its own link (%s), not by another', (by) =>
    inObject((sql) => {
      const mail = anUnknown(sql)
      const other = aSend(sql, mail.invitationId, { state: 'unknown', kind: 'reminder' })
      expect(settleByLink(sql, newRef(), by, now)).toBeNull()
      expect(settleByLink(sql, mail.ref, by, now)).toBe(mail.invitationId)
      expect(settleByLink(sql, mail.ref, by, later)).toBeNull()
      expect(send(sql, mail.sendId)).toEqual({ state: 'sent', settled_by: by })
      expect(send(sql, other.sendId)).toEqual({ state: 'unknown', settled_by: null })
    }),
  )

  it('asks for no reminder once the invitation is answered', () =>
    inObject((sql) => {
      const mail = aSentMail(sql, { status: 'Completed', state: 'unknown' })
      sql.exec('UPDATE invitations SET step = NULL, due_at = NULL WHERE id = ?1', mail.invitationId)
      expect(settleByLink(sql, mail.ref, 'answer', now)).toBeNull()
      expect(send(sql, mail.sendId)).toEqual({ state: 'sent', settled_by: 'answer' })
      expect(invitation(sql, mail.invitationId)).toMatchObject({ status: 'Completed', step: null, due_at: null })
    }))
})

describe('a notice that came by mail', () => {
  it('concerns only the mail whose link it carries, whatever else it says', () =>
    inObject((sql) => {
      const [own, other] = [aSentMail(sql), aSentMail(sql)]
      const event = anEvent({ kind: 'bounced', sendId: other.sendId, providerId: other.providerId, email: other.email })
      expect(recordNotice(sql, own.ref, event, now)).toEqual({ invitationId: own.invitationId, became: 'bounced' })
      expect(invitation(sql, other.invitationId)).toMatchObject({ status: 'Sent' })
      expect(suppressed(sql, other.email)).toBeNull()
      expect(suppressed(sql, own.email)).toBe('bounced')
    }))

  it('with a link of no mail changes nothing', () =>
    inObject((sql) => {
      const mail = aSentMail(sql)
      expect(recordNotice(sql, newRef(), anEvent({ kind: 'bounced', sendId: mail.sendId }), now)).toBeNull()
      expect(invitation(sql, mail.invitationId)).toMatchObject({ status: 'Sent' })
    }))
})
