import { setTimeout as wait } from 'node:timers/promises'
import { OrgError } from '../frame/result.ts'
import type { Task } from '../frame/tasks.ts'
import { integrationUserId } from './user.ts'
import { quoted, setupPage, type Work } from './work.ts'

const longestMs = 120_000
const shortestMs = 3_000
const subject = 'Survey Bridge set-up test (deleted by itself)'

type Notification = { id: string; decided: boolean; decisions: { program: string; outcome: string; reason: string }[] }

/** (i) One event through the whole road: a case is closed, the flow tells the bridge, the bridge decides, and what it decided is read back as a record. */
export function roadTask(work: Work): Task {
  const { context } = work
  const { say, state } = context
  return {
    id: 'road.test',
    title: 'Send a first notification through the whole road',
    why: 'A case of our own is closed; flow, outbound message, bridge, sign-in and record are seen to work. The case is deleted again.',
    async look() {
      const at = state.values['roadTestedAt']
      if (typeof at === 'string') return { isDone: true, detail: `it went through on ${at.slice(0, 10)}` }
      if (!(await work.isKnown())) return { isDone: false, detail: 'a case will be closed' }
      const program = await caseProgram(work)
      if (!program)
        return { isDone: true, detail: 'no program listens to closed cases: close a record of yours instead' }
      return { isDone: false, detail: 'a case will be closed' }
    },
    async act() {
      if (!(await say.confirm('Create and close a test case now, and delete it afterwards?')))
        throw new OrgError('not_wanted', 'No test case was made.', 'Run setup again when you want it tested.')
      await integrationUserId(work)
      const caseId = await closeCase(work)
      try {
        await untilDecided(work, caseId)
        const invitation = await untilWritten(work, caseId)
        await remove(work, 'Survey_Invitation__c', invitation)
      } finally {
        await remove(work, 'Case', caseId)
      }
      state.keep({ roadTestedAt: new Date().toISOString() })
    },
  }
}

const caseProgram = async (work: Work) =>
  (await work.programs()).find(({ on, mode, notSent }) => on.object === 'Case' && mode !== 'off' && notSent !== 'none')

/** As the person who runs setup: the flow fires only for people who may send outbound messages. */
async function closeCase({ context: { connection } }: Work): Promise<string> {
  const { records } = await connection.query<{ MasterLabel: string }>(
    'SELECT MasterLabel FROM CaseStatus WHERE IsClosed = true ORDER BY SortOrder LIMIT 1',
  )
  const status = records[0]?.MasterLabel ?? 'Closed'
  // No assignment rule: nobody is to receive the test case.
  const headers = { 'Sforce-Auto-Assign': 'FALSE' }
  const made = await connection.sobject('Case').create({ Subject: subject, Status: status, Origin: 'Web' }, { headers })
  if (!made.success) throw new OrgError('no_case', 'The test case could not be made.', 'Close a case of yours instead.')
  return made.id
}

/** The bridge has it and has decided. */
async function untilDecided(work: Work, caseId: string): Promise<Notification> {
  const { context } = work
  return until(
    work,
    async () => {
      const { rows } = await context.bridge.get<{ rows: Notification[] }>(`notifications?recordId=${caseId}`)
      return rows.find(({ decided }) => decided)
    },
    () =>
      new OrgError(
        'no_notification',
        'The bridge heard nothing of the closed case.',
        `${setupPage(context, 'WorkflowOmStatus/home')} shows why an outbound message does not arrive; npm run org -- doctor looks at every link.`,
      ),
  )
}

/** What was decided stands in Salesforce: the way back works too. */
async function untilWritten(work: Work, caseId: string): Promise<string> {
  const found = await until(
    work,
    async () =>
      (
        await work.query<{ Id: string; Status__c: string }>(
          `SELECT Id, Status__c FROM Survey_Invitation__c WHERE Source_Record_Id__c = ${quoted(caseId)}`,
        )
      )[0],
    () =>
      new OrgError(
        'no_record',
        'The bridge decided, but its record does not arrive in Salesforce.',
        'npm run org -- doctor says what stops it: sign-in, permissions, or a rule of the org.',
      ),
  )
  work.context.say.detail(`read back from Salesforce: an invitation, ${found.Status__c}`)
  return found.Id
}

const remove = async ({ context: { connection, say } }: Work, object: string, id: string): Promise<void> => {
  try {
    await connection.sobject(object).destroy(id)
  } catch (error) {
    say.detail(`${object} ${id} stays: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function until<T>(work: Work, look: () => Promise<T | undefined>, failure: () => OrgError): Promise<T> {
  for (const end = Date.now() + Math.min(longestMs, Math.max(shortestMs, work.waitMs)); ;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw failure()
    await wait(250)
  }
}
