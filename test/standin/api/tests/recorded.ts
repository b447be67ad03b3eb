import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Client, Reply } from './an-org.ts'

/** A real exchange; those of `sffx-` have everything, the others only status and reply. */
export type Recording = {
  method?: string
  path?: string
  query?: { q: { equalTo: string } } | null
  requestBody?: unknown[] | null
  status: number | string
  headers?: Record<string, string>
  rawBody?: string | null
  response: unknown
}

const folder = new URL('../../../../../shared/recordings/', import.meta.url)

export const recordingsAreThere = existsSync(folder)
export const recordingNames = (): string[] =>
  recordingsAreThere
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.replace('.json', ''))
        .sort()
    : []
export const recording = (name: string): Recording =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Recording

/** The objects that the recorded requests name. */
export function prepareSchema({ org }: Client): void {
  org.schema.alter({ object: 'Franchise__c' })
  org.schema.alter({ object: 'Random__c', fields: { RANDOM_1__c: {}, RANDOM_2__c: {} } })
  org.schema.alter({ object: 'Spaceship__c', fields: { Website__c: { type: 'url', required: true } } })
  org.schema.alter({ object: 'Opportunity', fields: { CampaignId: {} } })
  org.schema.alter({
    object: 'Movie__c',
    fields: {
      Rating__c: { type: 'picklist', label: 'Rating', restricted: true, values: ['Excellent', 'Good'] },
      ReleaseDate__c: { type: 'date' },
      Franchise__c: { type: 'reference', referenceTo: ['Franchise__c'] },
    },
  })
  org.schema.alter({
    object: 'ContentVersion',
    keyPrefix: '068',
    fields: { VersionData: { type: 'base64' }, Description: {}, PathOnClient: {}, Title: {} },
  })
}

/** Sends the recorded request; ids in it are those of records that this org has. */
export function send(client: Client, { method, path, query, requestBody }: Recording, headers = {}): Promise<Reply> {
  const body = requestBody ? JSON.stringify(requestBody[0]) : undefined
  const search = query ? `?q=${encodeURIComponent(query.q.equalTo)}` : ''
  return client.call(method!, withOwnIds(client, path!) + search, body && withOwnIds(client, body), headers)
}

function withOwnIds({ org }: Client, text: string): string {
  return text.replace(/sobjects\/(\w+)\/\w{18}/g, (_, object: string) => {
    const saved = org.save(org.users[1]!, object, { Name: 'x', VersionData: 'eA==' })
    const known = saved.success ? saved : org.save(org.users[1]!, object, { Name: 'x' })
    const id = known.success ? known.id : org.save(org.users[1]!, object, { VersionData: 'eA==' }).id
    return `sobjects/${object}/${id}`
  })
}

/** The same status, keys, order of keys, codes of errors, and, where they were recorded, headers. */
export function expectLike(reply: Reply, { status, headers, response }: Recording): void {
  expect(reply.status).toBe(Number.parseInt(String(status), 10))
  const wanted = shape(response)
  expect(reply.body === '' ? 'value' : shape(reply.body)).toEqual(wanted)
  expect(codes(reply.body)).toEqual(codes(response))
  if (headers) expect(told(new Headers([...reply.headers]))).toEqual(told(new Headers(headers)))
}

/** Objects as their keys in order; of a list every form once. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((entry) => JSON.stringify(shape(entry))))].sort()
  if (typeof value !== 'object' || value === null) return 'value'
  const entries = Object.entries(value).filter(([name]) => name !== '_trimmed')
  return entries.map(([name, entry]) => [name, shape(entry)])
}

const codes = (body: unknown): string[] =>
  [...JSON.stringify(body).matchAll(/"(?:errorCode|statusCode)":"(\w+)"/g)].map(([, code]) => code!).sort()

/** Of the headers, those that clients read; numbers and ids do not count. */
const told = (headers: Headers): Record<string, string | undefined> => ({
  'content-type': headers.get('content-type')?.toLowerCase(),
  'cache-control': headers.get('cache-control') ?? undefined,
  vary: headers.get('vary') ?? undefined,
  'www-authenticate': headers.get('www-authenticate') ?? undefined,
  'x-content-type-options': headers.get('x-content-type-options') ?? undefined,
  'sforce-limit-info': headers.get('sforce-limit-info')?.replace(/\d+/g, 'n'),
  location: headers.get('location')?.replace(/\w{18}$/, 'id'),
})
