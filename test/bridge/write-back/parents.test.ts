import { describe, expect, it } from 'vitest'
import { dismissWrite, reviveWrites } from '../../../bridge/write-back/deliver/replay.ts'
import { anInvitation, answers, mirrors, renderDefaults, type Asked } from '../../support/survey/answered.ts'
import { aFailure } from '../../support/invitation/ports.ts'
import { inWriteBack, type WriteBack } from '../../support/write-back.ts'

const refused = aFailure('rejected', { status: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' })
const second = 1000

/** Keys by call, in the order Salesforce saw them. */
const calls = (leg: WriteBack) => leg.fake.calls.map(({ rows }) => rows.map(({ writeKey }) => writeKey))
const fieldsOf = (leg: WriteBack, key: string) =>
  leg.fake.calls.flatMap(({ rows }) => rows.filter(({ writeKey }) => writeKey === key)).at(-1)!.fields
const replay = (leg: WriteBack, ...keys: string[]) => leg.commit((sql, now) => reviveWrites(sql, { keys }, now))

async function withAnswer(work: (leg: WriteBack, asked: Asked) => Promise<void>): Promise<void> {
  await inWriteBack(async (leg) => {
    renderDefaults(leg)
    const asked = anInvitation(leg)
    answers(leg, asked)
    await work(leg, asked)
  })
}

describe('parents first', () => {
  it('an answer goes after its response, which goes after its invitation, in one run', () =>
    withAnswer(async (leg, asked) => {
      await leg.deliver()
      expect(calls(leg)).toEqual([
        [asked.invitation],
        [asked.response],
        [asked.answer('comment'), asked.answer('csat')],
      ])
      expect(new Set(Object.values(leg.states()))).toEqual(new Set(['done']))
    }))

  it('a child has no due time while its parent has no record', () =>
    withAnswer(async (leg, asked) => {
      expect(leg.write(asked.invitation).dueAt).not.toBeNull()
      expect(leg.write(asked.response).dueAt).toBeNull()
      expect(leg.write(asked.answer('csat')).dueAt).toBeNull()
      leg.fake.callFailures.push(aFailure('transient'))
      await leg.deliver()
      expect(leg.write(asked.response)).toMatchObject({ state: 'waiting', dueAt: null, attempts: 0 })
    }))

  it('families do not wait for each other, and go together', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const families = [anInvitation(leg), anInvitation(leg), anInvitation(leg)]
      for (const asked of families) answers(leg, asked)
      leg.fake.failures.set(families[1]!.response, refused)
      await leg.deliver()
      expect(calls(leg).map((keys) => keys.length)).toEqual([3, 3, 4])
      expect(leg.states()).toMatchObject({
        [families[0]!.answer('csat')]: 'done',
        [families[1]!.answer('csat')]: 'waiting',
        [families[2]!.answer('csat')]: 'done',
      })
    }))

  it('whose record stands already go with their children in one call, before them', () =>
    withAnswer(async (leg, asked) => {
      await leg.deliver()
      leg.fake.calls.length = 0
      answers(leg, asked, { csat: '2', improve: 'Faster.', call_back: 'no' })
      await leg.deliver()
      const changed = calls(leg)[0]!
      expect(changed.slice(0, 2)).toEqual([asked.invitation, asked.response])
      expect(changed).toHaveLength(6)
      expect(calls(leg)).toHaveLength(1)
    }))
})

describe('an edit that hides an answer', () => {
  it('writes it once more, as skipped, so that no old value stays', () =>
    withAnswer(async (leg, asked) => {
      await leg.deliver()
      expect(fieldsOf(leg, asked.answer('comment'))).toMatchObject({ Value_Text__c: 'Fine.', Skipped__c: false })
      answers(leg, asked, { csat: '2' })
      await leg.deliver()
      expect(fieldsOf(leg, asked.answer('comment'))).toMatchObject({ Value_Text__c: null, Skipped__c: true })
    }))
})

describe('a parent that is dead', () => {
  it('does not keep the response: it goes without the link', () =>
    withAnswer(async (leg, asked) => {
      leg.fake.failures.set(asked.invitation, refused)
      await leg.deliver()
      leg.later(second)
      await leg.deliver()
      expect(leg.states()).toMatchObject({ [asked.invitation]: 'dead', [asked.response]: 'done' })
      expect(fieldsOf(leg, asked.response)).not.toHaveProperty('Invitation__r')
      expect(leg.states()).toMatchObject({ [asked.answer('csat')]: 'done' })
    }))

  it('keeps the answers, which cannot stand without their response', () =>
    withAnswer(async (leg, asked) => {
      leg.fake.failures.set(asked.response, refused)
      await leg.deliver()
      leg.later(24 * 3600 * second)
      await leg.deliver()
      expect(leg.states()).toMatchObject({ [asked.response]: 'dead', [asked.answer('csat')]: 'waiting' })
      expect(leg.write(asked.answer('csat'))).toMatchObject({ dueAt: null, attempts: 0 })
    }))

  it('that is replayed takes its waiting children along', () =>
    withAnswer(async (leg, asked) => {
      leg.fake.failures.set(asked.response, refused)
      await leg.deliver()
      leg.fake.failures.clear()
      replay(leg, asked.response)
      leg.later(second)
      await leg.deliver()
      expect(calls(leg).slice(-2)).toEqual([[asked.response], [asked.answer('comment'), asked.answer('csat')]])
      expect(new Set(Object.values(leg.states()))).toEqual(new Set(['done']))
    }))

  it('that is replayed gives those that went without it their link', () =>
    withAnswer(async (leg, asked) => {
      leg.fake.failures.set(asked.invitation, refused)
      await leg.deliver()
      leg.later(second)
      await leg.deliver()
      leg.fake.failures.clear()
      replay(leg, asked.invitation)
      leg.later(second)
      await leg.deliver()
      expect(fieldsOf(leg, asked.response)['Invitation__r']).toEqual({ Invitation_Key__c: asked.invitationId })
      expect(new Set(Object.values(leg.states()))).toEqual(new Set(['done']))
      expect(leg.tries(asked.answer('csat'))).toEqual(['done'])
    }))

  it('replayed together with its children still goes before them', () =>
    withAnswer(async (leg, asked) => {
      await leg.deliver()
      // As if each had died of its own.
      leg.sql.exec(`UPDATE writes SET state = 'dead', record_id = NULL, due_at = NULL`)
      leg.fake.calls.length = 0
      replay(leg, asked.answer('csat'), asked.response, asked.invitation)
      leg.later(second)
      await leg.deliver()
      expect(calls(leg)).toEqual([[asked.invitation], [asked.response], [asked.answer('csat')]])
    }))

  it('keeps a child that is replayed alone', () =>
    withAnswer(async (leg, asked) => {
      leg.fake.failures.set(asked.response, refused)
      await leg.deliver()
      leg.sql.exec(`UPDATE writes SET state = 'dead' WHERE key = ?1`, asked.answer('csat'))
      replay(leg, asked.answer('csat'))
      expect(leg.write(asked.answer('csat'))).toMatchObject({ state: 'waiting', dueAt: null })
    }))

  it('that nobody wants takes the answers along that waited for it', () =>
    withAnswer(async (leg, asked) => {
      leg.fake.failures.set(asked.response, refused)
      await leg.deliver()
      expect(leg.commit((sql, now) => dismissWrite(sql, asked.response, now))).toBe(true)
      expect(leg.states()).toMatchObject({ [asked.response]: 'dismissed', [asked.answer('csat')]: 'dismissed' })
      // until the customer changes the answer
      leg.fake.failures.clear()
      answers(leg, asked, { csat: '1' })
      await leg.deliver()
      expect(leg.states()).toMatchObject({ [asked.response]: 'done', [asked.answer('csat')]: 'done' })
    }))
})

describe('a response that its mapping does not write', () => {
  it('takes its answers with it: they have nothing to stand on', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      leg.sql.exec(
        `UPDATE documents SET published_at = published_at + 1, body_json = json_set(body_json, '$.if', json('{"metric":"csat","atMost":2}')) WHERE name = 'survey-response'`,
      )
      const asked = anInvitation(leg)
      mirrors(leg, asked)
      answers(leg, asked)
      await leg.deliver()
      expect(calls(leg)).toEqual([[asked.invitation]])
      expect(new Set(Object.values(leg.states()))).toEqual(new Set(['done']))
      answers(leg, asked, { csat: '1' }) // now it does
      await leg.deliver()
      leg.later(second)
      await leg.deliver()
      expect(calls(leg).flat()).toContain(asked.response)
      expect(calls(leg).flat().at(-1)).toBe(asked.answer('improve'))
    }))
})
