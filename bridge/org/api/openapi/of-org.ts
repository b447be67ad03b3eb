import * as z from 'zod'
import { settings } from '../../../definitions/settings.ts'
import { connectionStates } from '../../../operating/standing.ts'

const text = z.string()
const count = z.int32()
const counts = z.record(text, count)
const at = z.string().meta({ format: 'date-time' })
const atOrNull = at.nullable()
const state = z.enum(connectionStates)
const calls = { apiUsed: count.nullable(), apiLimit: count.nullable() }
const document = { kind: z.enum(['survey', 'program', 'mapping']), name: text, version: count }

/** What the API shows of an org itself. */
export function orgShapes() {
  const Alert = z.object({ id: text, code: text, detail: text, firstAt: at, lastAt: at, times: count })
  const Connection = z.object({
    key: text,
    name: text,
    app: z.enum(['salesforce', 'smtp', 'send_email']),
    config: z.record(text, z.unknown()),
    hasCredentials: z.boolean(),
    opensAt: atOrNull.describe('Null: stopped until somebody reconnects it'),
    readsAt: atOrNull,
    failures: count,
    chunk: count,
    ...calls,
    lastError: z.object({ kind: text, status: text, message: text, hint: text }).nullable(),
    lastSuccessAt: atOrNull,
  })
  return {
    Summary: summary(),
    Alert,
    Alerts: z.object({ rows: z.array(Alert) }),
    Connection,
    DocumentHead: z.object({ key: text, ...document, publishedAt: at }),
    Document: z.object({
      ...document,
      body: z.record(text, z.unknown()),
      versions: z.array(z.object({ version: count, publishedAt: at })),
    }),
    Published: z.object({ documents: z.array(z.object({ ...document, changed: z.boolean() })) }),
    Documents: text.describe('YAML: one document or many, parted by ---'),
    AuditEntry: z.object({ id: count, at, who: text, what: text, of: text }),
    Forgotten: z.object({ id: text, program: text, status: text, why: text, askedOn: at }),
    Replayed: z.object({ replayed: count, left: count }),
    Settled: z.object({ settled: count, left: count }),
    Link: z.object({ url: text }),
    Nothing: z.object({}),
    Credentials: credentials(),
    Restored: z.object({ undo: text.describe('The bookmark that takes the restore back') }),
    Refused: z.looseObject({
      code: text.describe('Why, in one word that stays'),
      message: text.describe('Why, and what to do'),
      detail: text.optional(),
      problems: z.array(z.object({ path: text, message: text })).optional(),
    }),
  }
}

const summary = () =>
  z.object({
    orgKey: text,
    now: at.describe('By the clock of the bridge'),
    name: text,
    isSandbox: z.boolean(),
    generation: count,
    revoked: z.array(text).describe('door and generation, such as `trigger 1`: opens nothing any more'),
    settings,
    undecided: count,
    unplanned: count,
    invitations: counts,
    writes: counts,
    sends: counts,
    alerts: count,
    connections: z.array(z.object({ name: text, app: text, state, ...calls })),
  })

const credentials = () =>
  z.object({
    orgKey: text,
    orgId: text,
    name: text,
    generation: count,
    triggerUrl: text,
    eventsUrl: text,
    actionsUrl: text,
    eventsToken: text,
    hooksUrl: text,
    hooksToken: text,
    adminToken: text,
  })
