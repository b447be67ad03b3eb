import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { relationOf, type Schema } from '../schema/schema.ts'
import type { Field, ObjectType } from '../schema/field.ts'
import type { Row, Scalar } from './record.ts'

type Sql = string | number | null

/** The records of one org: a table an object, a column a field. Deleted records stay, marked, as in the recycle bin. */
export class Store {
  readonly database: DatabaseSync
  readonly #schema: Schema
  readonly #statements = new Map<string, StatementSync>()

  constructor(path: string, schema: Schema) {
    this.database = new DatabaseSync(path)
    this.#schema = schema
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF') // a stand-in need not survive a power cut
    this.database.exec('CREATE TABLE IF NOT EXISTS "org settings" (name TEXT PRIMARY KEY, value TEXT NOT NULL)')
    for (const type of schema.objects) this.#open(type)
    schema.onAlter((type) => this.#open(type))
  }

  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const prepared = this.database.prepare(sql)
    this.#statements.set(sql, prepared)
    return prepared
  }

  /** A value that outlives the process when the org lives in a file. */
  setting(name: string, initial: () => string): string {
    const found = this.statement('SELECT value FROM "org settings" WHERE name = ?').get(name)
    if (found) return String(found['value'])
    const value = initial()
    this.keep(name, value)
    return value
  }

  keep(name: string, value: string): void {
    this.statement('INSERT OR REPLACE INTO "org settings" (name, value) VALUES (?, ?)').run(name, value)
  }

  read(type: ObjectType, id: string): Row | null {
    const found = this.statement(`SELECT * FROM "${type.name}" WHERE Id = ?`).get(id)
    return found ? this.#toRow(type, found as Record<string, Sql>) : null
  }

  /** Records that are not deleted, with this value in this field. */
  find(type: ObjectType, field: Field, value: Scalar): Row[] {
    const sql = `SELECT * FROM "${type.name}" WHERE "${field.name}" = ?${collation(field)} AND IsDeleted = 0`
    return (this.statement(sql).all(toSql(value)) as Record<string, Sql>[]).map((found) => this.#toRow(type, found))
  }

  insert(type: ObjectType, row: Row): void {
    const names = stored(type).filter((field) => field.name in row)
    const columns = names.map((field) => `"${field.name}"`).join(', ')
    const marks = names.map(() => '?').join(', ')
    const values = names.map((field) => toSql(row[field.name] ?? null))
    this.statement(`INSERT INTO "${type.name}" (${columns}) VALUES (${marks})`).run(...values)
  }

  update(type: ObjectType, id: string, values: Record<string, Scalar>): void {
    const names = Object.keys(values)
    if (names.length === 0) return
    const sets = names.map((name) => `"${name}" = ?`).join(', ')
    this.statement(`UPDATE "${type.name}" SET ${sets} WHERE Id = ?`).run(
      ...names.map((name) => toSql(values[name]!)),
      id,
    )
  }

  /** Formulas reach over one parent; what is stored comes out as it went in. */
  #toRow(type: ObjectType, found: Record<string, Sql>): Row {
    const row: Row = { Id: String(found['Id']) }
    for (const field of type.fields.values()) if (!field.formula) row[field.name] = fromSql(field, found[field.name])
    for (const field of type.fields.values())
      if (field.formula) row[field.name] = this.#overParent(type, row, field.formula)
    return row
  }

  #overParent(type: ObjectType, row: Row, path: string): Scalar {
    const [relationship = '', name = ''] = path.split('.')
    const reference = relationOf(type, relationship)
    const parentId = reference && row[reference.name]
    const parent = typeof parentId === 'string' && this.#schema.ofId(parentId)
    return (parent && this.read(parent, String(parentId))?.[name]) || null
  }

  #open(type: ObjectType): void {
    const fields = stored(type)
    const columns = fields.map(({ name }) => (name === 'Id' ? '"Id" TEXT PRIMARY KEY' : `"${name}"`)).join(', ')
    this.database.exec(`CREATE TABLE IF NOT EXISTS "${type.name}" (${columns}) WITHOUT ROWID`)
    const found = this.database.prepare(`SELECT name FROM pragma_table_info('${type.name}')`).all()
    const known = new Set(found.map((column) => column['name']))
    for (const { name } of fields) {
      if (!known.has(name)) this.database.exec(`ALTER TABLE "${type.name}" ADD COLUMN "${name}"`)
    }
    for (const field of fields.filter((field) => field.type === 'reference' || field.unique || field.idLookup)) {
      const index = `"${type.name}.${field.name}"`
      this.database.exec(`CREATE INDEX IF NOT EXISTS ${index} ON "${type.name}" ("${field.name}"${collation(field)})`)
    }
    this.#statements.clear() // a prepared SELECT * does not see new columns
  }
}

/** Texts compare without case, ids and case-sensitive keys with it. */
export const collation = (field: Field): string =>
  field.type === 'id' || field.type === 'reference' || field.caseSensitive ? '' : ' COLLATE NOCASE'

const stored = (type: ObjectType): Field[] => [...type.fields.values()].filter((field) => !field.formula)
const toSql = (value: Scalar): Sql => (typeof value === 'boolean' ? Number(value) : value)

/** A column's value as the field's type says; a checkbox is never empty. */
export function fromSql(field: Field, value: Sql | undefined): Scalar {
  return field.type === 'boolean' ? value === 1 : (value ?? null)
}
