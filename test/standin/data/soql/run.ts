import { parseQuery, type Query, type Subquery } from '@jetstreamapp/soql-parser-js'
import type { ObjectType } from '../../schema/field.ts'
import type { Schema } from '../../schema/schema.ts'
import type { Hides } from '../field-access.ts'
import { rejected, type SObject } from '../record.ts'
import type { Engine } from '../transaction.ts'
import { noSuchObject, noSuchRelationship, notHere, unexpectedToken } from './complaints.ts'
import { assemble, type Print } from './records.ts'
import { Scope } from './scope.ts'
import { groupBy, isAggregate, orderBy, selectFields, type Selected } from './select.ts'
import { compileWhere, type Sql } from './where.ts'

export type QueryOptions = { all?: boolean; print?: Print; hides?: Hides | undefined }
export type Found = { records: SObject[]; totalSize: number }
type Reader = Pick<Engine, 'store' | 'schema' | 'clock'>

/** Runs a query as somebody who sees everything but what is hidden. Throws `Rejected` with Salesforce's own words. */
export function runQuery(engine: Reader, soql: string, options: QueryOptions = {}): Found {
  const query = parse(soql)
  if ((query.offset ?? 0) > 2000) throw rejected('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000')
  const type = objectNamed(engine.schema, soql, query.sObject ?? '')
  const counted = isBareCount(query)
  const compiled = compile(engine, soql, type, query, options)
  const rows = engine.store.database.prepare(compiled.sql).all(...compiled.values) as Record<
    string,
    string | number | null
  >[]
  if (counted) return { records: [], totalSize: Number(rows[0]?.['c0'] ?? 0) }
  const { selected, aggregate } = compiled
  const records = rows.map((row) => assemble(row, selected, aggregate ? null : type, engine.schema, options.print))
  for (const { subquery } of subqueries(query)) {
    for (const [index, record] of records.entries()) {
      addChildren(engine, soql, type, String(rows[index]!['id']), record, subquery, options)
    }
  }
  return { records, totalSize: records.length }
}

function parse(soql: string): Query {
  try {
    return parseQuery(soql, { allowApexBindVariables: false })
  } catch (error) {
    throw unexpectedToken(error)
  }
}

function objectNamed(schema: Schema, soql: string, name: string): ObjectType {
  const type = schema.find(name)
  if (!type) throw noSuchObject(soql, name)
  return type
}

type Compiled = Sql & { selected: Selected[]; aggregate: boolean }

function compile(
  engine: Reader,
  soql: string,
  type: ObjectType,
  query: Query,
  options: QueryOptions,
  extra?: (scope: Scope) => Sql,
): Compiled {
  if (query.having) throw notHere('HAVING')
  const aggregate = isAggregate(query)
  const scope = new Scope(engine.schema, soql, type, [type.name, query.sObjectAlias ?? ''], options.hides)
  const selected = selectFields(scope, query.fields ?? [], aggregate)
  const conditions = [
    ...(options.all || /\bALL\s+ROWS\s*$/i.test(soql)
      ? []
      : [{ sql: `${scope.column('IsDeleted').sql} = 0`, values: [] }]),
    ...(query.where
      ? [compileWhere(scope, query.where, engine.clock.now(), (inner) => semijoin(engine, soql, inner, options))]
      : []),
    ...(extra ? [extra(scope)] : []),
  ]
  const tail = groupBy(scope, query) + orderBy(scope, query, aggregate) + limits(query)
  const columns = [
    ...selected.map(({ sql }, index) => `${sql} AS c${index}`),
    ...(aggregate ? [] : [`${scope.idOfPlace([])} AS id`, ...parentIds(scope, selected)]),
  ]
  const where = conditions.map(({ sql }) => `(${sql})`).join(' AND ') || '1'
  const sql = `SELECT ${columns.join(', ')} FROM ${scope.from} WHERE ${where}${tail}`
  return { sql, values: conditions.flatMap(({ values }) => values), selected, aggregate }
}

const limits = ({ limit, offset }: Query): string =>
  (limit === undefined && offset === undefined ? '' : ` LIMIT ${limit ?? -1}`) + (offset ? ` OFFSET ${offset}` : '')

/** One id column for each parent that is selected from, named by its path. */
function parentIds(scope: Scope, selected: Selected[]): string[] {
  const paths = selected.flatMap(({ path }) => path.slice(1).map((_, index) => path.slice(0, index + 1)))
  const unique = new Map(paths.map((path) => [path.join('.'), path]))
  return [...unique].map(([name, path]) => `${scope.idOfPlace(path)} AS "id ${name}"`)
}

function semijoin(engine: Reader, soql: string, query: Query, options: QueryOptions): Sql {
  const type = objectNamed(engine.schema, soql, query.sObject ?? '')
  const scope = new Scope(engine.schema, soql, type, [type.name, query.sObjectAlias ?? ''], options.hides)
  const [wanted] = selectFields(scope, query.fields ?? [])
  const where =
    query.where &&
    compileWhere(scope, query.where, engine.clock.now(), (inner) => semijoin(engine, soql, inner, options))
  const living = `${scope.column('IsDeleted').sql} = 0 AND ${wanted!.sql} IS NOT NULL`
  const sql = `SELECT ${wanted!.sql} FROM ${scope.from} WHERE ${living}${where ? ` AND (${where.sql})` : ''}`
  return { sql, values: where?.values ?? [] }
}

const isBareCount = ({ fields = [] }: Query): boolean => {
  const [field] = fields
  return (
    fields.length === 1 &&
    field?.type === 'FieldFunctionExpression' &&
    field.functionName.toUpperCase() === 'COUNT' &&
    field.parameters.length === 0
  )
}

const subqueries = ({ fields = [] }: Query) =>
  fields.flatMap((field) => (field.type === 'FieldSubquery' ? [field] : []))

function addChildren(
  engine: Reader,
  soql: string,
  parent: ObjectType,
  parentId: string,
  record: SObject,
  subquery: Subquery,
  options: QueryOptions,
): void {
  const wanted = subquery.relationshipName.toLowerCase()
  const child = engine.schema
    .references(parent.name)
    .find(({ field }) => field.childRelationshipName?.toLowerCase() === wanted)
  if (!child) throw noSuchRelationship(soql, subquery.relationshipName)
  const ofParent = (scope: Scope): Sql => ({ sql: `${scope.column(child.field.name).sql} = ?`, values: [parentId] })
  const { sql, values, selected } = compile(
    engine,
    soql,
    child.type,
    { ...subquery, sObject: child.type.name },
    options,
    ofParent,
  )
  const rows = engine.store.database.prepare(sql).all(...values) as Record<string, string | number | null>[]
  const children = rows.map((row) => assemble(row, selected, child.type, engine.schema, options.print))
  record[child.field.childRelationshipName!] = options.print ? options.print.children(children) : children
}
