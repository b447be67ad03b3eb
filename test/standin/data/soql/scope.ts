import type { Field, ObjectType } from '../../schema/field.ts'
import { fieldOf, relationOf, type Schema } from '../../schema/schema.ts'
import type { Hides } from '../field-access.ts'
import { noSuchColumn, noSuchRelationship } from './complaints.ts'

/** A place in the query where fields can be read: one table, or several when a lookup may lead to several objects. */
export type Place = { tables: { alias: string; type: ObjectType }[] }
export type Column = { sql: string; field: Field; place: Place }

let aliases = 0

/** The tables of one query: the object asked for and every parent its fields walk over. */
export class Scope {
  readonly soql: string
  readonly type: ObjectType
  readonly root: Place
  readonly #schema: Schema
  readonly #joins: string[] = []
  readonly #places = new Map<string, Place>()
  readonly #names: string[]
  readonly #hides: Hides | undefined

  constructor(schema: Schema, soql: string, type: ObjectType, names: string[], hides?: Hides) {
    this.#schema = schema
    this.#hides = hides
    this.soql = soql
    this.type = type
    this.root = { tables: [{ alias: nextAlias(), type }] }
    this.#names = names.map((name) => name.toLowerCase())
  }

  /** `FROM` with the joins that the resolved paths need. */
  get from(): string {
    const { alias, type } = this.root.tables[0]!
    return [`"${type.name}" ${alias}`, ...this.#joins].join(' ')
  }

  /** A field by its path from the root, e.g. `Contact.Account.Name`; the object's own name may stand in front. */
  column(path: string): Column {
    const steps = path.split('.')
    return this.#field(this.place(this.relationships(steps)), steps.at(-1)!)
  }

  /** What of a path are relationships: neither the field nor the object's own name or alias in front. */
  relationships(steps: string[]): string[] {
    const [first = ''] = steps
    const own = steps.length > 1 && this.#names.includes(first.toLowerCase()) && !relationOf(this.type, first)
    return steps.slice(own ? 1 : 0, -1)
  }

  /** The id of what a chain of relationships leads to; of the record itself when there is none. */
  idOfPlace(relationships: string[]): string {
    return idOf(this.place(relationships))
  }

  /** Where a chain of relationships leads. */
  place(relationships: string[]): Place {
    return relationships.reduce((place, relationship) => this.#follow(place, relationship), this.root)
  }

  /** @param isOwn false for what a formula shows: who may see the formula sees that */
  #field(place: Place, name: string, isOwn = true): Column {
    const found = place.tables.flatMap(({ alias, type }) => {
      const field = fieldOf(type, name)
      return field && !(isOwn && this.#hides?.(type, field)) ? [{ alias, field }] : []
    })
    const first = found[0]
    if (!first) throw noSuchColumn(this.soql, name, place.tables[0]!.type.name)
    if (first.field.formula) return { ...this.#formula(place, first.field), field: first.field }
    const columns = found.map(({ alias, field }) => `${alias}."${field.name}"`)
    return { sql: columns.length === 1 ? columns[0]! : `COALESCE(${columns.join(', ')})`, field: first.field, place }
  }

  #formula(place: Place, { formula }: Field): Column {
    const [relationship, name] = formula!.split('.')
    return this.#field(this.#follow(place, relationship!), name!, false)
  }

  #follow(place: Place, relationship: string): Place {
    const from = place.tables.find(({ type }) => relationOf(type, relationship))
    const reference = from && relationOf(from.type, relationship)
    if (!from || !reference) throw noSuchRelationship(this.soql, relationship)
    const key = `${from.alias}.${reference.name}`
    const known = this.#places.get(key)
    if (known) return known
    const types = reference.referenceTo.flatMap((name) => this.#schema.find(name) ?? [])
    const tables = types.map((type) => ({ alias: nextAlias(), type }))
    for (const { alias, type } of tables) {
      this.#joins.push(`LEFT JOIN "${type.name}" ${alias} ON ${alias}."Id" = ${from.alias}."${reference.name}"`)
    }
    const joined = { tables }
    this.#places.set(key, joined)
    return joined
  }
}

export const idOf = ({ tables }: Place): string =>
  tables.length === 1
    ? `${tables[0]!.alias}."Id"`
    : `COALESCE(${tables.map(({ alias }) => `${alias}."Id"`).join(', ')})`

// Counted over all queries, so that a query inside a query never shares an alias; short ones keep statements cacheable.
const nextAlias = (): string => `t${(aliases = (aliases + 1) % 1000)}`
