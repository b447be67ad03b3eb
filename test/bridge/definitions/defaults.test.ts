import { describe, expect, it } from 'vitest'
import { fields } from '../../../bridge/apps/salesforce/fields.ts'
import { checkDocuments } from '../../../bridge/definitions/check/documents.ts'
import { defaultDocuments } from '../../../bridge/definitions/defaults/documents.ts'
import { carriedFields, mirrorMapping } from '../../../bridge/definitions/mappings/sources.ts'

const documents = defaultDocuments()
const programs = documents.flatMap((one) => (one.kind === 'program' ? [one.body] : []))
const surveys = documents.flatMap((one) => (one.kind === 'survey' ? [one.body] : []))
const mappings = documents.flatMap((one) => (one.kind === 'mapping' ? [one.body] : []))

describe('the default documents', () => {
  it('are a program for every event, with their surveys and mappings', () => {
    expect(programs.map(({ program }) => program).toSorted()).toEqual([
      'account-changed',
      'case-closed',
      'contract-cancelled',
      'contract-renewed',
      'opportunity-lost',
      'opportunity-won',
      'order-activated',
    ])
    expect(surveys.map(({ survey }) => survey).toSorted()).toEqual([
      'account-relationship',
      'cancellation',
      'case-csat',
      'purchase-nps',
      'renewal-nps',
    ])
    expect(mappings.map(({ mapping }) => mapping)).toEqual([mirrorMapping, 'survey-response', 'survey-answers'])
  })

  it('fit together', () => {
    expect(checkDocuments(documents)).toEqual([])
  })

  it('send nothing before a person says so', () => {
    expect(programs.map(({ mode }) => mode)).toEqual(programs.map(() => 'watch'))
  })

  it('ask one person once in 90 days and write every answer back', () => {
    for (const program of programs) {
      expect(program.participation.cooldown).toBe(90 * 86_400_000)
      expect(program.actions).toEqual([
        { on: 'response.completed', then: [{ write: 'survey-response' }, { write: 'survey-answers' }] },
      ])
    }
  })

  it('speak English and French wherever a customer reads', () => {
    const texts = surveys.flatMap((survey) => [
      survey.title,
      ...survey.questions.flatMap((question) => [
        question.title,
        ...('options' in question ? question.options.map(({ text }) => text) : []),
        ...('rows' in question ? question.rows.map(({ text }) => text) : []),
      ]),
    ])
    const mails = programs.flatMap(({ mail }) => (mail ? [mail.subject, mail.body] : []))
    expect(mails).toHaveLength(2 * programs.length)
    for (const text of [...texts, ...mails]) expect(text).toHaveProperty('fr')
  })

  it('name the fields that must be read beside those that decide', () => {
    const closed = programs.find(({ program }) => program === 'case-closed')!
    expect(carriedFields(closed, mappings)).toEqual(['CaseNumber', 'Owner.Name', 'OwnerId', 'Subject'])
  })
})

describe('a default mapping', () => {
  const ours = (entity: string) => (fields as Record<string, readonly string[]>)[entity] ?? []
  const lookup = (field: string) => field.split('.')[0]!.replace(/__r$/, '__c')

  it.each(mappings)('$mapping writes every field of its object, and no other', ({ entity, fields: written }) => {
    expect(Object.keys(written).map(lookup).toSorted()).toEqual([...ours(entity)].toSorted())
  })

  it.each(mappings.filter(({ parent }) => parent))(
    '$mapping links to the record of its parent by that key',
    (mapping) => {
      const parent = mappings.find((one) => one.mapping === mapping.parent)!
      const links = Object.keys(mapping.fields).filter((field) => field.includes('.'))
      expect(links.map((link) => link.split('.')[1])).toEqual([parent.key])
    },
  )
})
