import { describe, expect, it } from 'vitest'
import { makeKeys } from '../../../bridge/core/keys.ts'
import { mapping } from '../../../bridge/definitions/mappings/mapping.ts'
import { publish } from '../../../bridge/definitions/library.ts'
import { planRemoval, requestRemoval } from '../../../bridge/org/privacy/removal.ts'
import { deliverRemovals } from '../../../bridge/write-back/deliver/removals.ts'
import { dismissWrite } from '../../../bridge/write-back/deliver/replay.ts'
import { anInvitation, anOrgRow, answers, planned, renderDefaults } from '../../support/survey/answered.ts'
import { aFailure } from '../../support/invitation/ports.ts'
import { inWriteBack, type WriteBack } from '../../support/write-back.ts'

const keys = makeKeys([Buffer.alloc(32, 7)])
const contactId = '003000000000001AAA'
const names = new Set([contactId.slice(0, 15)])

/** What a customer wrote into an object of their own. */
const ownMapping = mapping.parse({
  mapping: 'survey-response',
  entity: 'Feedback__c',
  key: 'Key__c',
  fields: { Key__c: { from: 'response.key', transform: [{ case: 'upper' }] }, Comment__c: 'response.comment' },
})

const plan = (leg: WriteBack, id: string) =>
  leg.commit((sql, now) => planRemoval(sql, { org: anOrgRow, keys, now }, [id], names))
const ask = (leg: WriteBack, id: string) => leg.commit((sql, now) => requestRemoval(sql, plan(leg, id), now))
const remove = (leg: WriteBack) => deliverRemovals('salesforce', leg.commit, leg.records, () => leg.dice)

describe('the records of a person who is erased', () => {
  it('are ours by key and by person; one of the customer’s own objects is listed for the admin', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const own = { kind: 'mapping' as const, name: ownMapping.mapping, body: ownMapping }
      leg.commit((sql, now) => publish(sql, [own], now))
      const asked = anInvitation(leg, { records: { Contact: contactId } })
      leg.ask(...planned(leg, asked.invitationId, 'invitation.changed'))
      answers(leg, asked)
      await leg.deliver()
      const { ours, elsewhere, mayStillCome } = plan(leg, asked.invitationId)
      expect(mayStillCome).toBe(false)
      // The answers' mapping still hangs on a response of ours; the response itself went elsewhere, and once to ours.
      expect(elsewhere).toEqual([
        {
          connection: 'salesforce',
          mapping: 'survey-response',
          entity: 'Feedback__c',
          field: 'Key__c',
          value: asked.invitationId.toUpperCase(),
        },
      ])
      expect(ours.get('salesforce')).toEqual(
        expect.arrayContaining([
          { entity: 'Survey_Invitation__c', field: 'Invitation_Key__c', values: [asked.invitationId] },
          { entity: 'Survey_Response__c', field: 'Response_Key__c', values: [asked.invitationId] },
          { entity: 'Survey_Response__c', field: 'Contact_Id_At_Ask__c', values: [contactId] },
        ]),
      )
    }))

  it('that never left are nowhere', () =>
    inWriteBack((leg) => {
      renderDefaults(leg)
      const asked = anInvitation(leg, { records: { Contact: contactId } })
      answers(leg, asked)
      const named = plan(leg, asked.invitationId).ours.get('salesforce') ?? []
      expect(named.map(({ field }) => field)).not.toContain('Response_Key__c')
      expect(named.map(({ field }) => field)).toContain('Contact__c')
    }))

  it('that Salesforce refuses to delete are a dead write with an alert, and go when it is replayed', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const [key = ''] = ask(leg, anInvitation(leg).invitationId)
      leg.later(2000)
      leg.fake.failures.set(contactId, aFailure('rejected', { status: 'DELETE_FAILED' }))
      await remove(leg)
      expect([leg.write(key).state, leg.alerts()]).toEqual(['dead', ['erasure_failed']])
      leg.fake.failures.clear()
      leg.ask({ ...leg.write(key), lookups: undefined } as never)
      await remove(leg)
      expect(leg.write(key)).toMatchObject({ state: 'done', lookups: {}, error: null })
      expect(leg.alerts()).toEqual([])
    }))

  it('that Salesforce refuses to delete alert nobody any more once somebody has dismissed them', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const [key = ''] = ask(leg, anInvitation(leg).invitationId)
      leg.later(2000)
      leg.fake.failures.set(contactId, aFailure('rejected', { status: 'DELETE_FAILED' }))
      await remove(leg)
      expect(leg.commit((sql, now) => dismissWrite(sql, key, now))).toBe(true)
      expect([leg.write(key).state, leg.alerts()]).toEqual(['dismissed', []])
    }))

  it('are looked for again after a failed call, with the same order however often it is asked', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const { invitationId } = anInvitation(leg)
      expect(ask(leg, invitationId)).toEqual(ask(leg, invitationId))
      leg.later(2000)
      leg.fake.callFailures.push(aFailure('transient', { unknownOutcome: true }))
      await remove(leg)
      leg.reconnect()
      leg.later(60_000)
      await remove(leg)
      expect(leg.fake.removals).toHaveLength(2)
      expect(leg.fake.removals[1]).toEqual(leg.fake.removals[0])
    }))
})
