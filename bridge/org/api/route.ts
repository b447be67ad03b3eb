import { Hono, type Context } from 'hono'
import * as z from 'zod'
import { fail, tooMany } from '../../core/failures.ts'
import { readDocuments } from '../../definitions/documents.ts'
import type { Kind } from '../../definitions/library.ts'
import { settings } from '../../definitions/settings.ts'
import { doctorInput } from '../actions/doctor.ts'
import { connectionInput } from '../apps/store.ts'
import { personInput } from '../privacy/person.ts'
import { jsonBody, textBody, toApi } from './body.ts'
import { adminDoor, type AdminDoor, type Deps } from './door.ts'
import { listKinds, type ListKind } from './list.ts'
import { connect, remove, restore, revoke, rotate } from './operator.ts'

const text = (max: number) => z.string().min(1).max(max)
/** What a list can be asked for. */
export const listQuery = z.object({
  after: z.string().max(200).default(''),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform((digits) => Math.min(Number(digits), 200))
    .default(50),
  recordId: text(64).nullable().default(null),
  invitation: text(40).nullable().default(null),
  program: text(40).nullable().default(null),
  state: text(20).nullable().default(null),
})
export const replayBody = z.union([
  z.strictObject({ keys: z.array(text(200)).min(1).max(1000) }),
  z
    .strictObject({ all: z.literal(true), status: text(80).nullable().default(null) })
    .transform(({ status }) => ({ status })),
])
export const dismissBody = z.strictObject({ key: text(200) })
export const heldBody = z.strictObject({ approve: z.boolean() })

/** `/api/orgs/:orgKey/…`: the operator connects an org, its admin does the rest. */
export const apiRoute = (deps: Deps) =>
  new Hono()
    // Before the credentials: whoever guesses them is counted too.
    .use('/:orgKey/*', async (c, next) =>
      (await deps.isTooOften?.(c.req.raw.headers, of(c, 'orgKey'))) ? toApi(tooMany) : next(),
    )
    .put('/:orgKey', (c) => connect(c, deps))
    .delete('/:orgKey', (c) => remove(c, deps))
    .post('/:orgKey/credentials/rotate', (c) => rotate(c, deps))
    .delete('/:orgKey/credentials/:door/:generation', (c) => revoke(c, deps))
    .post('/:orgKey/restore', (c) => restore(c, deps))
    .route('/:orgKey', lookingRoute(adminDoor(deps)))
    .route('/:orgKey', changingRoute(adminDoor(deps)))
    .all('/*', () => toApi(fail({ code: 'not_found' })))

/** What an admin can see. A group in each pattern: without it only the first and last word would be held to the whole path. */
const lookingRoute = ({ ask }: AdminDoor) =>
  new Hono()
    .get('/', (c) => ask(c, (org, generation) => org.overview(generation)))
    .get('/alerts', (c) => ask(c, (org, generation) => org.alerts(generation)))
    .get('/doctor', (c) => ask(c, (org, generation) => org.doctor(generation)))
    .get('/documents/:kind{(?:survey|program|mapping)}/:name', (c) => {
      const version = c.req.query('version') // one that is no number is the version of nothing
      const wanted = version === undefined ? null : Number(version) || 0
      return ask(c, (org, generation) => org.document(generation, of(c, 'kind') as Kind, of(c, 'name'), wanted))
    })
    .get('/notifications/:id', (c) => ask(c, (org, generation) => org.notification(generation, of(c, 'id'))))
    .get('/invitations/:id', (c) => ask(c, (org, generation) => org.ask(generation, of(c, 'id'))))
    .get(`/:kind{(?:${listKinds.join('|')})}`, (c) => {
      const asked = listQuery.safeParse(c.req.query())
      return ask(c, async (org, generation) =>
        asked.success
          ? org.list(generation, of(c, 'kind') as ListKind, asked.data)
          : fail({ code: 'malformed', detail: 'after, limit (1 to 200), recordId, invitation, program, state' }),
      )
    })

/** What an admin can do. */
const changingRoute = ({ ask, askWith }: AdminDoor) =>
  new Hono()
    .put('/settings', (c) => askWith(c, json(settings), (org, generation, body) => org.putSettings(generation, body)))
    .put('/doctor', (c) => askWith(c, json(doctorInput), (org, generation, given) => org.putDoctor(generation, given)))
    .put('/connections/:name{[a-z][a-z0-9-]{0,39}}', (c) =>
      askWith(c, json(connectionInput), (org, generation, body) => org.putConnection(generation, of(c, 'name'), body)),
    )
    .post('/connections/:name/reconnect', (c) => ask(c, (org, generation) => org.reconnect(generation, of(c, 'name'))))
    .put('/documents', (c) => askWith(c, yaml, (org, generation, given) => org.publish(generation, given, false)))
    .post('/documents/check', (c) => askWith(c, yaml, (org, generation, given) => org.publish(generation, given, true)))
    .post('/invitations/:id/resend', (c) => ask(c, (org, generation) => org.resend(generation, of(c, 'id'))))
    .post('/invitations/:id/link', (c) => ask(c, (org, generation) => org.copyLink(generation, of(c, 'id'))))
    .post('/programs/:name/held', (c) =>
      askWith(c, json(heldBody), (org, generation, { approve }) => org.settleHeld(generation, of(c, 'name'), approve)),
    )
    .post('/people/find', (c) =>
      askWith(c, json(personInput), (org, generation, person) => org.findPerson(generation, person)),
    )
    .post('/people/erase', (c) =>
      askWith(c, json(personInput), (org, generation, person) => org.erasePerson(generation, person)),
    )
    .post('/writes/replay', (c) =>
      askWith(c, json(replayBody), (org, generation, body) => org.replay(generation, body)),
    )
    .post('/writes/dismiss', (c) =>
      askWith(c, json(dismissBody), (org, generation, { key }) => org.dismiss(generation, key)),
    )

const of = (c: Context, name: string): string => c.req.param(name) ?? ''

const json =
  <B>(shape: z.ZodType<B>) =>
  (request: Request) =>
    jsonBody(request, shape)

/** Documents as they are in files: YAML, one or many. */
async function yaml(request: Request) {
  const body = await textBody(request)
  if (!body.ok) return body
  const { documents, problems } = readDocuments(body.value)
  return problems.length > 0 ? fail({ code: 'invalid_document', problems }) : { ok: true as const, value: documents }
}
