import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { fail, httpStatus, ok, type Failure, type Result } from '../../core/failures.ts'
import type { Keys } from '../../core/keys.ts'
import { documentName } from '../../definitions/common.ts'
import type { DeliveryEvent } from '../mailer.ts'

/** What the route asks of the org's object; harmless to repeat. */
export interface HooksOrg {
  deliveryEvents(generation: number, connection: string, events: DeliveryEvent[]): Promise<Result<{ matched: number }>>
}
export type HooksDeps = { keys: Keys; org: (orgKey: string) => HooksOrg }

const maxBytes = 64 * 1024
const id = z.string().trim().max(998).nullish() // a header line's limit, RFC 5322

/** What is not here is ignored: whoever forwards a provider's events may leave its fields in. */
export const deliveryEvents = z.object({
  events: z
    .array(
      z
        .object({
          kind: z.enum(['delivered', 'deferred', 'bounced', 'complained', 'unsubscribed']),
          hard: z.boolean().optional(),
          providerId: id,
          sendId: id,
          email: z.string().trim().max(254).nullish(),
        })
        .refine(({ providerId, sendId, email }) => providerId || sendId || email, 'name providerId, sendId or email'),
    )
    .min(1)
    .max(100),
})

/** Delivery events of a mail provider, mounted at /hooks: `Authorization: Bearer <generation>.<mac>`, never in the address. */
export const hooksRoute = ({ keys, org }: HooksDeps) =>
  new Hono<{ Variables: { generation: number } }>()
    .use('/:orgKey/:connection', async (c, next) => {
      // The mac before the body: a stranger's bytes are not read, and his call wakes no object.
      const { orgKey, connection } = c.req.param()
      const credential = /^Bearer +(\S{1,64})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
      const known = keys.verify('hooks', orgKey, credential)
      if (!known) return refuse({ code: 'unauthorized' })
      if (!documentName.safeParse(connection).success) return refuse({ code: 'not_found' })
      c.set('generation', known.generation)
      return next()
    })
    .use(bodyLimit({ maxSize: maxBytes, onError: () => refuse({ code: 'too_large', limit: maxBytes }) }))
    .post('/:orgKey/:connection', async (c) => {
      const { orgKey, connection } = c.req.param()
      const events = await readEvents(c.req.raw)
      if (!events.ok) return refuse(events.failure)
      const taken = await org(orgKey).deliveryEvents(c.get('generation'), connection, events.value)
      return taken.ok ? c.json(taken.value) : refuse(taken.failure)
    })
    .all('/:orgKey/:connection', () =>
      Response.json({ code: 'method_not_allowed' }, { status: 405, headers: { allow: 'POST' } }),
    )

async function readEvents(request: Request): Promise<Result<DeliveryEvent[]>> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    return fail({ code: 'unsupported_media_type', detail: 'send application/json' })
  const body: unknown = await request.json().catch(() => undefined)
  const parsed = deliveryEvents.safeParse(body)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return fail({ code: 'malformed', detail: `${issue?.path.join('.') || 'body'}: ${issue?.message}`.slice(0, 200) })
  }
  return ok(
    parsed.data.events.map(({ kind, hard, providerId, sendId, email }) => ({
      kind,
      ...(hard === undefined ? {} : { hard }),
      providerId: providerId?.replace(/^<|>$/g, '') || null,
      sendId: sendId || null,
      email: email || null,
    })),
  )
}

function refuse(failure: Failure): Response {
  const message = 'detail' in failure ? { message: failure.detail } : {}
  return Response.json({ code: failure.code, ...message }, { status: httpStatus(failure) })
}
