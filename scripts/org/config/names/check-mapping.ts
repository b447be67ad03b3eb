import type { Problem } from '../problem.ts'
import type { Mapping, Source } from '../../../../bridge/definitions/mappings/mapping.ts'
import { walk } from './path.ts'
import type { FieldNames, OrgSchema } from './schema.ts'

/** What a mapping writes must be there in this org and take it. */
export async function checkMappingNames(mapping: Mapping, schema: OrgSchema): Promise<Problem[]> {
  const { entity, key, fields } = mapping
  const object = await schema.object(entity)
  if (!object) return [{ path: 'entity', message: `this org has no object ${entity}` }]
  const problems: Problem[] = []
  for (const [path, source] of Object.entries(fields)) {
    const place = `fields.${path}`
    const walked = await walk(schema, entity, path)
    const message =
      'problem' in walked
        ? walked.problem
        : misused(
            walked.places.map(({ field }) => field),
            source,
            path === key,
          )
    if (message) problems.push({ path: place, message })
  }
  return problems
}

/** @param fields the field itself, or the lookup and the key of the record it is to point to */
function misused(fields: FieldNames[], source: Source, isKey: boolean): string | null {
  const [field, parentKey] = fields as [FieldNames, FieldNames?]
  if (!field.isWritable) return `${field.name} cannot be written`
  if (parentKey && !parentKey.isKey) return `${parentKey.name} is no external id: a record cannot be found by it`
  if (isKey && !field.isKey) return `${field.name} is no external id: writes would make a new record each time`
  if (typeof source === 'string' || !('value' in source) || field.values === null) return null
  return source.value === null || field.values.includes(String(source.value))
    ? null
    : `${field.name} has no value '${String(source.value)}' in this org; it has ${field.values.slice(0, 12).join(', ')}`
}
