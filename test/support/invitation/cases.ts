import caseClosed from '../../../bridge/definitions/defaults/case-closed.yaml'
import type { ConnectedOrg } from '../connected-org.ts'
import { anId, type Sent } from '../outbound.ts'

/** The default case program, live and at once, with what a test changes of its lines. */
export const liveCases = (changes: Record<string, string> = {}): string =>
  Object.entries({ mode: 'live', hold: '', ...changes }).reduce(
    (yaml, [name, value]) => yaml.replace(new RegExp(`^${name}: .*$`, 'm'), value && `${name}: ${value}`),
    caseClosed.replace('after: 2h', 'after: 0s'),
  )

let people = 0
/** A case of a new contact, closed in the org, with the notification Salesforce would send. */
export async function aSavedCase({
  org,
}: ConnectedOrg): Promise<{ caseId: string; email: string; notification: Sent }> {
  const email = `person${++people}@example.com`
  const contactId = await org.save('Contact', { LastName: `Person ${people}`, Email: email })
  const caseId = await org.save('Case', { Subject: 'It does not start', ContactId: contactId })
  await org.save('Case', { Status: 'Closed' }, caseId)
  const [closed] = await org.query(`SELECT ClosedDate FROM Case WHERE Id = '${caseId}'`)
  const fields = {
    Id: caseId,
    ClosedDate: asMessage(closed?.['ClosedDate']),
    ContactEmail: email,
    ContactId: contactId,
    IsClosed: 'true',
  }
  return { caseId, email, notification: { id: anId('04l'), object: 'Case', fields } }
}
const asMessage = (moment: unknown): string => new Date(String(moment)).toISOString()
