import { Rejected, rejected } from '../../data/record.ts'
import { toolingQuery, toolingRecord } from './setup/tooling.ts'
import { credential, externalCredential, namedCredential } from './setup/connect.ts'
import { collection, upsertCollection } from './collections.ts'
import { composite } from './composite.ts'
import { describe, describeGlobal } from './describe.ts'
import { graph } from './graph.ts'
import { nextPage, query } from './query.ts'
import { blob, createRecord, keyedRecord, oneRecord } from './records.ts'
import { errorAnswer, notFound, type Answer, type Ask, type Context } from './reply.ts'

type Route = { methods: string[]; path: string[]; run: (ask: Ask, context: Context, ...args: string[]) => Answer }

const one = ['GET', 'PATCH', 'DELETE']

/** `*` takes any one step, which becomes an argument. */
const routes: Route[] = [
  { methods: ['GET'], path: [], run: resourceList },
  { methods: ['GET'], path: ['limits'], run: limits },
  { methods: ['GET'], path: ['query'], run: (ask, context) => query(ask, context, false) },
  { methods: ['GET'], path: ['queryAll'], run: (ask, context) => query(ask, context, true) },
  { methods: ['GET'], path: ['query', '*'], run: nextPage },
  { methods: ['GET'], path: ['queryAll', '*'], run: nextPage },
  { methods: ['POST'], path: ['composite'], run: composite },
  { methods: ['POST'], path: ['composite', 'graph'], run: graph },
  { methods: ['POST', 'PATCH', 'DELETE'], path: ['composite', 'sobjects'], run: collection },
  { methods: ['PATCH'], path: ['composite', 'sobjects', '*', '*'], run: upsertCollection },
  { methods: ['GET'], path: ['tooling', 'query'], run: toolingQuery },
  { methods: ['GET', 'PATCH'], path: ['tooling', 'sobjects', '*', '*'], run: toolingRecord },
  { methods: ['GET', 'POST', 'PUT'], path: ['named-credentials', 'credential'], run: credential },
  { methods: ['GET'], path: ['named-credentials', 'external-credentials', '*'], run: named(externalCredential) },
  { methods: ['GET'], path: ['named-credentials', 'named-credential-setup', '*'], run: named(namedCredential) },
  { methods: ['GET'], path: ['sobjects'], run: describeGlobal },
  { methods: ['POST'], path: ['sobjects', '*'], run: ofType(createRecord) },
  { methods: ['GET'], path: ['sobjects', '*', 'describe'], run: ofType(describe) },
  { methods: ['POST'], path: ['sobjects', '*', 'Id'], run: ofType(createRecord) },
  { methods: one, path: ['sobjects', '*', '*'], run: ofType(oneRecord) },
  {
    methods: one,
    path: ['sobjects', '*', '*', '*'],
    run: ofType((ask, context, type, key, value) => {
      const bytes = ask.method === 'GET' ? blob(ask, context, type, key, value) : null
      return bytes ?? keyedRecord(ask, context, type, key, value)
    }),
  },
]

type TypedRun = (
  ask: Ask,
  context: Context,
  type: NonNullable<ReturnType<Context['org']['schema']['find']>>,
  ...args: [string, string]
) => Answer

function named(run: (ask: Ask, context: Context, name: string) => Answer): Route['run'] {
  return (ask, context, name = '') => run(ask, context, name)
}

/** An unknown object is a generic 404, not a 400. */
function ofType(run: TypedRun): Route['run'] {
  return (ask, context, name = '', first = '', second = '') => {
    const type = context.org.schema.find(name)
    return type ? run(ask, context, type, first, second) : notFound
  }
}

/** Answers one request, or one part of a composite call; what it refuses is undone. */
export function serve(ask: Ask, context: Context): Answer {
  const fitting = routes.filter(
    ({ path }) =>
      path.length === ask.path.length && path.every((step, index) => step === '*' || step === ask.path[index]),
  )
  const route = fitting.find(({ methods }) => methods.includes(ask.method))
  if (!route) return fitting[0] ? notAllowed(ask.method, fitting[0].methods) : notFound
  const args = ask.path.filter((_, index) => route.path[index] === '*')
  const assignedBefore = context.tx.autoAssign
  context.tx.autoAssign = ask.header('Sforce-Auto-Assign')?.toUpperCase() !== 'FALSE'
  try {
    return context.tx.attempt(() => route.run(ask, context, ...args))
  } catch (error) {
    if (!(error instanceof Rejected)) throw error
    return errorAnswer(error)
  } finally {
    context.tx.autoAssign = assignedBefore
  }
}

function notAllowed(method: string, allowed: string[]): Answer {
  const message = `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`
  return errorAnswer(rejected('METHOD_NOT_ALLOWED', message, undefined, 405))
}

function resourceList({ version }: Ask): Answer {
  const names = ['composite', 'limits', 'query', 'queryAll', 'sobjects']
  return { status: 200, body: Object.fromEntries(names.map((name) => [name, `/services/data/v${version}/${name}`])) }
}

function limits(_: Ask, { org }: Context): Answer {
  const { used, limit } = org.apiUsage
  const storage = { Max: 1024, Remaining: 1000 }
  return {
    status: 200,
    body: { DailyApiRequests: { Max: limit, Remaining: Math.max(0, limit - used) }, DataStorageMB: storage },
  }
}
