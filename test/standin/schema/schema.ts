import { aField, type Field, type ObjectType, type PicklistValue, type ValidationRule } from './field.ts'
import { readPackage, type Package } from './metadata.ts'
import { assemble } from './notation.ts'
import { orders, salesObjects } from './sales.ts'
import { setupObjects, userAccess } from './setup-objects.ts'
import { personAccountFields, standardObjects } from './standard.ts'

/** Picklist values may be written as plain texts. */
export type FieldChange = Partial<Omit<Field, 'name' | 'values'>> & { values?: (string | PicklistValue)[] }

/** A change an admin makes at run time. An unknown object is created, with a Name and the system fields. */
export type Alteration = {
  object: string
  label?: string
  keyPrefix?: string
  fields?: Record<string, FieldChange | null> // null removes the field
  rules?: ValidationRule[] // added, or replaced by name
  removeRules?: string[]
}

/** Objects and fields of one org. Names are found in any case, as the API finds them. */
export class Schema {
  readonly #objects = new Map<string, ObjectType>()
  readonly #listeners: ((type: ObjectType) => void)[] = []

  constructor(types: ObjectType[]) {
    for (const type of types) this.#objects.set(type.name.toLowerCase(), type)
  }

  get objects(): ObjectType[] {
    return [...this.#objects.values()]
  }

  find(name: string): ObjectType | undefined {
    return this.#objects.get(name.toLowerCase())
  }

  /** For names that code writes down: a wrong one is a bug. */
  object(name: string): ObjectType {
    const type = this.find(name)
    if (!type) throw new TypeError(`the schema has no object ${name}`)
    return type
  }

  ofId(id: string): ObjectType | undefined {
    return this.objects.find((type) => type.keyPrefix === id.slice(0, 3))
  }

  /** Every field that refers to an object, with the object it stands on. */
  references(to: string): { type: ObjectType; field: Field }[] {
    return this.objects.flatMap((type) =>
      [...type.fields.values()].filter((field) => field.referenceTo.includes(to)).map((field) => ({ type, field })),
    )
  }

  alter(change: Alteration): ObjectType {
    const type = this.find(change.object) ?? this.#create(change)
    for (const [name, given] of Object.entries(change.fields ?? {})) {
      if (given === null) type.fields.delete(name)
      else type.fields.set(name, alteredField(type.fields.get(name), name, given))
    }
    const names = new Set([...(change.removeRules ?? []), ...(change.rules ?? []).map((rule) => rule.name)])
    type.rules = [...type.rules.filter((rule) => !names.has(rule.name)), ...(change.rules ?? [])]
    for (const listener of this.#listeners) listener(type)
    return type
  }

  /** An object that a deploy brings. */
  add(type: ObjectType): void {
    this.#objects.set(type.name.toLowerCase(), type)
    for (const listener of this.#listeners) listener(type)
  }

  /** An object that a deploy takes away; its table stays, unseen and empty. */
  remove(name: string): void {
    this.#objects.delete(name.toLowerCase())
  }

  onAlter(listener: (type: ObjectType) => void): void {
    this.#listeners.push(listener)
  }

  #create({ object, label = object.replace(/__c$/, ''), keyPrefix }: Alteration): ObjectType {
    const fields = [aField({ name: 'Name', type: 'string', length: 80, idLookup: true })]
    const created = assemble(
      {
        name: object,
        label,
        labelPlural: `${label}s`,
        keyPrefix: keyPrefix ?? this.#freePrefix(),
        custom: true,
        rules: [],
      },
      fields,
      ['Group', 'User'],
    )
    this.#objects.set(object.toLowerCase(), created)
    return created
  }

  #freePrefix(): string {
    const taken = new Set(this.objects.map((type) => type.keyPrefix))
    return Array.from({ length: 99 }, (_, index) => `aA${index}`.padEnd(3, '0').slice(0, 3)).find(
      (it) => !taken.has(it),
    )!
  }
}

/** A field by its name in any case. */
export function fieldOf(type: ObjectType, name: string): Field | undefined {
  const exact = type.fields.get(name)
  if (exact) return exact
  const wanted = name.toLowerCase()
  return [...type.fields.values()].find((field) => field.name.toLowerCase() === wanted)
}

/** The field a relationship name such as `Contact` or `Case__r` follows. */
export const relationOf = (type: ObjectType, relationship: string): Field | undefined =>
  [...type.fields.values()].find((field) => field.relationshipName?.toLowerCase() === relationship.toLowerCase())

let deployed: Package | undefined // read once a process: many orgs share the files, none the objects made of them

/** The schema of a fresh org: standard objects and the package. */
export function freshSchema(options: { ordersEnabled: boolean; personAccounts: boolean; bare?: boolean }): Schema {
  deployed ??= readPackage()
  // Before the package is installed an org knows nothing of it.
  const { objects, additions } = options.bare ? { objects: [], additions: [] } : structuredClone(deployed)
  const sales = [...salesObjects(), ...(options.ordersEnabled ? [orders()] : [])]
  const schema = new Schema([...standardObjects(), ...setupObjects(), ...sales, ...objects])
  extend(schema, 'User', [...userAccess().fields.values()])
  if (options.personAccounts) extend(schema, 'Account', [...personAccountFields().fields.values()])
  for (const { object, fields, rules } of additions) {
    extend(schema, object, fields)
    schema.find(object)?.rules.push(...rules)
  }
  return schema
}

function extend(schema: Schema, object: string, fields: Field[]): void {
  const type = schema.find(object)
  for (const field of fields) if (type && !type.fields.has(field.name)) type.fields.set(field.name, field)
}

function alteredField(before: Field | undefined, name: string, change: FieldChange): Field {
  const values = change.values?.map((value) => (typeof value === 'string' ? picklistValue(value) : value))
  const given: Partial<Field> = { ...change, ...(values && { values }) } as Partial<Field>
  const relation = given.referenceTo ? { relationshipName: name.replace(/__c$/, '__r') } : {}
  const base = before ?? aField({ name, type: 'string' })
  const length = given.type && !before ? { length: aField({ name, type: given.type }).length } : {}
  return { ...base, ...length, ...relation, ...given, idLookup: given.externalId ?? given.idLookup ?? base.idLookup }
}

const picklistValue = (value: string): PicklistValue => ({ value, label: value, isDefault: false })
