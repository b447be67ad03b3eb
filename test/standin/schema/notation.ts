import { aField, type Field, type FieldType, type ObjectType } from './field.ts'

/**
 * Standard objects are written one field a line: `Name type(arguments) words`, where `!` means required, `=` a formula
 * over a parent, `->` the objects a reference may name, and `<-` its name seen from the parent.
 */
export function object(name: string, keyPrefix: string, lines: string, label = spaced(name)): ObjectType {
  const fields = lines.split('\n').flatMap((line) => (line.trim() ? [readField(line.trim())] : []))
  return assemble({ name, label, labelPlural: plural(label), keyPrefix, custom: false, rules: [] }, fields)
}

/** Adds what every record has: id, audit fields, recycle bin, and an owner unless a master decides. */
export function assemble(type: Omit<ObjectType, 'fields'>, fields: Field[], owners?: string[]): ObjectType {
  const system = [
    readField('Id id derived'),
    readField('IsDeleted boolean derived'),
    ...(owners ? [readField(`OwnerId reference -> ${owners.join(', ')}`)] : []),
  ]
  return {
    ...type,
    fields: new Map([...system, ...fields, ...audit.map(readField)].map((field) => [field.name, field])),
  }
}

function readField(line: string): Field {
  const [, name = '', typeName = '', args, rest = ''] = /^(\w+) (\w+)(?:\(([^)]*)\))?(.*)$/.exec(line) ?? []
  const [before = '', formula = null] = rest.split(' = ')
  const words = before.split(/ (?:->|<-) /)[0]!.split(' ')
  const references = / -> ([\w, ]+?)(?= <-|$)/.exec(before)?.[1]?.split(', ') ?? []
  const derived = words.includes('derived') || formula !== null
  const type = typeName === 'autonumber' ? 'string' : (typeName as FieldType)
  const reference = type === 'reference'
  return aField({
    name,
    type,
    label: reference ? `${spaced(name.replace(/Id$/, ''))} ID` : spaced(name),
    ...(args && /^\d+$/.test(args) && { length: Number(args) }),
    ...(args && /^\d+, \d+$/.test(args) && numbers(args)),
    ...((type === 'picklist' || type === 'multipicklist') && picklist(args ?? '')),
    autoNumber: typeName === 'autonumber' ? (args ?? '{0}') : null,
    required: words.includes('!'),
    restricted: words.includes('restricted'),
    idLookup: words.includes('idLookup'),
    unique: words.includes('unique'),
    createable: !derived && typeName !== 'autonumber',
    updateable: !derived && typeName !== 'autonumber' && !words.includes('fixed'),
    formula,
    referenceTo: references,
    relationshipName: reference ? name.replace(/Id$/, '') : null,
    childRelationshipName: / <- (\w+)/.exec(before)?.[1] ?? null,
    onDelete: words.includes('cascade') ? 'cascade' : 'set_null',
    ...(type === 'boolean' && { defaultValue: 'false' }),
  })
}

const audit = [
  'CreatedDate datetime derived',
  'CreatedById reference derived -> User',
  'LastModifiedDate datetime derived',
  'LastModifiedById reference derived -> User',
  'SystemModstamp datetime derived',
]

const numbers = (args: string) => {
  const [precision = 18, scale = 0] = args.split(', ').map(Number)
  return { precision, scale }
}

/** `New*, Working, Closed`: the star marks the default. */
function picklist(args: string) {
  const values = args.split(', ').flatMap((written) => {
    const value = written.replace('*', '')
    return value ? [{ value, label: value, isDefault: written.endsWith('*') }] : []
  })
  return { values, defaultValue: values.find((value) => value.isDefault)?.value ?? null }
}

const spaced = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace(/ Id$/, ' ID')
const plural = (label: string): string => (label.endsWith('y') ? label.replace(/y$/, 'ies') : `${label}s`)
