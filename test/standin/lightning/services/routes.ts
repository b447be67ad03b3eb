import { Hono, type Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { Rejected, rejected, type SaveResult, type User } from '../../data/record.ts'
import type { StandInOrg } from '../../org.ts'
import type { ObjectType } from '../../schema/field.ts'
import { languages, type Language } from '../package/translations.ts'
import { apexMethods, AuraHandledException, type NamedCredential } from './apex.ts'
import { runGraphQl } from './graphql/run.ts'
import { masterRecordType, objectInfo, picklistValues } from './object-info.ts'
import { viewRecord } from './record-view.ts'

/** Whose page it is, and what the org may call. */
export type Session = { org: StandInOrg; user: User; namedCredential: () => NamedCredential | null }

const fields = z.record(z.string(), z.unknown())
const graphQlAsk = z.object({ query: z.string(), variables: fields.optional(), operationName: z.string().optional() })

/** What components reach of the org: UI API, GraphQL and Apex. It uses none of the org's API calls, as in Lightning. */
export function services({ org, user, namedCredential }: Session): Hono {
  const app = new Hono()
    .get('/ui-api/records/:id', (c) => c.json(viewRecord(org, c.req.param('id'), wantedOf(c), languageOf(c))))
    .post('/ui-api/records', async (c) => {
      const given = z.object({ apiName: z.string(), fields }).parse(await c.req.json())
      const type = typeOf(org, given.apiName)
      const saved = saveOrRefuse(org.save(user, type.name, given.fields))
      return c.json(viewRecord(org, saved, allFieldsOf(type, given.fields), languageOf(c)), 201)
    })
    .patch('/ui-api/records/:id', async (c) => {
      const given = z.object({ fields }).parse(await c.req.json())
      const type = typeOf(org, org.schema.ofId(c.req.param('id'))?.name ?? '')
      const saved = saveOrRefuse(org.save(user, type.name, given.fields, c.req.param('id')))
      return c.json(viewRecord(org, saved, allFieldsOf(type, given.fields), languageOf(c)))
    })
    .delete('/ui-api/records/:id', (c) => {
      const id = c.req.param('id')
      saveOrRefuse(org.delete(user, typeOf(org, org.schema.ofId(id)?.name ?? '').name, id))
      return c.body(null, 204)
    })
    .get('/ui-api/object-info/:object', (c) =>
      c.json(objectInfo(org, typeOf(org, c.req.param('object')), languageOf(c))),
    )
    .get(`/ui-api/object-info/:object/picklist-values/:recordType/:field?`, (c) => {
      const type = typeOf(org, c.req.param('object'))
      const values = [...type.fields.values()]
        .filter((field) => field.type === 'picklist')
        .map((field) => [field.name, picklistValues(type, field, languageOf(c))] as const)
      const all = Object.fromEntries(values)
      if (c.req.param('recordType') !== masterRecordType) throw noResource()
      const name = c.req.param('field')
      if (name === undefined) return c.json({ controllerValues: {}, eTag: '', picklistFieldValues: all })
      return c.json(all[name] ?? refuse(noResource()))
    })
    .post('/graphql', async (c) =>
      c.json(runGraphQl(org, stripped(graphQlAsk.parse(await c.req.json())), languageOf(c))),
    )
    .post('/apex/:method', async (c) => {
      const method = apexMethods[c.req.param('method')]
      if (!method) throw new HTTPException(404, { message: `the stand-in has no Apex method ${c.req.param('method')}` })
      const given = z.record(z.string(), z.string().nullish()).parse(await c.req.json())
      const params = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? undefined]))
      const callout = { org, user, language: languageOf(c), namedCredential: namedCredential() }
      return c.json(await method(callout, params))
    })
  app.onError((error, c) => {
    if (error instanceof AuraHandledException) {
      const body = {
        message: error.message,
        exceptionType: 'System.AuraHandledException',
        isUserDefinedException: false,
      }
      return failed(c, 500, body)
    }
    if (error instanceof Rejected) return refusal(c, error)
    console.error(error)
    return c.json({ message: error.message }, error instanceof HTTPException ? error.status : 500)
  })
  return app
}

/** `?fields=Case.Subject,Case.Contact.Name&optionalFields=…&layout` */
const wantedOf = (c: Context) => ({
  fields: list(c.req.query('fields')),
  optionalFields: list(c.req.query('optionalFields')),
  layout: c.req.query('layout') !== undefined,
})
const list = (text = ''): string[] => text.split(',').filter(Boolean)

const allFieldsOf = (type: ObjectType, given: Record<string, unknown>) => ({
  fields: Object.keys(given).map((name) => `${type.name}.${name}`),
  optionalFields: [],
  layout: false,
})

/** The page says in which language its user reads. */
export const languageOf = (c: Context): Language =>
  languages.find((language) => c.req.header('Accept-Language')?.startsWith(language)) ?? 'en'

function typeOf(org: StandInOrg, name: string): ObjectType {
  return org.schema.find(name) ?? refuse(noResource())
}

const noResource = () => rejected('NOT_FOUND', 'The requested resource does not exist', undefined, 404)
function refuse(error: Error): never {
  throw error
}

function saveOrRefuse(saved: SaveResult): string {
  return saved.success ? saved.id : refuse(new Rejected(saved.errors))
}

/** As Lightning's own transport does it: what went wrong comes inside a 200. */
function failed(c: Context, status: number, body: object): Response {
  c.header('X-Failed', String(status))
  return c.json(body)
}

/** What LDS hands to a component as `error.body`. */
function refusal(c: Context, { errors }: Rejected): Response {
  const status = errors[0]?.status ?? 400
  const shown = errors.map(({ code, message, fields: [field] = [] }) => ({
    errorCode: code,
    message,
    field: field ?? null,
  }))
  const named = Object.groupBy(
    shown.filter(({ field }) => field !== null),
    ({ field }) => String(field),
  )
  const body = {
    statusCode: status,
    errorCode: errors[0]?.code,
    message: errors.map(({ message }) => message).join(' '),
    output: { errors: shown.filter(({ field }) => field === null), fieldErrors: named },
  }
  return failed(c, status, body)
}

const stripped = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
