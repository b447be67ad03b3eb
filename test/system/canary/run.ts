import { ask, connectOrg, type Connected, type StandInOrg } from '../../../scripts/run/demo.ts'
import { anId, outboundMessage } from '../../support/outbound.ts'
import { World } from '../world.ts'
import { exchange, sessionId, type Canary, type Exchange, type Person } from './canaries.ts'

export const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })

/** A world with two orgs, in which every word that was said to the bridge and by it is kept. */
export class CanaryRun {
  readonly people: Person[] = []
  /** The tokens of every link that was mailed. */
  readonly links: Canary[] = []
  readonly exchanges: Exchange[] = []
  /** Pages and lists that may show people their own data, but no secret. */
  readonly own: Exchange[] = []
  readonly world: World
  /** Its neighbour. */
  readonly other: Connected

  private constructor(world: World, other: Connected) {
    this.world = world
    this.other = other
  }

  static async start(): Promise<CanaryRun> {
    const world = await World.start()
    const neighbour = await ask<StandInOrg>('POST', `${new URL(world.org.controlUrl).origin}/control/orgs`, {})
    return new CanaryRun(world, await connectOrg(world.bridge.url, world.secrets, neighbour))
  }

  async send(what: string, path: string, init: RequestInit = {}, to = this.exchanges): Promise<Exchange> {
    const done = await exchange(this.world, what, path, init)
    to.push(done)
    return done
  }

  orgPath = (path: string): string => `/api/orgs/${this.world.connected.orgKey}/${path}`.replace(/\/$/, '')

  admin(what: string, method: string, path: string, body?: unknown, to = this.exchanges): Promise<Exchange> {
    const init = { method, headers: bearer(this.world.connected.adminToken) }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return this.send(what, this.orgPath(path), body === undefined ? init : { ...init, body: text }, to)
  }

  salesforce = (...faults: Record<string, unknown>[]): Promise<unknown> => this.world.control('PUT', 'faults', faults)
  mail = (...faults: Record<string, unknown>[]): Promise<unknown> => this.world.control('PUT', 'mail-faults', faults)

  /** A person with a closed case, told to the bridge as Salesforce does; with a session id, as it did for years. */
  closeCaseOf = async (person: Person): Promise<void> => {
    const { world } = this
    this.people.push(person)
    const { firstName, lastName, email, subject } = person
    const contactId = await world.save('Contact', { FirstName: firstName, LastName: lastName, Email: email })
    const caseId = await world.save('Case', { Subject: subject, ContactId: contactId, Status: 'Closed' })
    const fields = {
      Id: caseId,
      CaseNumber: '1',
      ClosedDate: '2026-11-21T10:00:00.000Z',
      ContactEmail: email,
      ContactId: contactId,
      IsClosed: 'true',
      Subject: subject,
    }
    const body = outboundMessage({
      organizationId: world.org.orgId,
      notifications: [{ id: anId('04l'), object: 'Case', fields }],
      session: `<SessionId>${sessionId}</SessionId>`,
    })
    const headers = { 'content-type': 'text/xml' }
    await this.send('a closed case', world.connected.triggerUrl, { method: 'POST', headers, body })
  }

  /** The customer's survey link, once the mail is there. */
  linkOf = async ({ email }: Person): Promise<string> => {
    const { id } = await this.world.mailTo(email)
    const { text } = await this.world.control<{ text: string }>('GET', `mails/${id}`)
    const [, survey = '', unsubscribe = ''] = /(http\S+\/s\/\S+?\w{22})[^]*?(http\S+\/u\/\S+?\w{22})/.exec(text) ?? []
    for (const link of [survey, unsubscribe])
      this.links.push({ name: `link ${this.links.length}`, text: link.split('/').at(-1) ?? '' })
    return survey
  }

  answer = (link: string, { comment }: Person, csat = '5'): Promise<Exchange> =>
    this.send('an answer', link, { method: 'POST', body: new URLSearchParams({ csat, comment }) }, this.own)
}
