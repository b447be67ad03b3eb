import type { World } from '../../system/world.ts'

const dayMs = 86_400_000
const at = (daysAgo: number): string => `${new Date(Date.now() - daysAgo * dayMs).toISOString().slice(0, 13)}:20:00Z`

const answers = [
  { daysAgo: 2, csat: 5, comment: 'Fast and friendly. The scanner worked again the same day.' },
  { daysAgo: 41, nps: 9, comment: null },
  { daysAgo: 95, csat: 2, comment: 'I waited three weeks for a spare part, and nobody told me why.' },
  { daysAgo: 160, csat: 4, comment: null },
  { daysAgo: 170, ces: 6, comment: 'One call was enough.' },
  { daysAgo: 230, csat: 3, comment: null },
  { daysAgo: 300, nps: 6, comment: 'Too expensive.' },
]

/** A customer who has a history: answers by three methods, an open invitation, and one that was not sent. */
export async function customerWithHistory(world: World, name: string) {
  const customer = await world.customer(name)
  const caseId = await world.openCase(customer, 'The scanner loses its connection')
  const about = { Contact__c: customer.contactId, Account__c: customer.accountId }
  for (const [index, { daysAgo, csat, nps, ces, comment }] of answers.entries()) {
    const program = nps ? 'purchase' : 'case-closed'
    const key = `${name}-${index}`.padEnd(27, 'x').replace(/\W/g, '-')
    const invitation = await world.save('Survey_Invitation__c', {
      ...about,
      ...(index === 0 && { Case__c: caseId }),
      Invitation_Key__c: key,
      Program__c: program,
      Status__c: 'Completed',
      Channel__c: 'email',
      Asked_At__c: at(daysAgo + 1.3),
      Sent_At__c: at(daysAgo + 1.2),
      Completed_At__c: at(daysAgo),
      Delivered__c: 1,
      Answered__c: 1,
    })
    const response = await world.save('Survey_Response__c', {
      ...about,
      ...(index === 0 && { Case__c: caseId }),
      Response_Key__c: key,
      Invitation__c: invitation,
      Program__c: program,
      ...(csat && {
        CSAT__c: csat,
        CSAT_Positive__c: csat > 3 ? 1 : 0,
        Method__c: 'share_of_4_and_5',
        Scale__c: '1-5',
      }),
      ...(nps && { NPS__c: nps, NPS_Factor__c: nps > 8 ? 1 : -1, Method__c: 'nps', Scale__c: '0-10' }),
      ...(nps && { NPS_Group__c: nps > 8 ? 'Promoter' : 'Detractor' }),
      ...(ces && { CES__c: ces, Method__c: 'mean', Scale__c: '1-7', Direction__c: 'higher_is_easier' }),
      Comment__c: comment,
      Language__c: 'en',
      Channel__c: 'email',
      Submitted_At__c: at(daysAgo),
      Answers_Written__c: 1,
    })
    await world.save('Survey_Answer__c', {
      Answer_Key__c: key,
      Response__c: response,
      Question_Text__c: 'How satisfied are you with our help?',
      Value_Number__c: csat ?? nps ?? ces,
    })
  }
  await world.save('Survey_Invitation__c', {
    ...about,
    Invitation_Key__c: `${name}-open`.padEnd(27, 'x').replace(/\W/g, '-'),
    Program__c: 'purchase',
    Status__c: 'Opened',
    Channel__c: 'email',
    Asked_At__c: at(1),
    Sent_At__c: at(1),
    Opened_At__c: at(0.5),
    Expires_At__c: at(-29),
    Delivered__c: 1,
  })
  await world.save('Survey_Invitation__c', {
    ...about,
    Invitation_Key__c: `${name}-not`.padEnd(27, 'x').replace(/\W/g, '-'),
    Program__c: 'case-closed',
    Status__c: 'Not Sent',
    Not_Sent_Reason__c: 'cooldown',
    Ask_Again_On__c: at(-60).slice(0, 10),
    Asked_At__c: at(0.2),
  })
  return { ...customer, caseId }
}
