import type { ConnectedOrg } from '../../support/connected-org.ts'

type Rows = {
  notifications: { id: string; decided: boolean; note: string | null; decisions: unknown[] }
  invitations: { id: string; recordId: string; status: string; reason: string | null }
  responses: { id: string; state: string; version: number; answers: { csat?: number } }
  sends: { id: string; invitationId: string; state: string }
  writes: { key: string; state: string; subjectKind: string; error: { status: string } | null }
}

/** All rows of one kind the bridge shows, page by page. */
export async function all<K extends keyof Rows>({ api }: ConnectedOrg, kind: K, filter = ''): Promise<Rows[K][]> {
  const rows: Rows[K][] = []
  for (let after: string | null = ''; after !== null;) {
    const path: string = `${kind}?limit=200&after=${encodeURIComponent(after)}${filter}`
    const page: { rows: Rows[K][]; next: string | null } = await api('GET', path)
    rows.push(...page.rows)
    after = page.next
  }
  return rows
}

/** Everything the bridge shows of its own work. */
export const rowsOf = async (bridge: ConnectedOrg) => ({
  notifications: (await all(bridge, 'notifications')).filter(({ note }) => note !== 'missed'),
  invitations: await all(bridge, 'invitations'),
  responses: await all(bridge, 'responses'),
  sends: await all(bridge, 'sends'),
  writes: await all(bridge, 'writes'),
  listed: new Set((await all(bridge, 'sends', '&state=unknown')).map(({ invitationId }) => invitationId)),
})
export type BridgeRows = Awaited<ReturnType<typeof rowsOf>>

/** What stands in Salesforce. */
export async function recordsOf({ org }: ConnectedOrg) {
  const query = async (soql: string) => (await org.query(soql)) as Record<string, unknown>[]
  return {
    invitations: await query('SELECT Invitation_Key__c, Status__c FROM Survey_Invitation__c'),
    responses: await query('SELECT Response_Key__c, Case__r.CaseNumber, CSAT__c FROM Survey_Response__c'),
    answers: await query('SELECT Answer_Key__c, Value_Number__c, Value_Text__c FROM Survey_Answer__c'),
    leavers: await query('SELECT Email FROM Contact WHERE Do_Not_Survey__c = true'),
  }
}
export type Records = Awaited<ReturnType<typeof recordsOf>>
