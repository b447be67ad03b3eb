import type { Random } from '../core/backoff.ts'
import type { Commit } from '../core/commit.ts'
import { readFailed } from '../core/tables/connections.ts'
import type { CallFailure } from '../core/failures.ts'
import { checkDue, releaseMail } from '../invitation/send/check-due.ts'
import { decideAfterRead, type Reader } from '../invitation/decide/read.ts'
import { decideDue } from '../invitation/decide/due.ts'
import { expireDue } from '../invitation/send/expire.ts'
import { releaseLink } from '../invitation/send/link.ts'
import type { Mailer } from '../invitation/mailer.ts'
import type { Asked, OrgFacts } from '../invitation/decide/record.ts'
import { sendChecked, type Compose } from '../invitation/send.ts'
import { deliver, type Render } from '../write-back/deliver.ts'
import type { Records } from '../write-back/records.ts'
import { deliverUpdates, type PlanUpdate } from '../write-back/updates.ts'

/** What the object hands to its lanes. */
export type Tools = {
  commit: Commit
  facts: OrgFacts
  asked: Asked
  compose: Compose
  render: Render
  planUpdate: PlanUpdate
  /** Asks for the write that hands the link over. */
  writeLink: (sql: SqlStorage, invitationId: string, now: Date) => void
  random: Random
  records: (connection: string) => Promise<Records>
  mailer: () => Promise<Mailer>
  register: () => Promise<void>
}

/** Runs one lane until nothing of it is due; gives how much it took on. Each lane is harmless to run twice. */
export async function runLane(lane: string, tools: Tools): Promise<number> {
  const { commit, facts, asked } = tools
  const readsFail = (failure: CallFailure) => commit((sql, now) => readFailed(sql, 'salesforce', failure, now))
  switch (lane) {
    case 'decide':
      return decideDue(commit, facts, asked)
    case 'read':
      return decideAfterRead(commit, await reader(tools), facts, asked, readsFail)
    case 'mail': {
      const checked = await checkDue('email', commit, await reader(tools), asked, releaseMail('mail'), readsFail)
      return checked + (await sendChecked('mail', commit, await tools.mailer(), tools.compose, asked, tools.random))
    }
    case 'link':
      return checkDue('link', commit, await reader(tools), asked, releaseLink(asked, tools.writeLink), readsFail)
    case 'expire':
      return expireDue(commit, asked)
    case 'register':
      await tools.register()
      return 1
    default:
      return write(lane.replace(/^write:/, ''), tools)
  }
}

const reader = (tools: Tools): Promise<Reader> => tools.records('salesforce')

async function write(connection: string, { commit, records, render, planUpdate, random }: Tools): Promise<number> {
  const port = await records(connection)
  const upserts = await deliver(connection, commit, port, render, random)
  return upserts + (await deliverUpdates(connection, commit, port, planUpdate, random))
}
