import { setTimeout as wait } from 'node:timers/promises'
import { OrgError, toOrgError } from '../frame/result.ts'
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
      if ((await leftovers(work)).length > 0)
        return { isDone: false, detail: 'a test case of a run that was stopped is still there' }
      const shown = await shownByPeople(work)
      if (shown) return { isDone: true, detail: `a case of yours went through: ${shown}` }
      const program = await caseProgram(work)
      if (!program)
        return { isDone: true, detail: 'no program listens to closed cases: close a record of yours instead' }
      return { isDone: false, detail: 'a case will be closed' }
    },
    async act() {
      if (!(await say.confirm('Create and close a test case now, and delete it afterwards?')))
        throw new OrgError('not_wanted', 'No test case was made.', 'Run setup again when you want it tested.')
      await integrationUserId(work)
      for (const { Id } of await leftovers(work)) await removeAll(work, Id)
      const caseId = await closeCase(work)
      try {
        await untilDecided(work, caseId)
        await untilWritten(work, caseId)
      } finally {
        await removeAll(work, caseId)
      }
      state.keep({ roadTestedAt: new Date().toISOString() })
    },
  }
}

const caseProgram = async (work: Work) =>
  (await work.programs()).find(({ on, mode, notSent }) => on.object === 'Case' && mode !== 'off' && notSent !== 'none')

/** Test cases of runs that were killed before they could take theirs away. */
const leftovers = (work: Work) =>
  work.query<{ Id: string }>(
    `SELECT Id FROM Case WHERE Subject = ${quoted(subject)} AND CreatedById = ${quoted(work.context.org.userId)}`,
  )

/** A case that people closed went the whole road: where rules of the org allow no test case, that is the test. */
async function shownByPeople(work: Work): Promise<string | undefined> {
  if ((await work.describe('Survey_Invitation__c')) === null) return undefined
  const [found] = await work.query<{ Source_Record_Id__c: string }>(
    `SELECT Source_Record_Id__c FROM Survey_Invitation__c WHERE Source_Object__c = 'Case' ORDER BY CreatedDate DESC LIMIT 1`,
  )
  return found?.Source_Record_Id__c
}

/** As the person who runs setup: the flow fires only for people who may send outbound messages. */
async function closeCase({ context: { connection } }: Work): Promise<string> {
  // The value, not its label: an admin may have renamed that (object reference: CaseStatus).
  const { records } = await connection.query<{ ApiName: string }>(
    'SELECT ApiName FROM CaseStatus WHERE IsClosed = true ORDER BY SortOrder LIMIT 1',
  )
  const status = records[0]?.ApiName ?? 'Closed'
  // No assignment rule: nobody is to receive the test case.
  const headers = { 'Sforce-Auto-Assign': 'FALSE' }
  try {
    const made = await connection.sobject('Case').create({ Subject: subject, Status: status }, { headers })
    if (made.success) return made.id
    throw Object.assign(new Error(made.errors[0]?.message ?? ''), { errorCode: made.errors[0]?.errorCode })
  } catch (thrown) {
    const { code, message } = toOrgError(thrown, 'no_case')
    throw new OrgError(
      code,
      `The org takes no test case: ${message}`,
      'Rules of the org ask for more than a subject. Close a case of your own as people do, wait a minute, then run setup again: it finds what became of it.',
      thrown,
    )
  }
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
async function untilWritten(work: Work, caseId: string): Promise<void> {
  const found = await until(
    work,
    async () => (await invitationsOf(work, caseId))[0],
    () =>
      new OrgError(
        'no_record',
        'The bridge decided, but its record does not arrive in Salesforce.',
        'npm run org -- doctor says what stops it: sign-in, permissions, or a rule of the org.',
      ),
  )
  work.context.say.detail(`read back from Salesforce: an invitation, ${found.Status__c}`)
}

const invitationsOf = (work: Work, caseId: string) =>
  work.query<{ Id: string; Status__c: string }>(
    `SELECT Id, Status__c FROM Survey_Invitation__c WHERE Source_Record_Id__c = ${quoted(caseId)}`,
  )

/** The test case with what the bridge wrote about it. */
async function removeAll(work: Work, caseId: string): Promise<void> {
  const invitations = await invitationsOf(work, caseId).catch(() => [])
  for (const { Id } of invitations) await remove(work, 'Survey_Invitation__c', Id)
  await remove(work, 'Case', caseId)
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
