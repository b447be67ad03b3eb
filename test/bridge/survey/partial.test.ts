import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { newRef } from '../../../bridge/core/keys.ts'
import { findSurvey, markOpened, storeAnswer, storePartial } from '../../../bridge/survey/respond.ts'
import { findResponse } from '../../../bridge/survey/responses.ts'
import { anInvited, aSubmission } from '../../support/survey/responses.ts'

const now = new Date('2026-11-21T10:00:00Z')
const later = new Date('2026-11-21T10:05:00Z')
let count = 0
const inObject = (work: (sql: SqlStorage) => void) =>
  runInDurableObject(env.ORG.getByName(`survey-partial-${++count}`), (_, { storage }) => work(storage.sql))

const invitation = (sql: SqlStorage, id: string) =>
  sql.exec('SELECT status, step, opened_at, completed_at FROM invitations WHERE id = ?1', id).one()
const half = aSubmission({ comment: 'so far' }, 'fr', 30)

describe('an unfinished form', () => {
  it('is kept, and shown again by the same link', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      expect(storePartial(sql, ref, half, now)).toEqual({
        ok: true,
        value: { invitationId, event: 'response.partial' },
      })
      expect(findResponse(sql, invitationId)).toMatchObject({ state: 'partial', version: 1, submittedAt: null })
      expect(invitation(sql, invitationId)).toEqual({
        status: 'Partial',
        step: 'remind', // a reminder may still help
        opened_at: now.getTime(),
        completed_at: null,
      })
      expect(findSurvey(sql, ref, later)).toMatchObject({
        ok: true,
        value: { state: 'partial', answers: { comment: 'so far' } },
      })
    }))

  it('keeps what is possible and forgets the rest', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      storePartial(sql, ref, aSubmission({ csat: 77, comment: 'x', evil: 'y' }), now)
      expect(findResponse(sql, invitationId)?.answers).toEqual({ comment: 'x' })
    }))

  it('that is kept twice is one change; an empty one is none', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      expect(storePartial(sql, ref, aSubmission({}), now)).toEqual({ ok: true, value: null })
      expect(findResponse(sql, invitationId)).toBeNull()
      storePartial(sql, ref, half, now)
      expect(storePartial(sql, ref, half, later)).toEqual({ ok: true, value: null })
      expect(storePartial(sql, ref, aSubmission({}), later)).toMatchObject({ ok: true, value: { invitationId } })
      expect(findResponse(sql, invitationId)?.answers).toEqual({})
    }))

  it('becomes the answer when it is sent, still as the first version, begun when it was begun', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      storePartial(sql, ref, half, now)
      storeAnswer(sql, ref, aSubmission({ csat: 3 }), later)
      expect(findResponse(sql, invitationId)).toMatchObject({
        state: 'completed',
        version: 1,
        answers: { csat: 3 },
        startedAt: new Date(now.getTime() - 30_000),
        submittedAt: later,
      })
    }))

  it('never touches an answer that was sent: a page left open in another tab is late', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      storeAnswer(sql, ref, aSubmission({ csat: 3 }), now)
      const before = [findResponse(sql, invitationId), invitation(sql, invitationId)]
      expect(storePartial(sql, ref, half, later)).toEqual({ ok: true, value: null })
      expect([findResponse(sql, invitationId), invitation(sql, invitationId)]).toEqual(before)
    }))

  it('of a closed link is refused', () =>
    inObject((sql) => {
      const { ref } = anInvited(sql, { expiresAt: now })
      expect(storePartial(sql, ref, half, now)).toMatchObject({ ok: false, failure: { state: 'expired' } })
      expect(storePartial(sql, newRef(), half, now)).toMatchObject({ ok: false, failure: { state: 'unknown' } })
    }))
})

describe('somebody who looks', () => {
  it('makes a sent invitation opened, once', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql)
      expect(markOpened(sql, ref, now)).toEqual({ ok: true, value: { invitationId } })
      expect(markOpened(sql, ref, later)).toEqual({ ok: true, value: null })
      expect(invitation(sql, invitationId)).toMatchObject({ status: 'Opened', opened_at: now.getTime() })
    }))

  it.each(['Partial', 'Completed', 'Bounced', 'Held'] as const)('takes no invitation back that is %s', (status) =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql, { status })
      expect(markOpened(sql, ref, now)).toEqual({ ok: true, value: null })
      expect(invitation(sql, invitationId)).toMatchObject({ status })
    }),
  )

  it('proves that a mail had left whose fate nobody knew', () =>
    inObject((sql) => {
      const { ref, invitationId, sendId } = anInvited(sql, { status: 'Queued', state: 'unknown' })
      expect(markOpened(sql, ref, now)).toEqual({ ok: true, value: { invitationId } })
      expect(sql.exec('SELECT state, settled_by FROM sends WHERE id = ?1', sendId).one()).toEqual({
        state: 'sent',
        settled_by: 'opening',
      })
      expect(invitation(sql, invitationId)).toMatchObject({ status: 'Opened' })
    }))

  it('through a closed link learns nothing and changes nothing', () =>
    inObject((sql) => {
      const { ref, invitationId } = anInvited(sql, { status: 'Expired' })
      expect(markOpened(sql, ref, now)).toMatchObject({ ok: false, failure: { state: 'expired' } })
      expect(markOpened(sql, newRef(), now)).toMatchObject({ ok: false, failure: { state: 'unknown' } })
      expect(invitation(sql, invitationId)).toMatchObject({ status: 'Expired', opened_at: null })
    }))
})
