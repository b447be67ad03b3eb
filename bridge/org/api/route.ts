import { Hono, type Context } from 'hono'
import * as z from 'zod'
import type { Config } from '../../core/config.ts'
import { fail, type Result } from '../../core/failures.ts'
import { readDocuments } from '../../definitions/documents.ts'
import type { Kind } from '../../definitions/library.ts'
import { settings } from '../../definitions/settings.ts'
import { connectionInput } from '../apps/store.ts'
import type { Org } from '../org.ts'
import { jsonBody, textBody, toApi } from './body.ts'
import { bearer, type CallOrg } from './door.ts'
import { listKinds, type ListKind } from './list.ts'
import { connect, revoke, rotate } from './operator.ts'

type Deps = { config: Config; call: CallOrg }

const text = (max: number) => z.string().min(1).max(max)
const query = z.object({
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
const replayBody = z.union([
  z.strictObject({ keys: z.array(text(200)).min(1).max(1000) }),
  z
    .strictObject({ all: z.literal(true), status: text(80).nullable().default(null) })
    .transform(({ status }) => ({ status })),
])
const dismissBody = z.strictObject({ key: text(200) })
const heldBody = z.strictObject({ approve: z.boolean() })

type Work<T> = (org: DurableObjectStub<Org>, generation: number) => Promise<Result<T>>

/** `/api/orgs/:orgKey/…`: the operator connects an org, its admin does the rest. */
export const apiRoute = ({ config, call }: Deps) => {
  /** The mac is checked here, so that a forged token wakes no object and reads no body; the object checks the generation. */
  const opened = (c: Context): { orgKey: string; generation: number } | null => {
    const orgKey = c.req.param('orgKey') ?? ''
    const found = config.keys.verify('api', orgKey, bearer(c))
    return found && { orgKey, ...found }
  }
  const admin = async <T>(c: Context, work: Work<T>): Promise<Response> => {
    const door = opened(c)
    if (!door) return toApi(fail({ code: 'unauthorized' }))
    return toApi(await call(door.orgKey, (org) => work(org, door.generation)))
  }
  /** The body is read before the call, which may be repeated. A revoked token is a 401 whatever the body was. */
  const withBody = async <T, B>(
    c: Context,
    read: (request: Request) => Promise<Result<B>>,
    work: (org: DurableObjectStub<Org>, generation: number, body: B) => Promise<Result<T>>,
  ): Promise<Response> => {
    if (!opened(c)) return toApi(fail({ code: 'unauthorized' }))
    const body = await read(c.req.raw)
    return admin(c, async (org, generation) => {
      if (body.ok) return work(org, generation, body.value)
      const admitted = await org.admit(generation)
      return admitted.ok ? body : admitted
    })
  }
  const json =
    <B>(shape: z.ZodType<B>) =>
    (request: Request) =>
      jsonBody(request, shape)
  const id = (c: Context, name: string): string => c.req.param(name) ?? ''

  return new Hono()
    .put('/:orgKey', (c) => connect(c, config, call))
    .post('/:orgKey/credentials/rotate', (c) => rotate(c, config, call))
    .delete('/:orgKey/credentials/:door/:generation', (c) => revoke(c, config, call))

    .get('/:orgKey', (c) => admin(c, (org, generation) => org.overview(generation)))
    .get('/:orgKey/alerts', (c) => admin(c, (org, generation) => org.alerts(generation)))
    .put('/:orgKey/settings', (c) =>
      withBody(c, json(settings), (org, generation, body) => org.putSettings(generation, body)),
    )
    .put('/:orgKey/connections/:name{[a-z][a-z0-9-]{0,39}}', (c) =>
      withBody(c, json(connectionInput), (org, generation, body) => org.putConnection(generation, id(c, 'name'), body)),
    )
    .post('/:orgKey/connections/:name/reconnect', (c) =>
      admin(c, (org, generation) => org.reconnect(generation, id(c, 'name'))),
    )
    .put('/:orgKey/documents', (c) =>
      withBody(c, yaml, (org, generation, documents) => org.publish(generation, documents, false)),
    )
    .post('/:orgKey/documents/check', (c) =>
      withBody(c, yaml, (org, generation, documents) => org.publish(generation, documents, true)),
    )
    .get('/:orgKey/documents/:kind{(?:survey|program|mapping)}/:name', (c) => {
      const version = c.req.query('version') // one that is no number is the version of nothing
      return admin(c, (org, generation) =>
        org.document(
          generation,
          id(c, 'kind') as Kind,
          id(c, 'name'),
          version === undefined ? null : Number(version) || 0,
        ),
      )
    })
    .get('/:orgKey/notifications/:id', (c) => admin(c, (org, generation) => org.notification(generation, id(c, 'id'))))
    .get('/:orgKey/invitations/:id', (c) => admin(c, (org, generation) => org.ask(generation, id(c, 'id'))))
    .post('/:orgKey/invitations/:id/resend', (c) => admin(c, (org, generation) => org.resend(generation, id(c, 'id'))))
    .post('/:orgKey/invitations/:id/link', (c) => admin(c, (org, generation) => org.copyLink(generation, id(c, 'id'))))
    .post('/:orgKey/programs/:name/held', (c) =>
      withBody(c, json(heldBody), (org, generation, { approve }) => org.settleHeld(generation, id(c, 'name'), approve)),
    )
    .post('/:orgKey/writes/replay', (c) =>
      withBody(c, json(replayBody), (org, generation, body) => org.replay(generation, body)),
    )
    .post('/:orgKey/writes/dismiss', (c) =>
      withBody(c, json(dismissBody), (org, generation, { key }) => org.dismiss(generation, key)),
    )
    .get(`/:orgKey/:kind{(?:${listKinds.join('|')})}`, (c) => {
      const asked = query.safeParse(c.req.query())
      return admin(c, async (org, generation) =>
        asked.success
          ? org.list(generation, id(c, 'kind') as ListKind, asked.data)
          : fail({ code: 'malformed', detail: 'after, limit (1 to 200), recordId, invitation, program, state' }),
      )
    })
    .all('/*', () => toApi(fail({ code: 'not_found' })))
}

/** Documents as they are in files: YAML, one or many. */
async function yaml(request: Request) {
  const body = await textBody(request)
  if (!body.ok) return body
  const { documents, problems } = readDocuments(body.value)
  return problems.length > 0 ? fail({ code: 'invalid_document', problems }) : { ok: true as const, value: documents }
}
