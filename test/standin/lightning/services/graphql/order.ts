import type { ASTNode } from 'graphql'
import type { ObjectType } from '../../../schema/field.ts'
import { relationOf } from '../../../schema/schema.ts'
import type { Reading } from './query.ts'
import { isFilterable } from './where.ts'

type Order = { order?: string; nulls?: string }

/** `orderBy` as SOQL: one object or a list of them, over parents too. */
export function compileOrder(
  reading: Reading,
  type: ObjectType,
  given: unknown,
  node: ASTNode,
  at: string[],
  prefix = '',
): string[] {
  return [given ?? []].flat().flatMap((one) =>
    Object.entries(one as Record<string, unknown>).flatMap(([name, wanted]): string[] => {
      const relation = relationOf(type, name)
      const parent = relation && reading.org.schema.find(relation.referenceTo[0] ?? '')
      if (parent) return compileOrder(reading, parent, wanted, node, at, `${prefix}${name}.`)
      const field = type.fields.get(name)
      if (field && isFilterable(field)) {
        const { order = 'ASC', nulls = 'FIRST' } = (wanted ?? {}) as Order
        return [`${prefix}${name} ${order} NULLS ${nulls}`]
      }
      const text = `argument 'orderBy' contains a field not in '${type.name}_OrderBy': '${name}'`
      reading.complain('WrongType', at, text, node)
      return []
    }),
  )
}
