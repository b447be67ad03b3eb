import { Hono } from 'hono'
import { fail, ok } from '../core/failures.ts'
import type { Keys } from '../core/keys.ts'
import { readBytes, type BodyRules } from './door/body.ts'
import { parseEventMessage } from './events/message.ts'
import { openEvents } from './events/open.ts'
import { handOver, type Opened } from './door/hand-over.ts'
import type { Notification } from './notification.ts'
import { parseOutboundMessage } from './outbound-message.ts'
import type { TriggerOrg } from './port.ts'
import { methodNotAllowed, toAck, toJson } from './door/reply.ts'

/** `org` gives the org's object without waking it: only a call does. */
type Deps = { keys: Keys; org: (orgKey: string) => TriggerOrg }

const xml: BodyRules = { types: ['text/xml', 'application/xml', 'application/soap+xml'], maxBytes: 4 * 1024 * 1024 }
/** Of everything that Flow and Apex send. */
export const json: BodyRules = { types: ['application/json'], maxBytes: 1024 * 1024 }

/** `POST /trigger/:orgKey/:key`: outbound messages. The key is the only proof of the sender: it comes before the body. */
export const triggerRoute = ({ keys, org }: Deps) =>
  new Hono()
    .post('/:orgKey/:key', async (c) => {
      const { orgKey, key } = c.req.param()
      const opened = keys.verify('trigger', orgKey, key)
      if (!opened) return toAck(fail({ code: 'unauthorized' }))
      const at = { door: 'trigger', orgKey, ...opened, org: org(orgKey) } as const
      return toAck(
        await handOver(at, await readBytes(c.req.raw, xml), parseOutboundMessage, ({ notifications }) =>
          store(at, notifications),
        ),
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
      const at = { door: 'events', orgKey, generation, org: org(orgKey) } as const
      const parse = (text: string) => parseEventMessage(text, new Date())
      return toJson(await handOver(at, bytes, parse, ({ notifications }) => store(at, notifications)))
    })
    .all('/:orgKey', methodNotAllowed)

/** One call to the org's object, which stores the message. */
async function store({ door, generation, org }: Opened<TriggerOrg>, notifications: Notification[]) {
  const stored = await org.accept(door, generation, notifications)
  return stored.ok ? ok({ accepted: notifications.length }) : stored
}
