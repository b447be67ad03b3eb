import { env } from 'cloudflare:workers'
import { runInDurableObject } from 'cloudflare:test'
import type { Commit } from '../../../bridge/core/commit.ts'
import { makeKeys } from '../../../bridge/core/keys.ts'
import { openAlerts } from '../../../bridge/core/tables/alerts.ts'
import { connection, putConnection } from '../../../bridge/core/tables/connections.ts'
import { defaultDocuments } from '../../../bridge/definitions/defaults/documents.ts'
import { publish } from '../../../bridge/definitions/library.ts'
import { program as programSchema } from '../../../bridge/definitions/program.ts'
import { settings } from '../../../bridge/definitions/settings.ts'
import { decideBatch } from '../../../bridge/invitation/decide/due.ts'
import { decideAfterRead } from '../../../bridge/invitation/decide/read.ts'
import { findInvitation, invitationRow, type Invitation } from '../../../bridge/invitation/invitations.ts'
import { sendChecked, type Compose } from '../../../bridge/invitation/send.ts'
import { checkDue, releaseMail } from '../../../bridge/invitation/send/check-due.ts'
import { expireDue } from '../../../bridge/invitation/send/expire.ts'
import { releaseLink } from '../../../bridge/invitation/send/link.ts'
import { sendRow, type Send } from '../../../bridge/invitation/send/sends.ts'
import { composeMail } from '../../../bridge/org/apps/compose.ts'
import type { OrgRow } from '../../../bridge/org/tables/org-row.ts'
import { storeNotifications } from '../../../bridge/trigger/accept.ts'
import { FakeMailer, FakeReader } from './ports.ts'

const keys = makeKeys([Buffer.alloc(32, 7)])
const org: OrgRow = {
  orgId: '00D000000000001',
  orgKey: 'abcdefghijklmnop',
  name: 'Example',
  isSandbox: false,
  baseUrl: 'https://bridge.example',
  integrationUserId: null,
  generation: 1,
  settings: settings.parse({}),
  connectedAt: new Date('2026-11-01T00:00:00Z'),
}

/** Read once: it takes longer than a whole decision. */
const surveysAndMappings = defaultDocuments().filter(({ kind }) => kind !== 'program')

let made = 0
/** An id of 18 characters that no other test of the file has. */
export const anId = (prefix: string): string => `${prefix}${String(++made).padStart(12, '0')}AAA`

/** A case program that asks at once, with what a test changes. */
export const aCaseProgram = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  program: 'case-closed',
  mode: 'live',
  on: { object: 'Case', when: { field: 'IsClosed', is: true } },
  occasion: 'ClosedDate',
  survey: 'case-csat',
  recipient: { person: 'ContactId', email: ['ContactEmail', 'SuppliedEmail'] },
  records: { Case: 'Id', Contact: 'ContactId', Account: 'AccountId' },
  ...more,
})

/** A program about won opportunities, whose people only Salesforce knows. */
export const anOpportunityProgram = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  program: 'opportunity-won',
  mode: 'live',
  on: { object: 'Opportunity', when: { field: 'IsWon', is: true } },
  occasion: 'LastStageChangeDate',
  survey: 'purchase-nps',
  recipient: { person: 'ContactId', email: ['Contact.Email'], language: 'Contact.Survey_Language__c' },
  records: { Opportunity: 'Id', Contact: 'ContactId' },
  ...more,
})

/** What the message of a won opportunity says. */
export const won = { IsWon: 'true', LastStageChangeDate: '2026-11-21T08:00:00.000Z' }

/** As it stands on a message; null is absent there. */
export type Values = Record<string, string | null>
export type Event = { id?: string; object?: string; recordId?: string; note?: 'deleted' | 'too_wide' }
type DecisionRow = {
  program: string
  outcome: string
  reason: string
  ask_again_at: number | null
  invitation_id: string | null
}

/**
 * The invitation leg on the real tables of an object of its own. The clock is the test's, the ports are fakes, and only what the test
 * calls runs: the object belongs to no org, so it has no alarm.
 */
export class Leg {
  now = new Date('2026-11-21T09:00:00.000Z')
  facts = { orgKey: org.orgKey, isSandbox: false, testAddresses: [] as string[] }
  readonly reader = new FakeReader()
  readonly mailer = new FakeMailer()
  /** Every invitation that Salesforce was told of, in order. */
  readonly told: string[] = []
  /** Every invitation whose link was written to its record. */
  readonly links: string[] = []
  readonly sql: SqlStorage
  readonly #storage: DurableObjectStorage

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
    this.sql = storage.sql
  }

  commit: Commit = (work) => this.#storage.transactionSync(() => work(this.sql, this.now))
  asked = (_sql: SqlStorage, ids: string[]): void => void this.told.push(...ids)

  /** Publishes these programs beside the default surveys and mappings. */
  publish(...programs: Record<string, unknown>[]): void {
    const bodies = programs.map((given) => programSchema.parse(given))
    const documents = [
      ...surveysAndMappings,
      ...bodies.map((body) => ({ kind: 'program' as const, name: body.program, body })),
    ]
    this.commit((sql, now) => publish(sql, documents, now))
  }

  /** Stores one event as the trigger does: a closed case of a new contact unless told. Gives its id. */
  notify(fields: Values = {}, { id = anId('04l'), object = 'Case', recordId = anId('500'), note }: Event = {}): string {
    const contactId = anId('003')
    const closed: Values = {
      IsClosed: 'true',
      ClosedDate: this.now.toISOString(),
      ContactId: contactId,
      ContactEmail: `${contactId}@example.com`,
    }
    const all = { Id: recordId, ...(object === 'Case' ? closed : {}), ...fields }
    const kept = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
    const stored = { id, object, recordId, fields: note ? null : Object.fromEntries(kept), note: note ?? null }
    this.commit((sql, now) => storeNotifications(sql, [stored], now))
    return id
  }

  later(ms: number): void {
    this.now = new Date(this.now.getTime() + ms)
  }

  /** Decides what is due a second from now. */
  decide(): void {
    this.later(1000)
    for (let turn = 0; turn < 100; turn++)
      if (this.commit((sql, now) => decideBatch(sql, this.facts, this.asked, now)) === 0) return
    throw new Error('what was decided is due again') // a loop without an end would take the test run with it
  }

  /** Stores one event and decides it; gives its id. */
  decided(fields: Values = {}, event: Event = {}): string {
    const id = this.notify(fields, event)
    this.decide()
    return id
  }

  read(): ReturnType<typeof decideAfterRead> {
    this.later(1000)
    return decideAfterRead(this.commit, this.reader, this.facts, this.asked)
  }

  check(): ReturnType<typeof checkDue> {
    this.later(1000)
    return checkDue('email', this.commit, this.reader, this.facts, this.asked, releaseMail('mail'))
  }

  checkLinks(): ReturnType<typeof checkDue> {
    this.later(1000)
    const write = (_sql: SqlStorage, id: string): void => void this.links.push(id)
    return checkDue('link', this.commit, this.reader, this.facts, this.asked, releaseLink(write))
  }

  send(): Promise<number> {
    const compose: Compose = (sql, send, invitation) => composeMail(sql, keys, org, send, invitation)
    return sendChecked('mail', this.commit, this.mailer, compose, this.asked, () => 1)
  }

  expire(): number {
    return expireDue(this.commit, this.asked)
  }

  /** Salesforce has the record of an invitation as the message said, with what has changed since. */
  inSalesforce(notificationId: string, changed: Record<string, unknown> = {}): void {
    const { object, recordId, fields } = this.invitationOf(notificationId)
    this.reader.put(object, recordId, { ...fields, ...changed })
  }

  /** One event up to its mail. Gives the notification's id. */
  async asksOne(fields: Values = {}, event: Event = {}): Promise<string> {
    const id = this.decided(fields, event)
    this.inSalesforce(id)
    await this.check()
    await this.send()
    return id
  }

  decisions(notificationId: string): DecisionRow[] {
    return this.sql
      .exec<DecisionRow>(
        'SELECT program, outcome, reason, ask_again_at, invitation_id FROM decisions WHERE notification_id = ?1 ORDER BY program',
        notificationId,
      )
      .toArray()
  }

  /** The reason of each program's decision, or `invited`; `undecided` while there is none. */
  verdict(event: string): string {
    const reasons = this.decisions(event).map(({ outcome, reason }) => (outcome === 'invited' ? outcome : reason))
    return reasons.join(', ') || 'undecided'
  }

  invitationOf(notificationId: string): Invitation {
    const id = this.decisions(notificationId)[0]?.invitation_id
    const found = id ? findInvitation(this.sql, id) : null
    if (!found) throw new Error(`no invitation: ${this.verdict(notificationId)}`)
    return found
  }

  invitations(): Invitation[] {
    return this.sql.exec('SELECT * FROM invitations ORDER BY asked_at, notification_id').toArray().map(invitationRow)
  }

  sends(): Send[] {
    return this.sql.exec('SELECT * FROM sends ORDER BY created_at, id').toArray().map(sendRow)
  }

  count(table: 'slots' | 'invited_records' | 'links' | 'suppressions' | 'invitations' | 'decisions' | 'sends'): number {
    return this.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n
  }

  /** Codes of the open alerts, by id. */
  alerts(): Record<string, string> {
    return Object.fromEntries(openAlerts(this.sql).map(({ id, detail }) => [id, detail]))
  }
}

/** An object of its own, for a test that throws it out of memory in between. */
export function anObject() {
  const stub = env.ORG.getByName(`leg ${crypto.randomUUID()}`)
  const run = <T>(work: (leg: Leg) => T | Promise<T>): Promise<T> =>
    runInDurableObject(stub, (_, { storage }) => {
      const leg = new Leg(storage)
      if (connection(leg.sql, 'mail') === null) connect(leg)
      return work(leg)
    })
  return { stub, run }
}

/** Runs a test inside an object of its own. */
export const inLeg = <T>(work: (leg: Leg) => T | Promise<T>): Promise<T> => anObject().run(work)

const connect = (leg: Leg): void =>
  leg.commit((sql, now) => {
    for (const [name, app] of Object.entries({ salesforce: 'salesforce', mail: 'smtp' } as const))
      putConnection(sql, { name, app, config: {}, credentials: null }, new Date(now.getTime() - 60_000))
  })
