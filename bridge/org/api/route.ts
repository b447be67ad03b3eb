import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Config } from '../../core/config.ts'
import { fail, ok, type Result } from '../../core/failures.ts'
import { orgKeyOf, sameText } from '../../core/keys.ts'
import { readDocuments } from '../../definitions/documents.ts'
import { settings } from '../../definitions/settings.ts'
import { jsonBody, textBody, toApi } from './body.ts'
import { connectInput, connectionInput } from './connect.ts'
import { listKinds } from './lists.ts'
import type { Org } from '../org.ts'
import type { OrgRow } from '../org-row.ts'

/** Calls the org's object; it is woken only when a method is called. */
export type CallOrg = <T>(
  orgKey: string,
  call: (org: DurableObjectStub<Org>) => Promise<Result<T>>,
) => Promise<Result<T>>
type Deps = { config: Config; call: CallOrg }

const text = (max: number) => z.string().min(1).max(max)
const query = z.object({
  after: z.string().max(200).default(''),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .default(50),
  recordId: text(18).nullable().default(null),
  program: text(40).nullable().default(null),
  state: text(20).nullable().default(null),
})
const replayBody = z.union([
  z.strictObject({ keys: z.array(text(200)).min(1).max(1000) }),
  z
    .strictObject({ all: z.literal(true), status: text(80).nullable().default(null) })
    .transform(({ status }) => ({ status })),
])

/** `/api/orgs/:orgKey/…`: the operator connects an org, its admin does the rest. */
export const apiRoute = ({ config, call }: Deps) => {
  /** The mac is checked here, so that a forged token wakes no object; the object checks the generation. */
  const admin = async <T>(
    c: Context,
    work: (org: DurableObjectStub<Org>, generation: number) => Promise<Result<T>>,
  ): Promise<Response> => {
    const orgKey = c.req.param('orgKey') ?? ''
    const opened = config.keys.verify('api', orgKey, bearer(c))
    if (!opened) return toApi(fail({ code: 'unauthorized' }))
    return toApi(await call(orgKey, (org) => work(org, opened.generation)))
  }
  const withBody = async <T, B>(
    c: Context,
    shape: z.ZodType<B>,
    work: (org: DurableObjectStub<Org>, generation: number, body: B) => Promise<Result<T>>,
  ): Promise<Response> =>
    admin(c, async (org, generation) => {
      const body = await jsonBody(c.req.raw, shape)
      return body.ok ? work(org, generation, body.value) : body
    })
  const id = (c: Context, name: string): string => c.req.param(name) ?? ''

  return new Hono()
    .put('/:orgKey', (c) => connect(c, config, call))
    .post('/:orgKey/credentials/rotate', (c) => operate(c, config, call, null))
    .delete('/:orgKey/credentials/:door/:generation', (c) => operate(c, config, call, Number(id(c, 'generation'))))
    .get('/:orgKey', (c) => admin(c, (org, generation) => org.overview(generation)))
    .get('/:orgKey/alerts', (c) => admin(c, (org, generation) => org.alerts(generation)))
    .put('/:orgKey/settings', (c) =>
      withBody(c, settings, (org, generation, body) => org.putSettings(generation, body)),
    )
    .put('/:orgKey/connections/:name', (c) =>
      withBody(c, connectionInput, (org, generation, body) => org.putConnection(generation, id(c, 'name'), body)),
    )
    .post('/:orgKey/connections/:name/reconnect', (c) =>
      admin(c, (org, generation) => org.reconnect(generation, id(c, 'name'))),
    )
    .put('/:orgKey/documents', (c) => admin(c, (org, generation) => publishYaml(c, org, generation, false)))
    .post('/:orgKey/documents/check', (c) => admin(c, (org, generation) => publishYaml(c, org, generation, true)))
    .get('/:orgKey/documents/:kind{survey|program|mapping}/:name', (c) =>
      admin(c, (org, generation) =>
        org.document(generation, id(c, 'kind') as 'survey' | 'program' | 'mapping', id(c, 'name')),
      ),
    )
    .get('/:orgKey/notifications/:id', (c) => admin(c, (org, generation) => org.notification(generation, id(c, 'id'))))
    .post('/:orgKey/invitations/:id/resend', (c) => admin(c, (org, generation) => org.resend(generation, id(c, 'id'))))
    .post('/:orgKey/invitations/:id/link', (c) => admin(c, (org, generation) => org.copyLink(generation, id(c, 'id'))))
    .post('/:orgKey/programs/:name/held', (c) =>
      withBody(c, z.strictObject({ approve: z.boolean() }), (org, generation, { approve }) =>
        org.settleHeld(generation, id(c, 'name'), approve),
      ),
    )
    .post('/:orgKey/writes/replay', (c) =>
      withBody(c, replayBody, (org, generation, body) => org.replay(generation, body)),
    )
    .post('/:orgKey/writes/dismiss', (c) =>
      withBody(c, z.strictObject({ key: text(200) }), (org, generation, { key }) => org.dismiss(generation, key)),
    )
    .get(`/:orgKey/:kind{${listKinds.join('|')}}`, (c) =>
      admin(c, (org, generation) => {
        const asked = query.safeParse(c.req.query())
        if (!asked.success)
          return Promise.resolve(fail({ code: 'malformed', detail: 'after, limit, recordId, program, state' }))
        return org.list(generation, id(c, 'kind') as (typeof listKinds)[number], {
          ...asked.data,
          limit: Math.min(asked.data.limit, 200),
        })
      }),
    )
    .all('/*', () => toApi(fail({ code: 'not_found' })))
}

const bearer = (c: Context): string => /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''

async function publishYaml(
  c: Context,
  org: DurableObjectStub<Org>,
  generation: number,
  dryRun: boolean,
): Promise<Result<unknown>> {
  const body = await textBody(c.req.raw)
  if (!body.ok) return body
  const { documents, problems } = readDocuments(body.value)
  if (problems.length > 0) return fail({ code: 'invalid_document', problems })
  return org.publish(generation, documents, dryRun)
}

/** Connects an org, or changes it; a repeat gives the same answer. The trigger URL and tokens are made here and stored nowhere. */
async function connect(c: Context, config: Config, call: CallOrg): Promise<Response> {
  if (!sameText(bearer(c), config.operatorToken)) return toApi(fail({ code: 'unauthorized' }))
  const body = await jsonBody(c.req.raw, connectInput)
  if (!body.ok) return toApi(body)
  const orgKey = orgKeyOf(body.value.organizationId)
  if (c.req.param('orgKey') !== orgKey)
    return toApi(fail({ code: 'conflict', detail: `the key of this organization is ${orgKey}` }))
  const baseUrl = body.value.baseUrl ?? new URL(c.req.url).origin
  const connected = await call(orgKey, (org) => org.configure(orgKey, { ...body.value, baseUrl }))
  return toApi(connected.ok ? ok(credentialsOf(config, connected.value)) : connected)
}

async function operate(c: Context, config: Config, call: CallOrg, revoke: number | null): Promise<Response> {
  if (!sameText(bearer(c), config.operatorToken)) return toApi(fail({ code: 'unauthorized' }))
  const door = z.enum(['trigger', 'events', 'api', 'hooks']).safeParse(c.req.param('door') ?? 'api')
  if (!door.success || (revoke !== null && !Number.isInteger(revoke))) return toApi(fail({ code: 'not_found' }))
  const rotated = await call(c.req.param('orgKey') ?? '', (org) => org.rotate(door.data, revoke))
  return toApi(rotated.ok ? ok(credentialsOf(config, rotated.value)) : rotated)
}

function credentialsOf(
  { keys }: Config,
  { orgKey, orgId, name, baseUrl, generation }: OrgRow,
): Record<string, unknown> {
  return {
    orgKey,
    orgId,
    name,
    generation,
    triggerUrl: `${baseUrl}/trigger/${orgKey}/${keys.issue('trigger', orgKey, generation)}`,
    eventsUrl: `${baseUrl}/events/${orgKey}`,
    eventsToken: keys.issue('events', orgKey, generation),
    hooksUrl: `${baseUrl}/hooks/${orgKey}/mail`,
    hooksToken: keys.issue('hooks', orgKey, generation),
    adminToken: keys.issue('api', orgKey, generation),
  }
}
