import * as z from 'zod'

/** JSON of one named schema, another media type with its schema, or nothing. */
type Content = string | Record<string, string> | null

/** One door as `/openapi.json` tells of it: each leg has a table of these beside its route. */
export type Described = {
  route: string // `POST /events/{orgKey}`
  id: string
  summary: string
  description?: string
  opensTo: string[] // names in `keyKinds`, any of them; none: everybody, or whoever has the address
  query?: z.ZodType | undefined
  body?: Content
  answers: Record<number, Content>
  refused?: Content // every other status
}

type Json = Record<string, unknown>

const bearer = (description: string): Json => ({ type: 'http', scheme: 'bearer', description })

/** What opens a door. */
export const keyKinds = {
  operator: bearer('The OPERATOR_TOKEN of the deployment'),
  api: bearer('The adminToken of the org, <generation>.<mac>'),
  events: bearer('The eventsToken of the org, <generation>.<mac>'),
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Signature',
    description:
      'Hex HMAC-SHA256 of the raw body under the eventsToken; X-Generation names its generation (1 without it)',
  },
  hooks: bearer('The hooksToken of the org, <generation>.<mac>'),
}

const inAddress: Record<string, string> = {
  orgKey: 'The key of the connected org',
  key: 'The end of the triggerUrl, <generation>.<mac>',
  token: 'The end of a link in a mail: whoever has the link may do this',
  connection: 'Name of the mail connection',
  kind: 'survey, program or mapping',
  door: 'trigger, events, api or hooks',
  generation: 'Which credential: 1, 2, …',
}

/** The OpenAPI paths of some doors. */
export function pathsOf(doors: readonly Described[]): Record<string, Json> {
  const paths: Record<string, Json> = {}
  for (const door of doors) {
    const [method = '', path = ''] = door.route.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(path, door) }
  }
  return paths
}

function operationOf(path: string, door: Described): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!)
  const parameters = [...names.map(pathParameter), ...(door.query ? queryParameters(door.query) : [])]
  const answers = Object.entries(door.answers).map(
    ([status, content]) => [status, responseOf('Done', content)] as const,
  )
  return {
    operationId: door.id,
    summary: door.summary,
    ...(door.description && { description: door.description }),
    security: door.opensTo.map((kind) => ({ [kind]: [] })),
    ...(parameters.length > 0 && { parameters }),
    ...(door.body && { requestBody: { required: true, content: contentOf(door.body) } }),
    responses: {
      ...Object.fromEntries(answers),
      ...(door.refused !== null && { default: responseOf('Not done', door.refused ?? 'Refused') }),
    },
  }
}

const pathParameter = (name: string): Json => ({
  name,
  in: 'path',
  required: true,
  description: inAddress[name] ?? `Which one: its ${name}`,
  schema: { type: 'string' },
})

function queryParameters(shape: z.ZodType): Json[] {
  const { properties = {} } = jsonSchema(shape)
  return Object.entries(properties as Record<string, Json>).map(([name, schema]) => ({ name, in: 'query', schema }))
}

const responseOf = (description: string, content: Content): Json => ({
  description,
  ...(content && { content: contentOf(content) }),
})

const contentOf = (content: string | Record<string, string>): Json =>
  Object.fromEntries(
    Object.entries(typeof content === 'string' ? { 'application/json': content } : content).map(([type, name]) => [
      type,
      { schema: { $ref: refTo(name) } },
    ]),
  )

const refTo = (name: string): string => `#/components/schemas/${name}`

// `input`: as it is sent, before defaults and transforms. What a schema cannot say (a `refine`) is left out.
const asOpenApi = { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' } as const
const jsonSchema = (shape: z.ZodType): Json => z.toJSONSchema(shape, asOpenApi)

/** Named schemas as OpenAPI has them: one that holds another names it. */
export function schemasOf(shapes: Record<string, z.ZodType>): Record<string, Json> {
  const named = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(shapes)) named.add(shape, { id })
  const { schemas } = z.toJSONSchema(named, { ...asOpenApi, uri: refTo })
  return Object.fromEntries(Object.entries(schemas).map(([id, { $id: _id, ...schema }]) => [id, schema]))
}
