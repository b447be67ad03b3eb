import { describe, expect, it } from 'vitest'
import { surveyLink, doNotSurvey } from '../../../bridge/org/writes/own-updates.ts'
import { anInvitation, ownUpdate, renderDefaults } from '../../support/survey/answered.ts'
import { aLink } from '../../support/survey/responses.ts'
import { aFailure } from '../../support/invitation/ports.ts'
import { recordsOf } from '../../support/salesforce.ts'
import { aStandInOrg, type StandInOrg } from '../../support/stand-in.ts'
import { inWriteBack, type WriteBack } from '../../support/write-back.ts'

const inFrontOf = (work: (leg: WriteBack, org: StandInOrg) => Promise<void>) =>
  inWriteBack(async (leg) => {
    const org = await aStandInOrg()
    leg.records = recordsOf(org)
    renderDefaults(leg)
    await work(leg, org)
  })

/** A wish not to be asked, of the person of an invitation. */
function aWish(leg: WriteBack, given: { email?: string; person?: string }) {
  const { invitationId } = anInvitation(leg, given)
  leg.sql.exec(
    `UPDATE invitations SET recipient_json = json_object('person', ?2, 'email', ?3, 'name', NULL) WHERE id = ?1`,
    invitationId,
    given.person ?? null,
    given.email ?? null,
  )
  leg.ask(doNotSurvey(invitationId))
  return `${invitationId}|do_not_survey`
}

describe('a wish not to be asked', () => {
  it('is told to every contact and lead of the person, and to nobody else', () =>
    inFrontOf(async (leg, org) => {
      const email = 'kim@example.com'
      const asked = await org.save('Contact', { LastName: 'Kim', Email: 'old@example.com' })
      const [contact, namesake, lead, other] = await Promise.all([
        org.save('Contact', { LastName: 'Kim', Email: 'Kim@Example.com' }),
        org.save('Contact', { LastName: 'Kim elsewhere', Email: email }),
        org.save('Lead', { LastName: 'Kim', Company: 'Acme', Email: email }),
        org.save('Contact', { LastName: 'Other', Email: 'other@example.com' }),
      ])
      const key = aWish(leg, { email, person: asked })
      await leg.update(ownUpdate)
      const marked = async (object: string) =>
        (await org.query(`SELECT Id FROM ${object} WHERE Do_Not_Survey__c = true`)).map(({ Id }) => Id)
      expect((await marked('Contact')).sort()).toEqual([asked, contact, namesake].sort())
      expect(await marked('Contact')).not.toContain(other)
      expect(await marked('Lead')).toEqual([lead])
      expect(leg.states()).toEqual({ [key]: 'done' })
    }))

  it('of a person who is gone, or known by nothing, is done', () =>
    inFrontOf(async (leg, org) => {
      const contact = await org.save('Contact', { LastName: 'Gone', Email: 'gone@example.com' })
      await org.delete('Contact', contact)
      aWish(leg, { email: 'gone@example.com', person: contact })
      aWish(leg, {})
      await leg.update(ownUpdate)
      expect(Object.values(leg.states())).toEqual(['done', 'done'])
    }))

  it('of many people is one query and one call', () =>
    inFrontOf(async (leg, org) => {
      const people = await Promise.all(
        Array.from({ length: 20 }, (_, n) => org.save('Contact', { LastName: `P${n}`, Email: `p${n}@example.com` })),
      )
      for (const [n, person] of people.entries()) aWish(leg, { email: `p${n}@example.com`, person })
      await org.forgetCalls()
      await leg.update(ownUpdate)
      expect((await org.calls()).filter(({ path }) => path.startsWith('/services/data'))).toHaveLength(2)
      expect(await org.query('SELECT Id FROM Contact WHERE Do_Not_Survey__c = true')).toHaveLength(20)
    }))

  it('that fails for one of its records waits, and harms no other wish', () =>
    inWriteBack(async (leg) => {
      const [first, second] = ['003000000000001AAA', '003000000000002AAA'] as const
      const bad = aWish(leg, { person: first })
      const good = aWish(leg, { person: second })
      leg.fake.failures.set(first, aFailure('lock'))
      await leg.update(ownUpdate)
      expect(leg.states()).toMatchObject({ [bad]: 'waiting', [good]: 'done' })
      leg.fake.failures.clear()
      leg.later(10_000)
      await leg.update(ownUpdate)
      expect(leg.updates).toEqual([[first, second], [first]])
      expect(leg.states()).toMatchObject({ [bad]: 'done' })
    }))

  it('that nobody can be found for waits with the connection', () =>
    inWriteBack(async (leg) => {
      const key = aWish(leg, { email: 'kim@example.com' })
      leg.fake.callFailures.push(aFailure('transient'))
      await leg.update(ownUpdate)
      expect(leg.write(key)).toMatchObject({ state: 'waiting', attempts: 0 })
      expect(leg.connection().failures).toBe(1)
      expect(leg.updates).toEqual([])
    }))
})

describe('a link for another tool to send', () => {
  const linked = async (leg: WriteBack, linkField: string, records = {}) => {
    leg.sql.exec(
      `UPDATE documents SET published_at = published_at + 1, body_json = json_set(body_json, '$.send.linkField', ?1) WHERE kind = 'program' AND name = 'case-closed'`,
      linkField,
    )
    const { invitationId } = anInvitation(leg, { records })
    leg.sql.exec(`UPDATE invitations SET channel = 'link' WHERE id = ?1`, invitationId)
    aLink(leg.sql, invitationId, 'link')
    leg.ask(surveyLink(invitationId))
    return invitationId
  }
  const address = /^https:\/\/bridge\.example\/s\/abcdefghijklmnop\/[1-9A-HJ-NP-Za-km-z]{22}$/

  it('is written to the field of the record that caused it', () =>
    inFrontOf(async (leg, org) => {
      await org.schema({ object: 'Case', fields: { Survey_Link__c: { type: 'string', length: 255 } } })
      const caseId = await org.save('Case', { Subject: 'Toaster' })
      const invitationId = await linked(leg, 'Survey_Link__c')
      leg.sql.exec('UPDATE invitations SET record_id = ?2 WHERE id = ?1', invitationId, caseId)
      await leg.update(ownUpdate)
      const [row] = await org.query(`SELECT Survey_Link__c FROM Case WHERE Id = '${caseId}'`)
      expect(row!['Survey_Link__c']).toMatch(address)
    }))

  it('is written to a field of the contact, where the program says so', () =>
    inFrontOf(async (leg, org) => {
      const contact = await org.save('Contact', { LastName: 'Kim' })
      await linked(leg, 'Contact.Survey_Link__c', { Contact: contact })
      await leg.update(ownUpdate)
      const [row] = await org.query(`SELECT Survey_Link__c FROM Contact WHERE Id = '${contact}'`)
      expect(row!['Survey_Link__c']).toMatch(address)
    }))

  it('for a contact that the record does not have is done: it stands on the invitation', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const id = await linked(leg, 'Contact.Survey_Link__c')
      await leg.update(ownUpdate)
      expect(leg.states()).toEqual({ [`${id}|survey_link`]: 'done' })
      expect(leg.updates).toEqual([])
    }))
})
