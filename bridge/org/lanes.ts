import type { Random } from '../core/backoff.ts'
import type { Commit } from '../core/commit.ts'
import type { CallFailure, Result } from '../core/failures.ts'
import { callFailed, readFailed } from '../core/tables/connections.ts'
import { decideDue, type Asked } from '../invitation/decide/due.ts'
import type { OrgFacts } from '../invitation/decide/mode.ts'
import { decideAfterRead } from '../invitation/decide/read.ts'
import type { Reader } from '../invitation/decide/reader.ts'
import type { Mailer } from '../invitation/mailer.ts'
import { sendChecked, type Compose } from '../invitation/send.ts'
import { checkDue, releaseMail } from '../invitation/send/check-due.ts'
import { expireDue } from '../invitation/send/expire.ts'
import { releaseLink } from '../invitation/send/link.ts'
import { unknownInFlight } from '../invitation/send/unknown.ts'
import type { Settings } from '../definitions/settings.ts'
import { acceptMissed, type EventReader } from '../trigger/missed.ts'
import { deliver, type Render } from '../write-back/deliver.ts'
import { deliverRemovals } from '../write-back/deliver/removals.ts'
import { deliverUpdates, type PlanUpdate } from '../write-back/deliver/updates.ts'
import type { Records } from '../write-back/records.ts'
import { releaseInFlight } from '../write-back/writes.ts'
import { purgeDue } from './privacy/purge.ts'
import { planDue } from './writes/plan-due.ts'

type Opened<App> = Promise<Result<App, CallFailure>>

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
  retentionDays: Settings['retentionDays']
  records: (connection: string) => Opened<Records>
  mailer: () => Opened<Mailer>
  register: () => Promise<void>
}

/** Runs one lane until nothing of it is due; gives how much it took on. Each lane is harmless to run twice. */
export async function runLane(lane: string, tools: Tools): Promise<number> {
  const { commit, facts, asked, random } = tools
  switch (lane) {
    case 'decide':
      return decideDue(commit, facts, asked)
    case 'read':
      return withReader(tools, (reader) => decideAfterRead(commit, reader, facts, asked))
    case 'check':
      return withReader(tools, (reader) => checkDue('email', commit, reader, facts, asked, releaseMail('mail')))
    case 'mail': {
      const send = (mailer: Mailer) => sendChecked('mail', commit, mailer, tools.compose, asked, random)
      return withApp(tools, 'mail', tools.mailer(), send)
    }
    case 'link':
      return withReader(tools, (reader) => checkDue('link', commit, reader, facts, asked, releaseLink(tools.writeLink)))
    case 'missed':
      return withReader(tools, (reader) => acceptMissed(commit, reader))
    case 'purge':
      return purgeDue(commit, tools.retentionDays)
    case 'expire':
      return expireDue(commit, asked)
    case 'plan':
      return planDue(commit)
    case 'register':
      await tools.register()
      return 1
    default:
      return write(lane.replace(/^write:/, ''), tools)
  }
}

/** What a lane that died had in flight, or all lanes of an earlier instance (`null`): nobody will ever record those calls. */
export function giveBack(sql: SqlStorage, lane: string | null, now: Date): void {
  if (lane === null || lane.startsWith('write:')) releaseInFlight(sql, lane?.replace('write:', '') ?? null, now)
  if (lane === null || lane === 'mail') unknownInFlight(sql, now)
}

/** An app that cannot be opened, because its credentials cannot be read any more, stops its connection: somebody must act. */
async function withApp<App>(
  { commit, random }: Tools,
  connection: string,
  opening: Opened<App>,
  work: (app: App) => Promise<number>,
): Promise<number> {
  const opened = await opening
  if (opened.ok) return work(opened.value)
  commit((sql, now) => callFailed(sql, connection, opened.failure, now, random))
  return 0
}

/** A call that failed makes all reads wait a while; what it read for is as it was. */
const withReader = (
  tools: Tools,
  work: (reader: Reader & EventReader) => Promise<Result<number, CallFailure>>,
): Promise<number> =>
  withApp(tools, 'salesforce', tools.records('salesforce'), async (records) => {
    const done = await work(records)
    if (done.ok) return done.value
    tools.commit((sql, now) => readFailed(sql, 'salesforce', done.failure, now, tools.random))
    return 1
  })

const write = (connection: string, tools: Tools): Promise<number> =>
  withApp(tools, connection, tools.records(connection), async (records) => {
    const { commit, render, planUpdate, random } = tools
    const upserts = await deliver(connection, commit, records, render, random)
    const updates = await deliverUpdates(connection, commit, records, planUpdate, random)
    return upserts + updates + (await deliverRemovals(connection, commit, records, random))
  })
