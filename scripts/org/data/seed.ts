import { join } from 'node:path'
import type { Settings } from '../../../bridge/definitions/settings.ts'
import { quoted, rowsOf } from '../doctor/gather/see.ts'
import type { OrgContext, Verb } from '../frame/context.ts'
import { OrgError } from '../frame/result.ts'
import { runTasks, type Task } from '../frame/tasks.ts'
import { addressedTo, addressesIn, keyOf, readPlan, resolved, type Planned } from './plan.ts'
import { deleteInBatches } from './delete.ts'

const planFile = join(import.meta.dirname, '../../../lwc-package/data/plan.json')
/** A sample case must stay with its owner. */
const options = { allOrNone: true, headers: { 'Sforce-Auto-Assign': 'FALSE' } }

/** Accounts, contacts and cases to try the road with. Records that are there are left as they are. */
export const seed: Verb = {
  about: 'Make sample accounts, contacts and cases, with addresses that programs in test may write to',
  flags: { email: { type: 'string' }, remove: { type: 'boolean' } },
  help: {
    email: 'all sample mails go to this address: you@example.com becomes you+mara@example.com, …',
    remove: 'delete the records that seed made',
  },
  run: (context, flags) => {
    const { org, shared, isDryRun } = context
    if (!org.isSandbox && !shared.isYes && !isDryRun)
      throw new OrgError(
        'production',
        `${org.name} is a production org: sample records would stand among real ones.`,
        'Use a sandbox or scratch org, or add --yes.',
      )
    if (flags['remove'] === true) return runTasks(context, [removeTask(context)])
    const email = flags['email']
    if (email !== undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(String(email)))
      throw new OrgError(
        'bad_flags',
        `${String(email)} is no e-mail address.`,
        'npm run org -- seed --email you@example.com',
      )
    const planned = addressedTo(readPlan(planFile), typeof email === 'string' ? email : undefined)
    return runTasks(context, [allowTask(context, planned), ...recordTasks(context, planned)])
  },
}

/** In mode test the bridge writes only to addresses of its list; `@example.com` stands for all of a domain. */
function allowTask({ bridge }: OrgContext, planned: Planned[]): Task {
  const missing = async () => {
    const { settings } = await bridge.get<{ settings: Settings }>('')
    const allowed = settings.testAddresses.map((one) => one.toLowerCase())
    const isAllowed = (address: string) =>
      allowed.some((one) => (one.startsWith('@') ? address.toLowerCase().endsWith(one) : one === address.toLowerCase()))
    return { settings, addresses: addressesIn(planned).filter((address) => !isAllowed(address)) }
  }
  return {
    id: 'seed.addresses',
    title: 'Test addresses',
    why: 'Programs in test write only to addresses the bridge has on its list.',
    look: async () => {
      const { addresses } = await missing()
      return {
        isDone: addresses.length === 0,
        detail: addresses.length === 0 ? 'all are on the list' : addresses.join(', '),
      }
    },
    act: async () => {
      const { settings, addresses } = await missing()
      await bridge.admin('PUT', 'settings', { ...settings, testAddresses: [...settings.testAddresses, ...addresses] })
    },
  }
}

/** One task for each object, in the plan's order. */
function recordTasks(context: OrgContext, planned: Planned[]): Task[] {
  const ids = new Map<string, string>()
  return [...Map.groupBy(planned, ({ object }) => object)].map(([object, records]) => {
    const find = async () => {
      for (const record of records) {
        const id = await idOf(context, record)
        if (id) ids.set(record.ref, id)
      }
      return records.filter(({ ref }) => !ids.has(ref))
    }
    return {
      id: `seed.${object.toLowerCase()}`,
      title: `${object} records`,
      why: `${records.length} to try the road with`,
      look: async () => {
        const missing = await find()
        const isDone = missing.length === 0
        return {
          isDone,
          detail: isDone ? `${records.length} are there` : `to be made: ${missing.map(({ ref }) => ref).join(', ')}`,
        }
      },
      act: async () => {
        const missing = await find()
        await make(context, object, missing, ids)
      },
    }
  })
}

async function idOf({ connection }: OrgContext, record: Planned): Promise<string | null> {
  const key = keyOf(record)
  if (!key) return null
  const where = `${key.field} = ${quoted(key.value)}`
  const [found] = await rowsOf<{ Id: string }>(
    connection,
    `SELECT Id FROM ${record.object} WHERE ${where} ORDER BY CreatedDate LIMIT 1`,
  )
  return found?.Id ?? null
}

async function make(
  { connection, state }: OrgContext,
  object: string,
  records: Planned[],
  ids: Map<string, string>,
): Promise<void> {
  const made = await connection.sobject(object).create(
    records.map((record) => resolved(record, ids)),
    options,
  )
  for (const [index, result] of made.entries()) {
    if (!result.success) throw refusedBy(object, records[index]!.ref, result.errors)
    ids.set(records[index]!.ref, result.id)
  }
  const seeded = [...seededIn(state.values['seeded']), ...made.flatMap(({ id }) => (id ? [{ object, id }] : []))]
  state.keep({ seeded })
}

function refusedBy(
  object: string,
  ref: string,
  errors: { statusCode?: string; message?: string; fields?: string[] | undefined }[],
): OrgError {
  const { statusCode = 'UNKNOWN', message = '', fields = [] } = errors[0] ?? {}
  return new OrgError(
    statusCode,
    `${object} ${ref}: ${message}`,
    `Make ${fields.join(', ') || 'what it names'} optional for sample records (validation rules, required fields), then run it again.`,
  )
}

type Seeded = { object: string; id: string }
const seededIn = (value: unknown): Seeded[] => (Array.isArray(value) ? (value as Seeded[]) : [])

/** Only what seed itself made in this org, cases before their contacts. */
function removeTask({ connection, state, say }: OrgContext): Task {
  const left = () => seededIn(state.values['seeded'])
  return {
    id: 'seed.remove',
    title: 'Sample records',
    why: 'Only records that seed made from this machine are deleted.',
    look: async () => ({ isDone: left().length === 0, detail: `${left().length} records of seed` }),
    act: async () => {
      for (const [object, records] of [...Map.groupBy(left(), ({ object }) => object)].reverse()) {
        const { failed } = await deleteInBatches(
          connection,
          object,
          records.map(({ id }) => id),
          (text) => say.detail(text),
        )
        const kept = new Set(failed.filter(({ code }) => code !== 'ENTITY_IS_DELETED').map(({ id }) => id))
        state.keep({ seeded: left().filter((one) => one.object !== object || kept.has(one.id)) })
      }
    },
  }
}
