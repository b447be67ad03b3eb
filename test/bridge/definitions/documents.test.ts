import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDocument, readDocuments } from '../../../bridge/definitions/documents.ts'

const survey = (questions: string) => `survey: s\ntitle: x\nquestions:\n${questions}\n`
const program = (lines: string) => `
program: p
on: { object: Case }
occasion: ClosedDate
survey: s
recipient: { email: [ContactEmail] }
records: { Case: Id }
${lines}`
const mapping = (fields: string) => `mapping: m\nentity: X__c\nkey: K__c\nfields: ${fields}\n`
const told = (yaml: string) => readDocuments(yaml).problems.map(({ path, message }) => `${path}: ${message}`)

describe('a file of documents', () => {
  it('gives each by its kind, with defaults filled in', () => {
    const { documents, problems } = readDocuments(
      [
        survey('  - { id: q, type: nps, title: x }'),
        program('send: { after: 2h }'),
        '',
        mapping('{ K__c: response.key }'),
      ].join('\n---\n'),
    )
    expect(problems).toEqual([])
    expect(documents.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['survey/s', 'program/p', 'mapping/m'])
    expect(documents[1]!.body).toMatchObject({ mode: 'watch', send: { after: 7_200_000, by: 'email' } })
  })

  it('gives what can be read beside the problems of the rest', () => {
    const { documents, problems } = readDocuments(`${survey('  - { id: q, type: nps, title: x }')}\n---\nprogram: p\n`)
    expect(documents).toHaveLength(1)
    expect(problems[0]).toEqual({ path: 'program/p#on', message: 'missing; give a map' })
  })

  it('reads JSON too', () => {
    const body = { survey: 's', title: 'x', questions: [{ id: 'q', type: 'nps', title: 'x' }] }
    expect(readDocuments(JSON.stringify(body)).documents).toHaveLength(1)
    expect(readDocument(body)).toMatchObject({ document: { kind: 'survey', name: 's' } })
  })

  it('is empty when there is nothing in it', () => {
    expect(readDocuments('')).toEqual({ documents: [], problems: [] })
    expect(readDocuments('---\n---\n# nothing\n')).toEqual({ documents: [], problems: [] })
  })
})

describe('a problem says where it is and what to write', () => {
  it.each([
    ['an unknown kind', 'report: x', "document 1: begins with 'report'; begin with one of survey, program, mapping"],
    ['no map at all', '- 1', 'document 1: begins with no key; begin with one of survey, program, mapping'],
    [
      'an unknown question type',
      survey('  - { id: q, type: stars, title: x }'),
      "survey/s#questions.0.type: unknown type 'stars'; use one of nps, ces, rating, single, multiple, comment, text, matrix",
    ],
    [
      'a missing question type',
      survey('  - { id: q, title: x }'),
      'survey/s#questions.0.type: missing; use one of nps, ces, rating, single, multiple, comment, text, matrix',
    ],
    [
      'a missing text',
      survey('  - { id: q, type: nps, title: { fr: x } }'),
      'survey/s#questions.0.title.en: missing; give a text',
    ],
    [
      'an id with capitals',
      survey('  - { id: Q1, type: nps, title: x }'),
      "survey/s#questions.0.id: 'Q1' does not fit; use a letter, then lower case letters, digits and _",
    ],
    [
      'an unknown key',
      survey('  - { id: q, type: nps, title: x, colour: red }'),
      'survey/s#questions.0.colour: unknown key; check its spelling or remove it',
    ],
    [
      'a text where a number stands',
      survey('  - { id: q, type: rating, title: x, max: "5" }'),
      "survey/s#questions.0.max: '5' does not fit; give a number",
    ],
    [
      'too large a number',
      survey('  - { id: q, type: rating, title: x, max: 11 }'),
      'survey/s#questions.0.max: too large; at most 10',
    ],
    ['no question', 'survey: s\ntitle: x\nquestions: []', 'survey/s#questions: too few; at least 1 entries'],
    ['an unknown mode', program('mode: on'), "program/p#mode: unknown value 'on'; use one of off, watch, test, live"],
    [
      'no duration',
      program('send: { after: 2 hours }'),
      "program/p#send.after: '2 hours' does not fit; use a number and s, m, h or d, such as 2h",
    ],
    [
      'no time zone',
      program('send: { hours: { from: "09:00", to: "19:00", zone: Mars } }'),
      "program/p#send.hours.zone: 'Mars' does not fit; use a time zone such as Europe/Paris",
    ],
    [
      'an unknown transform',
      mapping('{ K__c: { from: answers.a, transform: [ { phone: local, country: FR } ] } }'),
      "mapping/m#fields.K__c.transform.0.phone: unknown value 'local'; use one of national, international, e164",
    ],
    ['a number as source', mapping('{ K__c: 5 }'), "mapping/m#fields.K__c: '5' does not fit; give a text or a map"],
    [
      'no field name',
      mapping('{ "K c": response.key }'),
      "mapping/m#fields.K c: 'K c' cannot stand here; use a field name",
    ],
    [
      'broken YAML',
      'survey: [',
      'document 1: Flow sequence in block collection must be sufficiently indented and end with a ] (line 1)',
    ],
    ['a key given twice', 'survey: s\nsurvey: t', 'document 1: Map keys must be unique (line 2)'],
  ])('%s', (_, yaml, expected) => {
    expect(told(yaml)).toEqual([expected])
  })

  it('inside nested conditions', () => {
    const when = '{ all: [ { field: IsClosed, iss: true }, { any: [ { metric: npz, is: 1 } ] }, { is: 3 } ] }'
    expect(told(program('').replace('{ object: Case }', `{ object: Case, when: ${when} }`))).toEqual([
      'program/p#on.when.all.0.iss: unknown key; check its spelling or remove it',
      "program/p#on.when.all.1.any.0.metric: unknown value 'npz'; use one of nps, csat, ces",
      'program/p#on.when.all.2: name exactly one of field, answer, metric, label, flag, attribute, language',
    ])
  })

  it('one for each place, the first', () => {
    expect(told(program('').replace('[ContactEmail]', 'ContactEmail'))).toEqual([
      "program/p#recipient.email: 'ContactEmail' does not fit; give a list",
    ])
  })
})

describe('a file made to hurt', () => {
  const refused = /nested deeper|more than 1000 entries|too large|longer than|uses an alias/
  it.each([
    ['too long', 'a: '.padEnd(600_000, 'x')],
    ['deep lists', '['.repeat(200_000)],
    ['deep lists, closed', '['.repeat(5000) + ']'.repeat(5000)],
    ['deep compact lists', '- '.repeat(100_000)],
    ['deep maps', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['many keys', Array.from({ length: 30_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['many entries', `a: [${'1,'.repeat(20_000)}]`],
    ['many documents', '---\na: 1\n'.repeat(20_000)],
    ['many tags', '!a '.repeat(150_000)],
    ['nested aliases', 'a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]'],
  ])('is refused before it costs anything: %s', (_, yaml) => {
    const { documents, problems } = readDocuments(yaml)
    expect(documents).toEqual([])
    expect(problems).toHaveLength(1)
    expect(problems[0]!.message).toMatch(refused)
  })

  it('tells at most fifty problems', () => {
    expect(told(Array(90).fill('program: p').join('\n---\n'))).toHaveLength(50)
  })

  it('cannot reach a prototype', () => {
    const { documents, problems } = readDocuments(
      `__proto__: { polluted: 1 }\nsurvey: s\n---\n${mapping('{ K__c: response.key, __proto__: { value: 1 } }')}`,
    )
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(problems[0]!.message).toBe("begins with '__proto__'; begin with one of survey, program, mapping")
    expect(documents).toHaveLength(1)
    for (const { body } of documents)
      expect(Object.getPrototypeOf((body as { fields: object }).fields)).toBe(Object.prototype)
  })

  it('never throws, whatever it holds', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => Array.isArray(readDocuments(text).problems)))
    fc.assert(
      fc.property(
        fc.constantFrom('survey', 'program', 'mapping'),
        fc.jsonValue(),
        fc.jsonValue(),
        (kind, name, more) => {
          const read = readDocument({ [kind]: name, questions: more, on: more, fields: more, actions: more })
          expect('problems' in read && read.problems.length > 0).toBe(true)
        },
      ),
    )
  })
})
