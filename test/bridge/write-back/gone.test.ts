import { describe, expect, it } from 'vitest'
import { anInvitation, answers, mirrors, renderDefaults, type Asked } from '../../support/survey/answered.ts'
import { aFailure } from '../../support/invitation/ports.ts'
import { recordsOf } from '../../support/salesforce.ts'
import { aStandInOrg, type StandInOrg } from '../../support/stand-in.ts'
import { aWrite, inWriteBack, type WriteBack } from '../../support/write-back.ts'

const gone = aFailure('gone', { status: 'ENTITY_IS_DELETED', message: 'entity is deleted' })
const [first, second, third] = ['003000000000001AAA', '003000000000002AAA', '003000000000003AAA'] as const
const runs = async (leg: WriteBack, count: number) => {
  for (let run = 0; run < count; run++) {
    await leg.deliver()
    leg.later(2_000)
  }
}

/** The bridge with the default mappings in front of a stand-in org. */
const inFrontOf = (work: (leg: WriteBack, org: StandInOrg) => Promise<void>) =>
  inWriteBack(async (leg) => {
    const org = await aStandInOrg()
    leg.records = recordsOf(org)
    renderDefaults(leg)
    await work(leg, org)
  })

const written = async (org: StandInOrg, asked: Asked) => {
  const [row] = await org.query(
    `SELECT Id, CSAT__c, Contact__c, Lead__c, Account__c, Case__c, Contact_Id_At_Ask__c, Lead_Id_At_Ask__c, Case_Id_At_Ask__c,
       Invitation__c FROM Survey_Response__c WHERE Response_Key__c = '${asked.invitationId}'`,
  )
  return row
}
const answerRows = (org: StandInOrg) => org.query('SELECT Id FROM Survey_Answer__c')

describe('while the survey was out', () => {
  it('the contact was merged away: the answer stands on the winner, the text keeps whom we asked', () =>
    inFrontOf(async (leg, org) => {
      const loser = await org.save('Contact', { LastName: 'Loser' })
      const winner = await org.save('Contact', { LastName: 'Winner' })
      const caseId = await org.save('Case', { Subject: 'Toaster', ContactId: loser })
      const asked = anInvitation(leg, { records: { Contact: loser, Case: caseId } })
      await org.merge('Contact', winner, [loser])
      answers(leg, asked)
      await runs(leg, 3)
      expect(await written(org, asked)).toMatchObject({
        CSAT__c: 5,
        Contact__c: winner,
        Contact_Id_At_Ask__c: loser,
        Case__c: caseId,
      })
      expect(await answerRows(org)).toHaveLength(2)
      expect(new Set(Object.values(leg.states()))).toEqual(new Set(['done']))
    }))

  it('the contact was merged twice: the answer follows to the last winner', () =>
    inFrontOf(async (leg, org) => {
      const ids = await Promise.all(['One', 'Two', 'Three'].map((name) => org.save('Contact', { LastName: name })))
      const asked = anInvitation(leg, { records: { Contact: ids[0]! } })
      await org.merge('Contact', ids[1]!, [ids[0]!])
      answers(leg, asked)
      await runs(leg, 3)
      expect(await written(org, asked)).toMatchObject({ Contact__c: ids[1] })
      await org.merge('Contact', ids[2]!, [ids[1]!])
      answers(leg, asked, { csat: '1' })
      await runs(leg, 3)
      expect(await written(org, asked)).toMatchObject({
        CSAT__c: 1,
        Contact__c: ids[2],
        Contact_Id_At_Ask__c: ids[0],
      })
    }))

  it('the lead was converted: the answer stands on the contact', () =>
    inFrontOf(async (leg, org) => {
      const leadId = await org.save('Lead', { LastName: 'Lead', Company: 'Acme' })
      const asked = anInvitation(leg, { records: { Lead: leadId } })
      const { contactId } = await org.convert(leadId)
      await org.faults({ kind: 'row_error', code: 'INVALID_CROSS_REFERENCE_KEY', rows: { parent: leadId }, times: 2 })
      answers(leg, asked)
      await runs(leg, 4)
      expect(await written(org, asked)).toMatchObject({
        CSAT__c: 5,
        Contact__c: contactId,
        Lead__c: null,
        Lead_Id_At_Ask__c: leadId,
      })
    }))

  it('case and contact were deleted: the answer goes without them, the texts keep the ids', () =>
    inFrontOf(async (leg, org) => {
      const contactId = await org.save('Contact', { LastName: 'Deleted' })
      const accountId = await org.save('Account', { Name: 'Stays' })
      const caseId = await org.save('Case', { Subject: 'Deleted', ContactId: contactId })
      const asked = anInvitation(leg, { records: { Contact: contactId, Account: accountId, Case: caseId } })
      await org.delete('Case', caseId)
      await org.delete('Contact', contactId)
      answers(leg, asked)
      await runs(leg, 4)
      expect(await written(org, asked)).toMatchObject({
        CSAT__c: 5,
        Contact__c: null,
        Case__c: null,
        Account__c: accountId,
        Contact_Id_At_Ask__c: contactId,
        Case_Id_At_Ask__c: caseId,
      })
      expect(await answerRows(org)).toHaveLength(2)
    }))

  it('the survey invitation was deleted in Salesforce: the response goes without the link', () =>
    inFrontOf(async (leg, org) => {
      const asked = anInvitation(leg)
      mirrors(leg, asked)
      await leg.deliver()
      const [invitation] = await org.query('SELECT Id FROM Survey_Invitation__c')
      await org.delete('Survey_Invitation__c', invitation!.Id)
      answers(leg, asked)
      // Its own write, which would make it again, comes too late.
      leg.sql.exec(`UPDATE writes SET state = 'done', due_at = NULL WHERE key = ?1`, asked.invitation)
      await runs(leg, 3)
      expect(await written(org, asked)).toMatchObject({ CSAT__c: 5, Invitation__c: null })
      expect(await answerRows(org)).toHaveLength(2)
    }))

  it('the response was deleted in Salesforce: an answer to it is dead and says so', () =>
    inFrontOf(async (leg, org) => {
      const asked = anInvitation(leg)
      answers(leg, asked)
      await runs(leg, 1)
      const row = (await written(org, asked))!
      await org.delete('Survey_Response__c', row.Id)
      leg.ask(
        aWrite(asked.answer('csat'), { subjectKind: 'answer', parentKey: asked.response, depth: 2 }), // once more
      )
      await runs(leg, 3)
      expect(leg.write(asked.answer('csat'))).toMatchObject({ state: 'dead', error: { kind: 'gone' } })
    }))
})

describe('a row that is refused because something is gone', () => {
  const about = (leg: WriteBack, fields: Record<string, unknown>) => {
    leg.fields.set('1|m', fields)
    leg.ask(aWrite('1|m'))
  }

  it('is followed once a run, and keeps its tries', () =>
    inWriteBack(async (leg) => {
      about(leg, { Contact__c: first })
      leg.fake.failures.set('1|m', gone)
      leg.fake.winners.set(first, second).set(second, third)
      await leg.deliver()
      expect(leg.write('1|m')).toMatchObject({ state: 'waiting', attempts: 0, lookups: { Contact__c: second } })
      leg.later(2_000)
      await leg.deliver()
      expect(leg.write('1|m').lookups).toEqual({ Contact__c: third })
    }))

  it('is dead when all it points to is there: then the record itself is gone', () =>
    inWriteBack(async (leg) => {
      about(leg, { Contact__c: first, Comment__c: 'x' })
      leg.fake.failures.set('1|m', gone)
      await leg.deliver()
      expect(leg.write('1|m')).toMatchObject({ state: 'dead', lookups: {}, error: { status: 'ENTITY_IS_DELETED' } })
      expect(leg.fake.calls).toHaveLength(1)
    }))

  it('loses only the lookup that is gone', () =>
    inWriteBack(async (leg) => {
      about(leg, { Contact__c: first, Account__c: '001000000000001AAA', Contact_Id_At_Ask__c: first })
      leg.fake.failures.set('1|m', gone)
      leg.fake.winners.set(first, null)
      await leg.deliver()
      leg.fake.failures.clear()
      leg.later(2_000)
      await leg.deliver()
      expect(leg.fake.calls.at(-1)!.rows[0]!.fields).toMatchObject({
        Contact__c: null,
        Account__c: '001000000000001AAA',
        Contact_Id_At_Ask__c: first,
      })
    }))

  it('loses a lookup that Salesforce names and we cannot look up, such as a user', () =>
    inWriteBack(async (leg) => {
      about(leg, { Record_Owner__c: '005000000000001AAA', Contact__c: first })
      leg.fake.failures.set('1|m', { ...gone, field: 'Record_Owner__c' })
      await leg.deliver()
      expect(leg.write('1|m')).toMatchObject({ state: 'waiting', lookups: { Record_Owner__c: null } })
    }))

  it('waits with its connection when nobody can be asked where it went', () =>
    inWriteBack(async (leg) => {
      about(leg, { Contact__c: first })
      leg.fake.failures.set('1|m', gone)
      leg.fake.upsert = async (rows) => ({
        result: { ok: true, value: rows.map(({ writeKey }) => leg.fake.fate(writeKey)) },
        usage: null,
        calls: 1,
      })
      leg.fake.callFailures.push(aFailure('auth'))
      await leg.deliver()
      expect(leg.write('1|m')).toMatchObject({ state: 'waiting', attempts: 0, lookups: {} })
      expect(leg.connection().opensAt).toBeNull()
      expect(leg.alerts()).toEqual(['connection_stopped'])
    }))
})
