import { anId, outboundMessage, type Sent } from '../../support/outbound.ts'
import type { Random } from '../world/random.ts'
import { pick, upTo } from '../world/random.ts'
import type { Place } from './place.ts'
import { post } from './post.ts'
import type { Weather } from './weather.ts'

type Person = { contactId: string; email: string }
/** A case that was closed. Two messages tell of it where a flow and an older rule both fire. */
export type Close = Person & { caseId: string; number: string; notificationIds: string[] }
type Message = { door: keyof typeof doors; notifications: Sent[]; organizationId: string }

/** The doors by which events come in; a new one is a line. `isTaken`: its way of saying that everything is stored. */
const doors = {
  trigger: {
    request: ({ bridge }: Place, { notifications, organizationId }: Message) => ({
      path: new URL(bridge.triggerUrl).pathname,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: outboundMessage({ organizationId, notifications }),
    }),
    isTaken: (text: string) => text.includes('<Ack>true</Ack>'),
  },
  events: {
    request: ({ bridge, now }: Place, { notifications, organizationId }: Message) => ({
      path: `/events/${bridge.orgKey}`,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${bridge.eventsToken}` },
      body: JSON.stringify({
        organizationId,
        events: notifications.map(({ id, object, fields }) => ({
          id,
          object,
          sentAt: new Date(now).toISOString(),
          recordId: fields?.['Id'],
          fields,
        })),
      }),
    }),
    isTaken: (text: string) => text.includes('"accepted"'),
  },
}

/** Salesforce: people close cases, and messages leave until they are acknowledged. */
export class Closes {
  readonly all: Close[] = []
  readonly sent = new Set<string>()
  readonly acknowledged = new Set<string>()
  readonly #place: Place
  readonly #weather: Weather
  #open: Message[] = []

  constructor(place: Place, weather: Weather) {
    this.#place = place
    this.#weather = weather
  }

  /** Some customers have a second case; some closes are told twice, under two ids. */
  async close(count: number, random: Random): Promise<void> {
    const { org } = this.#place.bridge
    const people = await this.#people(count, random)
    const cases = (await org.control(
      'POST',
      '/save',
      people.map(({ contactId }) => ({
        object: 'Case',
        fields: { Subject: 'Help', Status: 'Closed', ContactId: contactId },
      })),
    )) as { id: string }[]
    const ids = cases.map(({ id }) => id)
    const saved = await org.query(
      `SELECT Id, CaseNumber, ClosedDate FROM Case WHERE Id IN (${ids.map((id) => `'${id}'`).join(', ')})`,
    )
    const closed = people.map((person, n) => {
      const found = saved.find(({ Id }) => Id === ids[n])
      const notificationIds = [anId('04l'), ...(random() < 0.25 ? [anId('04l')] : [])]
      return { ...person, caseId: ids[n]!, number: String(found?.['CaseNumber']), notificationIds, found }
    })
    this.all.push(...closed)
    for (let twice = 0; twice < 2; twice++) {
      const notifications = closed.flatMap(({ notificationIds, found, ...close }): Sent[] => {
        const id = notificationIds[twice]
        return id ? [{ id, object: 'Case', fields: fieldsOf(close, String(found?.['ClosedDate'])) }] : []
      })
      if (notifications.length === 0) continue
      const door = pick(random, ['trigger', 'trigger', 'events'] as const)
      this.#open.push({ door, notifications, organizationId: org.orgId })
      for (const { id } of notifications) this.sent.add(id)
    }
  }

  /** Whatever is not acknowledged leaves once more. True when all is. */
  async deliver(): Promise<boolean> {
    await this.#stranger()
    for (const message of this.#open) {
      if (!(await this.#send(message))) continue
      for (const { id } of message.notifications) this.acknowledged.add(id)
      this.#open = this.#open.filter((one) => one !== message)
    }
    return this.#open.length === 0
  }

  async #send(message: Message): Promise<boolean> {
    const { request, isTaken } = doors[message.door]
    const { path, ...init } = request(this.#place, message)
    const heard = await post(this.#place, this.#weather, path, { method: 'POST', ...init })
    return heard !== null && heard.status === 200 && isTaken(heard.text)
  }

  /** A sandbox that was refreshed has production's addresses: what it sends must leave no trace. */
  async #stranger(): Promise<void> {
    const armed = this.#weather.ways.findIndex(({ way }) => way === 'stranger')
    const [hit] = armed < 0 ? [] : this.#weather.ways.splice(armed, 1)
    if (!hit) return
    this.#weather.count(hit.kind)
    const fields = { Id: anId('500'), CaseNumber: 'stranger', ClosedDate: '2026-11-21T10:00:00.000Z', IsClosed: 'true' }
    for (const door of ['trigger', 'events'] as const)
      await this.#send({
        door,
        organizationId: anId('00D'),
        notifications: [{ id: anId('04l'), object: 'Case', fields }],
      })
  }

  async #people(count: number, random: Random): Promise<Person[]> {
    const { org } = this.#place.bridge
    const fresh = Array.from(
      { length: count },
      (_, n) => `p${this.all.length + n}.${org.orgId.toLowerCase()}@example.com`,
    )
    const saved = (await org.control(
      'POST',
      '/save',
      fresh.map((email) => ({ object: 'Contact', fields: { LastName: 'Roe', Email: email } })),
    )) as { id: string }[]
    return fresh
      .map((email, n) =>
        this.all.length > 0 && random() < 0.2
          ? this.all[upTo(random, this.all.length)]!
          : { email, contactId: saved[n]!.id },
      )
      .map(({ email, contactId }) => ({ email, contactId }))
  }
}

const fieldsOf = ({ caseId, contactId, email, number }: Omit<Close, 'notificationIds'>, closedAt: string) => ({
  Id: caseId,
  CaseNumber: number,
  ClosedDate: closedAt,
  ContactEmail: email,
  ContactId: contactId,
  IsClosed: 'true',
})
