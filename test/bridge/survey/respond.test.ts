import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { newRef } from '../../../bridge/core/keys.ts'
import { findSurvey, storeAnswer } from '../../../bridge/survey/respond.ts'
import { findResponse } from '../../../bridge/survey/responses.ts'
import { aLink, anInvited, aSubmission } from '../../support/survey/responses.ts'
import { aSend } from '../../support/mail/sends.ts'

const now = new Date('2026-11-21T10:00:00Z')
const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
let count = 0
/** Each test in an object of its own. */
const inObject = (work: (sql: SqlStorage) => void) =>
  runInDurableObject(env.ORG.getByName(`survey-respond-${++count}`), (_, { storage }) => work(storage.sql))

const invitation = (sql: SqlStorage, id: string) =>
  sql.exec('SELECT status, step, due_at, opened_at, completed_at FROM invitations WHERE id = ?1', id).one()
const good = aSubmission({ csat: 5, comment: 'quick' }, 'fr', 12)
const worse = aSubmission({ csat: 2 }, 'en')
const answeredLater = {
  ok: false,
  failure: { code: 'link_closed', state: 'answered', answeredAt: now, language: 'fr' },
}
const unknown = { ok: false, failure: { code: 'link_closed', state: 'unknown', answeredAt: null, language: null } }
const expired = { ok: false, failure: { code: 'link_closed', state: 'expired', answeredAt: null, language: 'fr' } }

describe('an answer', () => {
  it('is stored once, completes the invitation and says so', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      const stored = storeAnswer(sql, ref, good, now)
      expect(stored).toMatchObject({
        ok: true,
        value: {
          answered: { language: 'fr', errors: [], editUntil: minutesLater(60) },
          change: { invitationId, event: 'response.completed' },
        },
      })
      expect(findResponse(sql, invitationId)).toMatchObject({
        state: 'completed',
        version: 1,
        answers: { csat: 5, comment: 'quick' },
        language: 'fr',
        viaAgent: false,
        isBot: false,
        seconds: 12,
        startedAt: new Date(now.getTime() - 12_000),
        submittedAt: now,
      })
      const at = now.getTime()
      expect(invitation(sql, invitationId)).toEqual({
        status: 'Completed',
        step: null,
        due_at: null,
        opened_at: at,
        completed_at: at,
      })
    }))

  it('that is repeated gets the same reply and changes nothing, also when the edit window is over', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      storeAnswer(sql, ref, good, now)
      const before = findResponse(sql, invitationId)
      for (const at of [now, minutesLater(5), minutesLater(300)])
        expect(storeAnswer(sql, ref, good, at)).toMatchObject({
          ok: true,
          value: { answered: { errors: [] }, change: null },
        })
      expect(findResponse(sql, invitationId)).toEqual(before)
    }))

  it('that is changed inside the window is a new version, and the window does not move', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      storeAnswer(sql, ref, good, now)
      const changed = storeAnswer(sql, ref, worse, minutesLater(59))
      expect(changed).toMatchObject({
        ok: true,
        value: { answered: { editUntil: minutesLater(60) }, change: { event: 'response.completed' } },
      })
      expect(findResponse(sql, invitationId)).toMatchObject({
        version: 2,
        answers: { csat: 2 },
        language: 'en',
        seconds: 12,
        submittedAt: minutesLater(59),
      })
      expect(invitation(sql, invitationId)).toMatchObject({ completed_at: now.getTime() })
      expect(storeAnswer(sql, ref, good, minutesLater(60))).toEqual(answeredLater)
      expect(findResponse(sql, invitationId)?.version).toBe(2)
    }))

  it('that this survey cannot hold is named and not stored', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      const refused = storeAnswer(sql, ref, aSubmission({ csat: 6, comment: 'kept by the page' }), now)
      expect(refused).toMatchObject({
        ok: true,
        value: { answered: { errors: [{ question: 'csat', code: 'range' }] }, change: null },
      })
      expect(findResponse(sql, invitationId)).toBeNull()
      expect(invitation(sql, invitationId)).toMatchObject({ status: 'Sent', completed_at: null })
    }))

  it('that is impossible does not undo one that stands', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      storeAnswer(sql, ref, good, now)
      const refused = storeAnswer(sql, ref, aSubmission({ csat: 5, comment: 'quick', evil: 'x' }), minutesLater(1))
      expect(refused).toMatchObject({ ok: true, value: { answered: { errors: [{ code: 'unknown' }] }, change: null } })
      expect(findResponse(sql, invitationId)).toMatchObject({ version: 1, answers: { csat: 5 } })
    }))

  it('through a link that an agent copied is marked', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      storeAnswer(sql, aLink(sql, invitationId, 'agent'), good, now)
      expect(findResponse(sql, invitationId)?.viaAgent).toBe(true)
      storeAnswer(sql, ref, worse, minutesLater(1)) // the customer's own word, sent by the customer
      expect(findResponse(sql, invitationId)?.viaAgent).toBe(false)
    }))

  it('through any link of the invitation is the one answer of the invitation', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      const reminder = aLink(sql, invitationId, 'reminder')
      storeAnswer(sql, ref, good, now)
      storeAnswer(sql, reminder, good, minutesLater(2))
      expect(findResponse(sql, invitationId)?.version).toBe(1)
      expect(findSurvey(sql, reminder, minutesLater(2))).toMatchObject({ ok: true, value: { state: 'completed' } })
    }))

  it.each(['Queued', 'Held', 'Sent', 'Opened', 'Partial', 'Bounced'] as const)(
    'is taken when the invitation is %s',
    (status) =>
      inObject((sql) => {
        const { ref, invitationId } = anInvited(sql, { status })
        expect(storeAnswer(sql, ref, good, now)).toMatchObject({ ok: true, value: { change: { invitationId } } })
        expect(invitation(sql, invitationId)).toMatchObject({ status: 'Completed' })
      }),
  )
})

describe('the mails of an answered invitation', () => {
  const send = (sql: SqlStorage, id: string) =>
    sql.exec('SELECT state, code, settled_by, due_at FROM sends WHERE id = ?1', id).one()

  it('the one that was answered and of which nobody knew had left', () =>
    inObject((sql) => {
      const mail = anInvited(sql, { state: 'unknown' })
      storeAnswer(sql, mail.ref, good, now)
      expect(send(sql, mail.sendId)).toMatchObject({ state: 'sent', settled_by: 'answer', due_at: null })
      expect(invitation(sql, mail.invitationId)).toMatchObject({ status: 'Completed', step: null, due_at: null })
    }))

  it('a reminder that waits does not go out', () =>
    inObject((sql) => {
      const mail = anInvited(sql)
      const reminder = aSend(sql, mail.invitationId, { state: 'waiting', kind: 'reminder' })
      storeAnswer(sql, mail.ref, good, now)
      expect(send(sql, reminder.sendId)).toEqual({
        state: 'refused',
        code: 'answered',
        settled_by: 'answer',
        due_at: null,
      })
    }))

  it('another one nobody knows about is nobody’s trouble any more', () =>
    inObject((sql) => {
      const mail = anInvited(sql, { state: 'unknown' })
      sql.exec(`INSERT INTO alerts VALUES (?1, 'send_unknown', '', 0, 0, 1, NULL)`, `send_unknown:${mail.sendId}`)
      storeAnswer(sql, aLink(sql, mail.invitationId, 'agent'), good, now)
      expect(send(sql, mail.sendId)).toMatchObject({ state: 'unknown', settled_by: 'answer' })
      expect(sql.exec('SELECT id FROM alerts WHERE closed_at IS NULL').toArray()).toEqual([])
    }))
})

describe('a link', () => {
  it('opens the survey in the version the invitation is bound to, and looking changes nothing', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      const before = [invitation(sql, invitationId), sql.exec('SELECT * FROM sends').toArray()]
      for (let look = 0; look < 10; look++)
        expect(findSurvey(sql, ref, now)).toMatchObject({
          ok: true,
          value: {
            invitationId,
            language: 'fr',
            state: 'open',
            answers: {},
            editUntil: null,
            survey: { survey: 'case-csat' },
          },
        })
      expect([invitation(sql, invitationId), sql.exec('SELECT * FROM sends').toArray()]).toEqual(before)
    }))

  it('that was answered opens the answers while they can be changed, then says when they came', () =>
    inObject((sql) => {
      const { ref } = anInvited(sql)
      storeAnswer(sql, ref, good, now)
      expect(findSurvey(sql, ref, minutesLater(59))).toMatchObject({
        ok: true,
        value: { state: 'completed', answers: { csat: 5 }, editUntil: minutesLater(60) },
      })
      expect(findSurvey(sql, ref, minutesLater(60))).toEqual(answeredLater)
    }))

  it('of a survey without an edit window still leads to the thanks for ten minutes', () =>
    inObject((sql) => {
      const { ref } = anInvited(sql, { survey: { editFor: '0s' } })
      expect(storeAnswer(sql, ref, good, now)).toMatchObject({ ok: true, value: { answered: { editUntil: null } } })
      expect(findSurvey(sql, ref, minutesLater(9))).toMatchObject({
        ok: true,
        value: { state: 'completed', editUntil: null },
      })
      expect(storeAnswer(sql, ref, worse, minutesLater(1))).toEqual(answeredLater)
      expect(findSurvey(sql, ref, minutesLater(10))).toEqual(answeredLater)
    }))

  it('closes when the invitation expires, whether or not the alarm has run', () =>
    inObject((sql) => {
      const late = anInvited(sql, { expiresAt: now })
      const marked = anInvited(sql, { status: 'Expired' })
      for (const { ref, invitationId } of [late, marked]) {
        expect(findSurvey(sql, ref, now)).toEqual(expired)
        expect(storeAnswer(sql, ref, good, now)).toEqual(expired)
        expect(findResponse(sql, invitationId)).toBeNull()
      }
    }))

  it('that was answered before the invitation expired stays answered', () =>
    inObject((sql) => {
      const { ref } = anInvited(sql, { expiresAt: minutesLater(1) })
      storeAnswer(sql, ref, good, now)
      expect(findSurvey(sql, ref, minutesLater(30))).toMatchObject({ ok: true, value: { state: 'completed' } })
    }))

  it('that was revoked, erased or never was, and one of a withdrawn ask, cannot be told apart', () =>
    inObject((sql) => {
      const revoked = anInvited(sql)
      sql.exec('DELETE FROM links WHERE ref = ?1', revoked.ref)
      const erased = anInvited(sql)
      sql.exec('DELETE FROM invitations WHERE id = ?1', erased.invitationId)
      const withdrawn = (['Cancelled', 'Not Sent'] as const).map((status) => anInvited(sql, { status }).ref)
      for (const ref of [revoked.ref, erased.ref, ...withdrawn, newRef()]) {
        expect(findSurvey(sql, ref, now)).toEqual(unknown)
        expect(storeAnswer(sql, ref, good, now)).toEqual(unknown)
      }
    }))
})
