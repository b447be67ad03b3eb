import { mapping, type Mapping } from '../../bridge/definitions/mappings/mapping.ts'
import { metricsOf } from '../../bridge/definitions/answers/metrics.ts'
import { program, type Program } from '../../bridge/definitions/program.ts'
import { survey, type Answers, type Survey } from '../../bridge/definitions/survey.ts'
import type { MappingContext } from '../../bridge/write-back/context.ts'

const options = [
  { value: 'price', text: { en: 'Price', fr: 'Prix' } },
  { value: 'delivery', text: { en: 'Delivery', fr: 'Livraison' } },
  { value: 'support', text: { en: 'Support', fr: 'Assistance' } },
]

/** One question of every type; `why` shows only below 7, `topics` only when `why` was asked about. */
export const everyType = [
  { id: 'nps', type: 'nps', title: 'Recommend?', label: 'recommendation', required: true, notApplicable: true },
  { id: 'why', type: 'comment', title: 'Why?', showIf: [{ question: 'nps', atMost: 6 }] },
  { id: 'csat', type: 'rating', title: 'Satisfied?', metric: 'csat' },
  { id: 'ces', type: 'ces', title: 'Easy?' },
  { id: 'channel', type: 'single', title: { en: 'Channel?', fr: 'Canal ?' }, options },
  { id: 'topics', type: 'multiple', title: 'Topics?', options, label: 'topics' },
  { id: 'phone', type: 'text', input: 'phone', title: 'Phone?' },
  { id: 'visit', type: 'text', input: 'date', title: 'Visit?' },
  { id: 'comment', type: 'comment', title: 'More?' },
  { id: 'aspects', type: 'matrix', title: 'Aspects', rows: options },
]

export const aSurvey = (questions: unknown[] = everyType, more: object = {}): Survey =>
  survey.parse({ survey: 'feedback', title: 'Feedback', questions, ...more })

export const aProgram = (more: object = {}): Program =>
  program.parse({
    program: 'case-closed',
    on: { object: 'Case' },
    occasion: 'ClosedDate',
    survey: 'feedback',
    recipient: { person: 'ContactId', email: ['ContactEmail'] },
    records: { Case: 'Id', Contact: 'ContactId' },
    ...more,
  })

export const aMapping = (more: object = {}): Mapping =>
  mapping.parse({
    mapping: 'survey-response',
    entity: 'Survey_Response__c',
    key: 'Response_Key__c',
    fields: { Response_Key__c: 'response.key' },
    ...more,
  })

export const at = (time: string): Date => new Date(`2026-11-21T${time}:00Z`)

/** A completed response to one case, with every root filled. */
export function aContext(
  more: Partial<MappingContext> = {},
  answers: Answers = {},
  asked: Survey = aSurvey(),
): MappingContext {
  return {
    invitation: {
      key: 'inv1',
      status: 'Completed',
      reason: null,
      askAgainAt: null,
      channel: 'email',
      language: 'fr',
      occasion: '2026-11-21T08:00:00.000Z',
      object: 'Case',
      recordId: '500000000000001AAA',
      isTest: false,
      delivered: 1,
      answered: 1,
      link: null,
      askedAt: at('08:00'),
      sentAt: at('10:00'),
      openedAt: at('11:00'),
      completedAt: at('11:01'),
      expiresAt: at('23:00'),
    },
    response: {
      key: 'inv1',
      version: 1,
      edited: false,
      language: 'fr',
      channel: 'email',
      startedAt: at('11:00'),
      submittedAt: at('11:01'),
      seconds: 40,
      isBot: false,
      viaAgent: false,
      confidence: null,
      comment: null,
      snapshot: '',
      answersWritten: 0,
    },
    answer: null,
    answers,
    labels: {},
    metrics: metricsOf(asked, answers),
    records: { Case: '500000000000001AAA', Contact: '003000000000001AAA' },
    recipient: { person: '003000000000001AAA', email: 'zoe@example.com', name: 'Zoé', language: 'fr' },
    fields: { OwnerId: '005000000000001AAA', 'Owner.Name': 'Ada', CaseNumber: '00001026' },
    survey: { name: 'feedback', version: 3, title: 'Feedback' },
    program: { name: 'case-closed', version: 2 },
    flags: [],
    attributes: {},
    lookups: {},
    ...more,
  }
}
