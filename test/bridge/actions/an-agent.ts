import { aConnectedOrg, knock, livePrograms, until, type ConnectedOrg } from '../../support/connected-org.ts'

export type Result = {
  id: string
  ok: boolean
  code?: string
  message: string
  invitation?: string
  url?: string
  askAgainAt?: string
}
export type Press = { id?: string; do: string; [name: string]: unknown }

export const anAgentsId = '005000000000007AAA'
let presses = 0

/** An org with a case that is still open, its contact, and an agent who presses buttons. */
export async function anAgent(programs = livePrograms) {
  const bridge = await aConnectedOrg({ programs })
  const { org, orgKey, eventsToken } = bridge
  const contactId = await org.save('Contact', { LastName: 'Roe', FirstName: 'Kim', Email: 'kim@example.com' })
  const caseId = await org.save('Case', { Subject: 'It does not start', ContactId: contactId })
  const post = (body: unknown, token = eventsToken): Promise<Response> =>
    knock(`/actions/${orgKey}/act`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const actions = async (pressed: Press[]): Promise<Result[]> => {
    const given = pressed.map((press) => ({ id: `press ${++presses}`, ...press }))
    const reply = await post({ organizationId: org.orgId, userId: anAgentsId, actions: given })
    if (reply.status !== 200) throw new Error(`${reply.status} ${await reply.text()}`)
    return ((await reply.json()) as { results: Result[] }).results
  }
  const about = (recordId: string) => ({ program: 'case-closed', object: 'Case', recordId })
  return {
    ...bridge,
    contactId,
    caseId,
    post,
    actions,
    press: async (pressed: Press): Promise<Result> => (await actions([pressed]))[0]!,
    send: (recordId = caseId, more: Partial<Press> = {}): Press => ({ do: 'send', ...about(recordId), ...more }),
    interview: (recordId = caseId): Press => ({ do: 'interview', ...about(recordId) }),
    status: (organizationId = org.orgId): Promise<Response> =>
      knock(`/actions/${orgKey}/status?organizationId=${organizationId}`, {
        headers: { authorization: `Bearer ${eventsToken}` },
      }),
  }
}
export type Agent = Awaited<ReturnType<typeof anAgent>>

type Mail = { id: string; to: string[] }
export const mailsOf = async ({ org }: Pick<ConnectedOrg, 'org'>): Promise<Mail[]> =>
  (await org.control('GET', '/mails')) as Mail[]

/** What Salesforce holds of an invitation, once it has this status. */
export const inSalesforce = ({ org }: Pick<ConnectedOrg, 'org'>, key: string, status: string) =>
  until(`${status} in Salesforce`, async () => {
    const found = await org.query(
      `SELECT Id, Status__c, Not_Sent_Reason__c, Case__c, Channel__c FROM Survey_Invitation__c WHERE Invitation_Key__c = '${key}'`,
    )
    return found[0]?.['Status__c'] === status && found[0]
  })
