import { describe, expect, it } from 'vitest'
import { openAlerts } from '../../../bridge/core/tables/alerts.ts'
import { mapping as mappingSchema } from '../../../bridge/definitions/mappings/mapping.ts'
import { anInvitation, answers, mirrors, renderDefaults, type Asked } from '../../support/survey/answered.ts'
import { inWriteBack, type WriteBack } from '../../support/write-back.ts'

const rows = (leg: WriteBack) => leg.fake.calls.flatMap((call) => call.rows)
const keysOf = (leg: WriteBack) => rows(leg).map(({ fields }) => fields['Invitation_Key__c'])
const setMapping = (leg: WriteBack, name: string, path: string, value: unknown) =>
  leg.sql.exec(
    'UPDATE documents SET published_at = published_at + 1, body_json = json_set(body_json, ?2, json(?3)) WHERE name = ?1',
    name,
    path,
    JSON.stringify(value),
  )

describe('a value that does not fit its field', () => {
  it('is left out, its row is written, and the admin hears of it once, until the mapping is corrected', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const date = { from: 'response.comment', transform: [{ date: 'date' }] }
      setMapping(leg, 'survey-response', '$.fields.Visit__c', date)
      for (let times = 0; times < 3; times++) answers(leg, anInvitation(leg))
      await leg.deliver()
      const responses = rows(leg).filter(({ entity }) => entity === 'Survey_Response__c')
      expect(responses).toHaveLength(3)
      for (const { fields } of responses) {
        expect(fields).not.toHaveProperty('Visit__c')
        expect(fields['CSAT__c']).toBe(5)
      }
      expect(openAlerts(leg.sql)).toMatchObject([
        {
          code: 'mapping_problem',
          times: 1,
          detail: expect.stringContaining('survey-response left Visit__c as it was'),
        },
      ])
      expect(openAlerts(leg.sql)[0]!.detail).not.toContain('Fine.') // what the customer wrote
    }))

  it('is fatal in the key: the row is dead and says what to correct', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      setMapping(leg, 'survey-invitation', '$.fields.Invitation_Key__c', {
        from: 'invitation.key',
        transform: [{ number: { decimals: 0 } }],
      })
      const asked = anInvitation(leg)
      mirrors(leg, asked)
      await leg.deliver()
      expect(rows(leg)).toEqual([])
      expect(leg.write(asked.invitation)).toMatchObject({
        state: 'dead',
        error: {
          kind: 'rejected',
          status: 'MAPPING',
          field: 'Invitation_Key__c',
          hint: expect.stringContaining('replay'),
        },
      })
    }))
})

describe('a write whose mapping is not there any more', () => {
  it('is dead, and its mates are written', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const [first, second] = [anInvitation(leg), anInvitation(leg)]
      mirrors(leg, first)
      mirrors(leg, second)
      leg.sql.exec(`UPDATE writes SET mapping = 'gone' WHERE key = ?1`, first.invitation)
      await leg.deliver()
      expect(leg.states()).toEqual({ [first.invitation]: 'dead', [second.invitation]: 'done' })
      expect(leg.write(first.invitation).error).toMatchObject({ hint: 'Publish the mapping gone, then replay.' })
    }))

  it('is rendered by the newest version of its mapping, whatever it was when it was asked for', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const asked = anInvitation(leg)
      mirrors(leg, asked)
      const [{ body_json }] = leg.sql
        .exec<{ body_json: string }>(`SELECT body_json FROM documents WHERE name = 'survey-invitation'`)
        .toArray() as [{ body_json: string }]
      const body = mappingSchema.parse(JSON.parse(body_json))
      body.fields['Channel__c'] = { value: 'pigeon' }
      leg.sql.exec(`INSERT INTO documents VALUES ('mapping', 'survey-invitation', 2, ?1, 1)`, JSON.stringify(body))
      await leg.deliver()
      expect(rows(leg)[0]!.fields['Channel__c']).toBe('pigeon')
    }))
})

describe('an erased customer', () => {
  it('leaves nothing to write', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const asked = anInvitation(leg)
      mirrors(leg, asked)
      leg.sql.exec('DELETE FROM invitations')
      await leg.deliver()
      expect(rows(leg)).toEqual([])
      expect(leg.states()).toEqual({ [asked.invitation]: 'done' })
    }))
})

describe('people who were not asked', () => {
  const person = '003000000000001AAA'
  const notSent = (leg: WriteBack, reason: string, outcome: 'invited' | 'not_invited'): Asked => {
    const asked = anInvitation(leg)
    leg.sql.exec(
      `UPDATE invitations SET status = 'Not Sent', reason = ?2, notification_id = ?1,
         recipient_json = json_object('person', ?3, 'email', NULL, 'name', NULL) WHERE id = ?1`,
      asked.invitationId,
      reason,
      person,
    )
    leg.sql.exec(
      `INSERT INTO decisions (notification_id, program, program_version, record_id, outcome, reason, decided_at)
       VALUES (?1, 'case-closed', 1, 'r', ?2, ?3, 0)`,
      asked.invitationId,
      outcome,
      reason,
    )
    mirrors(leg, asked)
    leg.later(1000)
    return asked
  }

  it('have a record each, unless the program keeps the latest only: then one, which shows the latest reason', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      const each = [notSent(leg, 'cooldown', 'not_invited'), notSent(leg, 'opted_out', 'not_invited')]
      await leg.deliver()
      expect(keysOf(leg).sort()).toEqual(each.map(({ invitationId }) => invitationId).sort())
    }))

  it('share it under a key of their own, the later reason last', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      setMapping(leg, 'case-closed', '$.notSent', 'latest')
      notSent(leg, 'cooldown', 'not_invited')
      notSent(leg, 'opted_out', 'not_invited')
      await leg.deliver()
      expect(new Set(keysOf(leg)).size).toBe(1)
      expect(rows(leg).map(({ fields }) => fields['Not_Sent_Reason__c'])).toEqual(['cooldown', 'opted_out'])
    }))

  it('but were invited before the last look ended it keep the record that Salesforce knows', () =>
    inWriteBack(async (leg) => {
      renderDefaults(leg)
      setMapping(leg, 'case-closed', '$.notSent', 'latest')
      const asked = notSent(leg, 'reopened', 'invited')
      await leg.deliver()
      expect(keysOf(leg)).toEqual([asked.invitationId])
    }))
})
