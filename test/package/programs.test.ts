import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Condition } from '../../bridge/definitions/conditions/condition.ts'
import { type Mapping, mapping } from '../../bridge/definitions/mappings/mapping.ts'
import { type Program, program } from '../../bridge/definitions/program.ts'
import { messagesOf } from '../../scripts/check/metadata/triggers.ts'
import { fieldsOf, files, root } from './sources.ts'

const folder = join(root, 'bridge/definitions/defaults')
const documents: unknown[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => document.toJS()))

const has = (word: string) => (document: unknown) =>
  typeof document === 'object' && document !== null && word in document
const programs: Program[] = documents.filter(has('program')).map((document) => program.parse(document))
const mappings: Mapping[] = documents.filter(has('mapping')).map((document) => mapping.parse(document))

describe('a default program', () => {
  it('is there for every object that has a message', () => {
    const objects = new Set(messagesOf(files, 'trigger').map(({ object }) => object))
    expect(objects.size).toBe(5)
    expect(new Set(programs.map(({ on }) => on.object))).toEqual(objects)
  })

  it.each(programs.map((one) => [one.program, one] as const))('%s finds its fields on the message', (_, one) => {
    const messages = messagesOf(files, 'trigger').filter(({ object }) => object === one.on.object)
    expect(messages).not.toHaveLength(0)
    for (const { fields } of messages) {
      const carried = fields.map((field) => filledIn(one)[field] ?? field)
      expect(carried).toEqual(expect.arrayContaining(fieldsNamed(one)))
    }
  })
})

describe('a default mapping', () => {
  const ours = mappings.filter(({ entity }) => entity.endsWith('__c'))

  it('is there', () => {
    expect(ours).not.toHaveLength(0)
  })

  it.each(ours.map((one) => [one.mapping, one] as const))('%s writes to fields of the package', (_, one) => {
    const existing = fieldsOf(one.entity).map(({ name }) => name)
    const written = Object.keys(one.fields).map((name) => name.split('.')[0]!.replace(/__r$/, '__c'))
    expect(existing).toEqual(expect.arrayContaining([...written, one.key]))
  })
})

/** Setup fills the placeholders of the account message in from the program. */
const filledIn = ({ occasion, recipient }: Program): Record<string, string | undefined> => ({
  __ACCOUNT_FIELD__: occasion,
  __ACCOUNT_EMAIL_FIELD__: recipient.email[0],
})

/** The trigger object's own fields that a program names; those of a parent (`Contact.Email`) are read by query. */
function fieldsNamed(one: Program): string[] {
  const { person, email, name } = one.recipient
  const mail = JSON.stringify(one.mail ?? '')
  const merged = [...mail.matchAll(/\bfields\.(\w+)(?![\w.])/g)].map(([, field]) => field!)
  return [
    one.occasion,
    person,
    ...email,
    name,
    ...Object.values(one.records),
    ...conditionFields(one.on.when),
    ...merged,
  ]
    .filter((path) => path !== undefined)
    .filter((path) => !path.includes('.'))
}

function conditionFields(when: Condition | undefined): string[] {
  if (when === undefined) return []
  if ('all' in when) return when.all.flatMap(conditionFields)
  if ('any' in when) return when.any.flatMap(conditionFields)
  if ('not' in when && typeof when.not === 'object' && when.not !== null) return conditionFields(when.not)
  return 'field' in when && when.field !== undefined ? [when.field] : []
}
