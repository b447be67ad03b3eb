import { rowsOf } from '../doctor/gather/see.ts'
import type { OrgContext, Verb } from '../frame/context.ts'
import { OrgError, type Step } from '../frame/result.ts'
import { deleteInBatches, type Refused } from './delete.ts'

/** Rows of one kind that nobody needs any more. */
type Kind = { id: string; title: string; object: string; where: string }

/** The bridge may still ask for a receipt within this time. */
const shortestReceiptDays = 30
/** Ids held at once, so that a million rows need no more memory than these. */
const pageSize = 10_000

/** Deletes what only takes up room: customers who were not asked, old receipts, and rows of tests when told. */
export const purge: Verb = {
  about: 'Delete old Not Sent invitations and receipts, and the rows of tests with --test',
  flags: {
    'not-sent-days': { type: 'string', default: '90' },
    'receipt-days': { type: 'string', default: '30' },
    test: { type: 'boolean' },
  },
  help: {
    'not-sent-days': 'Survey Invitations that were not sent go after so many days (90)',
    'receipt-days': `receipts go after so many days (30, and no less)`,
    test: 'all rows marked Is Test go too, with their answers',
  },
  run: async (context, flags) => {
    const kinds = kindsOf(
      daysIn(flags, 'not-sent-days', 1),
      daysIn(flags, 'receipt-days', shortestReceiptDays),
      flags['test'] === true,
    )
    const { say, isDryRun, connection } = context
    const counts = await Promise.all(kinds.map(({ object, where }) => count(connection, object, where)))
    for (const [index, { title }] of kinds.entries()) say.line(`${String(counts[index]).padStart(8)}  ${title}`)
    const total = counts.reduce((sum, one) => sum + one, 0)
    if (!isDryRun && total > 0 && !(await say.confirm(`Delete ${total} rows from ${context.org.name}?`)))
      throw new OrgError('stopped', 'Nothing was deleted.', 'Run the same command again when you are ready.')
    const steps: Step[] = []
    for (const [index, kind] of kinds.entries()) {
      say.begin(`[${index + 1}/${kinds.length}]`, kind.title)
      const step = await purgeKind(context, kind, counts[index]!)
      say.end(step)
      steps.push(step)
    }
    return { ok: steps.every(({ state }) => state !== 'failed'), steps }
  },
}

const kindsOf = (notSentDays: number, receiptDays: number, withTests: boolean): Kind[] => [
  {
    id: 'purge.not-sent',
    title: `Survey Invitations not sent, older than ${notSentDays} days`,
    object: 'Survey_Invitation__c',
    where: `Status__c = 'Not Sent' AND CreatedDate < LAST_N_DAYS:${notSentDays}`,
  },
  {
    id: 'purge.receipts',
    title: `Receipts older than ${receiptDays} days`,
    object: 'Survey_Write__c',
    where: `CreatedDate < LAST_N_DAYS:${receiptDays}`,
  },
  ...(withTests
    ? [
        // Answers go with their response: they are its details.
        {
          id: 'purge.test-responses',
          title: 'Survey Responses of tests',
          object: 'Survey_Response__c',
          where: 'Is_Test__c = true',
        },
        {
          id: 'purge.test-invitations',
          title: 'Survey Invitations of tests',
          object: 'Survey_Invitation__c',
          where: 'Is_Test__c = true',
        },
      ]
    : []),
]

function daysIn(flags: Record<string, unknown>, name: string, least: number): number {
  const days = Number(flags[name])
  if (Number.isInteger(days) && days >= least && days <= 9999) return days
  throw new OrgError(
    'bad_flags',
    `--${name} ${String(flags[name])} is no number of days from ${least} up.`,
    `npm run org -- purge --${name} ${Math.max(least, 30)}`,
  )
}

async function count(connection: OrgContext['connection'], object: string, where: string): Promise<number> {
  return (await connection.query(`SELECT COUNT() FROM ${object} WHERE ${where}`)).totalSize
}

/** Page by page, until nothing is left or nothing more can be deleted. */
async function purgeKind({ connection, say, isDryRun }: OrgContext, kind: Kind, found: number): Promise<Step> {
  const { id, title, object, where } = kind
  if (found === 0) return { id, title, state: 'already', detail: 'none' }
  if (isDryRun) return { id, title, state: 'would', detail: `${found} rows` }
  for (let gone = 0; ;) {
    const rows = await rowsOf<{ Id: string }>(
      connection,
      `SELECT Id FROM ${object} WHERE ${where} ORDER BY Id LIMIT ${pageSize}`,
    )
    const ids = rows.map(({ Id }) => Id)
    const { deleted, failed } = await deleteInBatches(connection, object, ids, (text) => say.detail(text))
    gone += deleted
    if (rows.length < pageSize || deleted === 0) return ended(kind, gone, failed)
  }
}

function ended({ id, title }: Kind, gone: number, refused: Refused[]): Step {
  const [first] = refused
  if (!first) return { id, title, state: 'done', detail: `${gone} rows deleted` }
  return {
    id,
    title,
    state: 'failed',
    code: first.code,
    detail: `${gone} rows deleted, ${refused.length} refused: ${first.message}`,
    next: 'Mend what it says (a trigger, a lock, missing Delete permission), then run the same command again.',
  }
}
