import type { Problem } from '../problem.ts'
import { leavesOf } from '../../../../bridge/definitions/conditions/evaluate.ts'
import type { Leaf } from '../../../../bridge/definitions/conditions/condition.ts'
import type { Mapping } from '../../../../bridge/definitions/mappings/mapping.ts'
import type { Program } from '../../../../bridge/definitions/program.ts'
import { walk, type Place } from './path.ts'
import { allPathsIn, conditionsOf } from './paths.ts'
import type { OrgSchema } from './schema.ts'

/** What a program names must be there in this org, and be of the kind it is used as. */
export async function checkProgramNames(program: Program, mappings: Mapping[], schema: OrgSchema): Promise<Problem[]> {
  const { object } = program.on
  if (!(await schema.object(object)))
    return [{ path: 'on.object', message: `this org has no object ${object}${hints[object] ?? ''}` }]
  const problems: Problem[] = []
  for (const { path, place } of allPathsIn(program, mappings)) {
    const walked = await walk(schema, object, path)
    const message = 'problem' in walked ? walked.problem : misused(program, place, walked.places)
    if (message) problems.push({ path: place, message: `${path}: ${message}` })
  }
  for (const { condition, place } of conditionsOf(program)) {
    for (const { leaf, path } of leavesOf(condition, place))
      problems.push(...(await checkValues(schema, object, leaf, path)))
  }
  return problems
}

const hints: Record<string, string> = { Order: '; Orders are switched on in Setup › Order Settings' }

/** A lookup of the wrong kind would bind an invitation to somebody else's record. */
function misused({ on }: Program, place: string, places: Place[]): string | null {
  const { field } = places.at(-1)!
  const own = field.type === 'id' ? [places.at(-1)!.object] : field.referenceTo
  const [part, role] = place.split('.')
  if (part === 'records' && !own.includes(role!)) return `points to ${kindOf(own)}, not to ${role}`
  if (place === 'recipient.person' && !own.some((name) => name === 'Contact' || name === 'Lead'))
    return `points to ${kindOf(own)}; name the lookup to a contact or lead`
  if (part === 'recipient' && role === 'email' && !['email', 'string'].includes(field.type))
    return `is a ${field.type}; name a field that holds an e-mail address`
  if (place === 'send.linkField' && !field.isWritable) return 'cannot be written'
  if (place === 'occasion' && places.length > 1) return `is no field of ${on.object} itself`
  return null
}

const kindOf = (objects: string[]): string => objects.join(' or ') || 'no record'

/** What a restricted picklist can never hold, a record type or a queue that is not there. */
async function checkValues(schema: OrgSchema, object: string, leaf: Leaf, place: string): Promise<Problem[]> {
  if (leaf.field === undefined) return []
  const walked = await walk(schema, object, leaf.field)
  if ('problem' in walked) return []
  const wanted = [leaf.is, leaf.not, ...(leaf.in ?? []), ...(leaf.notIn ?? [])].filter((one) => typeof one === 'string')
  const known = await valuesOf(schema, object, leaf.field, walked.places)
  if (!known) return []
  const taken = new Set(known.values.map((value) => value.toLowerCase())) // conditions compare so
  return wanted
    .filter((value) => !taken.has(value.toLowerCase()))
    .map((value) => ({
      path: place,
      message: `${leaf.field}: this org has no ${known.what} '${value}'; it has ${known.values.slice(0, 12).join(', ') || 'none'}`,
    }))
}

async function valuesOf(
  schema: OrgSchema,
  object: string,
  path: string,
  places: Place[],
): Promise<{ what: string; values: string[] } | null> {
  if (/^RecordType\.(DeveloperName|Name)$/.test(path)) {
    const { recordTypes = [] } = (await schema.object(object)) ?? {}
    return path.endsWith('.DeveloperName') ? { what: `record type of ${object}`, values: recordTypes } : null
  }
  const { values } = places.at(-1)!.field
  return values && { what: 'value', values }
}
