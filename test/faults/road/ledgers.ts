import type { Ledger, Wanted } from '../history/history.ts'
import type { Closes } from './closes.ts'
import { noteOf, type Customers } from './customers.ts'
import type { BridgeRows, Records } from './rows.ts'

/** `numberIn`: an invitation's id to the number of its case, by which everybody outside knows it. */
export type Found = {
  closes: Closes
  customers: Customers
  rows: BridgeRows
  records: Records
  numberIn: (invitationId: string) => string
}

const wanted = (key: string, isAccepted: boolean): Wanted => ({ key, tried: [''], accepted: isAccepted ? 0 : -1 })
const once = (key: string) => ({ key, value: '' })
const given = ({ customers }: Found) => customers.all.filter(({ csat }) => csat.length > 0)
const scores = (found: Found): Wanted[] =>
  given(found).map(({ number, csat, accepted }) => ({ key: number, tried: csat, accepted }))
const caseOf = (row: Record<string, unknown>): string =>
  String((row['Case__r'] as { CaseNumber: string } | null)?.CaseNumber)

/** What is to happen once: a new door, operation or kind of write is one more of these. */
export const ledgers: Record<string, (found: Found) => Omit<Ledger, 'of'>> = {
  notification: ({ closes, rows }) => ({
    wanted: [...closes.sent].map((id) => wanted(id, closes.acknowledged.has(id))),
    done: rows.notifications
      .filter(({ decided, decisions }) => decided && decisions.length > 0)
      .map(({ id }) => once(id)),
  }),
  invitation: ({ closes, rows }) => ({
    wanted: closes.all.map(({ caseId, notificationIds }) =>
      wanted(
        caseId,
        notificationIds.some((id) => closes.acknowledged.has(id)),
      ),
    ),
    done: rows.invitations.map(({ recordId }) => once(recordId)),
  }),
  mail: ({ customers, rows, numberIn }) => ({
    wanted: [...Map.groupBy(rows.sends, ({ invitationId }) => invitationId)].map(([id, sends]) =>
      wanted(
        numberIn(id),
        sends.some(({ state }) => state === 'sent'),
      ),
    ),
    done: customers.mails.map(({ number }) => once(number)),
  }),
  response: (found) => ({
    wanted: scores(found),
    done: found.rows.responses.map(({ id, answers }) => ({ key: found.numberIn(id), value: String(answers.csat) })),
  }),
  Survey_Invitation__c: ({ rows, records }) => ({
    wanted: rows.invitations.map(({ id, status }) => ({ key: id, tried: [status], accepted: 0 })),
    done: records.invitations.map((row) => ({
      key: String(row['Invitation_Key__c']),
      value: String(row['Status__c']),
    })),
  }),
  Survey_Response__c: (found) => ({
    wanted: scores(found),
    done: found.records.responses.map((row) => ({ key: caseOf(row), value: String(row['CSAT__c']) })),
  }),
  Survey_Answer__c: (found) => ({
    wanted: given(found).flatMap(({ number, csat, accepted }) => [
      { key: `${number}#csat`, tried: csat, accepted },
      { key: `${number}#comment`, tried: csat.map((one) => noteOf(number, one)), accepted },
    ]),
    done: found.records.answers.map((row) => {
      const [id = '', question = ''] = String(row['Answer_Key__c']).split('#')
      const value = question === 'csat' ? row['Value_Number__c'] : row['Value_Text__c']
      return { key: `${found.numberIn(id)}#${question}`, value: String(value) }
    }),
  }),
  Do_Not_Survey__c: ({ customers, records }) => ({
    wanted: customers.all.filter(({ leaves }) => leaves).map(({ email, left }) => wanted(email, left)),
    done: records.leavers.map(({ Email }) => once(String(Email))),
  }),
}
