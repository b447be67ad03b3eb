import { ask, type Connected, type StandInOrg } from './demo.ts'
import { until } from './ports.ts'

export type Demo = { org: StandInOrg; bridgeUrl: string; connected: Connected; say: (line: string) => void }

type Story = {
  title: string
  object: 'Case' | 'Opportunity'
  fields: Record<string, unknown>
  change: Record<string, unknown>
  answers: Record<string, string>
}

const stories: Story[] = [
  {
    title: 'A case is closed',
    object: 'Case',
    fields: { Subject: 'The scanner loses its connection', Origin: 'Phone', Type: 'Electronic' },
    change: { Status: 'Closed' },
    answers: { csat: '5', comment: 'Quick and friendly.' },
  },
  {
    title: 'A purchase: an opportunity is won',
    object: 'Opportunity',
    fields: { StageName: 'Proposal/Price Quote', CloseDate: '2026-12-31', Amount: 4200 },
    change: { StageName: 'Closed Won' },
    answers: { nps: '9', why: 'It simply works.' },
  },
]

/** Plays the road once for a case and once for a purchase. @throws with the step that did not come about */
export async function playRoad(demo: Demo): Promise<void> {
  const callsBefore = await apiCalls(demo)
  for (const story of stories) await play(demo, story)
  const calls = (await apiCalls(demo)) - callsBefore
  demo.say(`Salesforce API calls used: ${calls}`)
}

async function play({ org, bridgeUrl, connected, say }: Demo, story: Story): Promise<void> {
  say(`— ${story.title} —`)
  const control = <T>(method: string, path: string, body?: unknown) => ask<T>(method, `${org.controlUrl}/${path}`, body)
  const save = async (object: string, fields: Record<string, unknown>, id?: string): Promise<string> => {
    const saved = await control<{ success: boolean; id: string; errors: unknown }>('POST', 'save', {
      user: 'agent',
      object,
      fields,
      ...(id ? { id } : {}),
    })
    if (!saved.success) throw new Error(`${object} was not saved: ${JSON.stringify(saved.errors)}`)
    return saved.id
  }
  const query = async <T>(soql: string): Promise<T[]> =>
    (await control<{ records: T[] }>('GET', `query?q=${encodeURIComponent(soql)}`)).records

  // A new customer each time: a person is asked at most once in 90 days.
  const name = `Customer ${Date.now().toString(36)}`
  const email = `${name.toLowerCase().replace(' ', '.')}@example.com`
  const accountId = await save('Account', { Name: `${name} Ltd` })
  const contactId = await save('Contact', { LastName: name, FirstName: 'Alex', Email: email, AccountId: accountId })
  const named = story.object === 'Opportunity' ? { Name: `${name}: 20 scanners` } : {}
  const recordId = await save(story.object, { ...story.fields, ...named, ContactId: contactId, AccountId: accountId })
  await save(story.object, story.change, recordId)
  say(`saved as an agent: ${org.orgUrl}/lightning/r/${story.object}/${recordId}/view`)

  const api = `${bridgeUrl}/api/orgs/${connected.orgKey}`
  const decided = await until('the decision', async () => {
    const { rows } = await ask<{ rows: { id: string; decisions: { outcome: string; reason: string }[] }[] }>(
      'GET',
      `${api}/notifications?recordId=${recordId}`,
      undefined,
      connected.adminToken,
    )
    return rows[0]?.decisions.length ? rows[0] : null
  })
  const decision = decided.decisions.find(({ outcome }) => outcome === 'invited')
  if (!decision) throw new Error(`nobody was asked: ${JSON.stringify(decided.decisions)}`)
  say(`notification ${decided.id} accepted; decision: invited`)

  const mail = await until('the mail', async () => {
    const mails = await control<{ id: string; subject: string }[]>('GET', `mails?to=${encodeURIComponent(email)}`)
    return mails[0]
  })
  const { text } = await control<{ text: string }>('GET', `mails/${mail.id}`)
  say(`mail "${mail.subject}" to ${email}: ${org.inboxUrl}/${mail.id}`)

  const surveyUrl = /https?:\/\/\S+\/s\/[a-z2-7]{16}\/[1-9A-HJ-NP-Za-km-z]{22}/.exec(text)?.[0]
  if (!surveyUrl) throw new Error('the mail holds no link to the survey')
  const page = await fetch(surveyUrl)
  if (!page.ok) throw new Error(`the survey page answered ${page.status}`)
  say(`survey page ${surveyUrl} (${(await page.text()).length} characters)`)
  const sent = await fetch(surveyUrl, { method: 'POST', body: new URLSearchParams(story.answers), redirect: 'manual' })
  if (sent.status >= 400) throw new Error(`the answer was refused with ${sent.status}`)
  say(`answered ${JSON.stringify(story.answers)}: ${sent.status}`)

  const response = await until('the Survey Response', async () => {
    const rows = await query<Record<string, unknown>>(
      `SELECT Id, Name, CSAT__c, NPS__c, Contact__c, Account__c, Case__c, Opportunity__c, Invitation__r.Status__c FROM Survey_Response__c WHERE Contact__c = '${contactId}'`,
    )
    const invitation = rows[0]?.['Invitation__r'] as { Status__c?: string } | null | undefined
    return invitation?.Status__c === 'Completed' ? rows[0] : null
  })
  const wanted = { Contact__c: contactId, Account__c: accountId, [`${story.object}__c`]: recordId }
  for (const [field, id] of Object.entries(wanted)) {
    if (response[field] !== id)
      throw new Error(`${field} of the Survey Response is ${String(response[field])}, not ${id}`)
  }
  const answers = await until('the answers', async () => {
    const rows = await query(`SELECT Id FROM Survey_Answer__c WHERE Response__c = '${String(response['Id'])}'`)
    return rows.length > 0 ? rows : null
  })
  const score = response['CSAT__c'] ?? response['NPS__c']
  say(`Survey Response ${String(response['Name'])} (score ${String(score)}, ${answers.length} answers) stands on`)
  for (const [field, id] of Object.entries(wanted))
    say(`    ${field.replace('__c', '').padEnd(12)} ${org.orgUrl}/lightning/r/${field.replace('__c', '')}/${id}/view`)
  say(`invitation status: Completed`)
}

const apiCalls = async ({ org }: Demo): Promise<number> =>
  (await ask<{ apiUsage: { used: number } }>('GET', `${org.controlUrl}/calls`)).apiUsage.used
