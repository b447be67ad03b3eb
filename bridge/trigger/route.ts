import { Hono } from 'hono'
import { fail, ok, type Failure, type Result, type NewAlert } from '../core/failures.ts'
import { orgKeyOf, sha256, type Keys } from '../core/keys.ts'
import { bodyAlert, wrongOrgAlert } from './body-alert.ts'
import { readBytes, textOf, type BodyRules } from './body.ts'
import { parseEventMessage } from './events/message.ts'
import type { Notification } from './notification.ts'
import { openEvents } from './events/open.ts'
import { parseOutboundMessage } from './outbound-message.ts'
import type { TriggerDoor, TriggerOrg } from './port.ts'
import { methodNotAllowed, toAck, toJson } from './reply.ts'

/** `org` gives the org's object without waking it: only a call does. */
type Deps = { keys: Keys; org: (orgKey: string) => TriggerOrg }
type Message = { organizationId: string; notifications: Notification[] }
type At = { door: TriggerDoor; orgKey: string; generation: number; org: TriggerOrg }

const xml: BodyRules = { types: ['text/xml', 'application/xml', 'application/soap+xml'], maxBytes: 4 * 1024 * 1024 }
const json: BodyRules = { types: ['application/json'], maxBytes: 1024 * 1024 }

/** `POST /trigger/:orgKey/:key`: outbound messages. The key is the only proof of the sender: it comes before the body. */
export const triggerRoute = ({ keys, org }: Deps) =>
  new Hono()
    .post('/:orgKey/:key', async (c) => {
      const { orgKey, key } = c.req.param()
      const opened = keys.verify('trigger', orgKey, key)
      if (!opened) return toAck(fail({ code: 'unauthorized' }))
      const bytes = await readBytes(c.req.raw, xml)
      return toAck(
        await handOver({ door: 'trigger', orgKey, ...opened, org: org(orgKey) }, bytes, parseOutboundMessage),
      )
    })
    .all('/:orgKey/:key', methodNotAllowed)

/** `POST /events/:orgKey`: the same as JSON, for Flow callouts and Apex. */
export const eventsRoute = ({ keys, org }: Deps) =>
  new Hono()
    .post('/:orgKey', async (c) => {
      const orgKey = c.req.param('orgKey')
      const opened = await openEvents(c.req.raw, orgKey, keys, json)
      if (!opened.ok) return toJson(opened)
      const { generation, bytes } = opened.value
      const parse = (text: string) => parseEventMessage(text, new Date())
      return toJson(await handOver({ door: 'events', orgKey, generation, org: org(orgKey) }, bytes, parse))
    })
    .all('/:orgKey', methodNotAllowed)

/** One call to the org's object: to store the message, or to tell the admin why it was not taken. */
async function handOver(
  at: At,
  bytes: Result<Uint8Array>,
  parse: (text: string) => Result<Message>,
): Promise<Result<{ accepted: number }>> {
  const text = bytes.ok ? textOf(bytes.value) : bytes
  const message = text.ok ? parse(text.value) : text
  if (!message.ok) {
    const hash = bytes.ok ? sha256(bytes.value).toString('hex') : ''
    return refused(at, message.failure, bodyAlert(hash, message.failure))
  }
  const { organizationId, notifications } = message.value
  if (orgKeyOf(organizationId) !== at.orgKey) return refused(at, { code: 'wrong_org' }, wrongOrgAlert(organizationId))
  const stored = await at.org.accept(at.door, at.generation, notifications)
  return stored.ok ? ok({ accepted: notifications.length }) : stored
}

/** What the object says comes first: a revoked key is a 401 whatever the body was. */
async function refused(at: At, failure: Failure, alert: NewAlert | null): Promise<Result<never>> {
  if (alert === null) return fail(failure)
  const told = await at.org.alertBody(at.door, at.generation, alert)
  return told.ok ? fail(failure) : told
}
