import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answers } from '../../../bridge/definitions/survey.ts'
import { rowOf, shownRows } from '../../../bridge/write-back/answer-rows.ts'
import { commentOf, snapshotOf } from '../../../bridge/write-back/snapshot.ts'
import { aSurvey, at } from '../../support/documents.ts'

const survey = aSurvey()
const by = { language: 'en' as const, name: 'Zoé', viaAgent: false, submittedAt: at('11:01') }

describe('the rows of a response', () => {
  it('are the questions that were shown, of a matrix its rows', () => {
    const ids = (answers: Answers) => shownRows(survey, answers, 'inv1', 'en').map(({ id }) => id)
    const always = [
      'csat',
      'ces',
      'channel',
      'topics',
      'phone',
      'visit',
      'comment',
      'aspects.price',
      'aspects.delivery',
      'aspects.support',
    ]
    expect(ids({ nps: 9 })).toEqual(['nps', ...always])
    expect(ids({ nps: 3 })).toEqual(['nps', 'why', ...always])
  })

  it.each([
    ['nps', { nps: 0 }, { text: '0', number: 0, date: null, skipped: false, notApplicable: false }],
    ['nps', { nps: null }, { text: null, number: null, skipped: false, notApplicable: true }],
    ['csat', {}, { text: null, number: null, value: null, skipped: true, notApplicable: false }],
    ['channel', { channel: 'price' }, { text: 'Prix', value: 'price', number: null }],
    ['topics', { topics: ['price', 'support'] }, { text: 'Prix; Assistance', label: 'topics' }],
    ['visit', { visit: '2026-11-21' }, { text: '2026-11-21', date: '2026-11-21', number: null }],
    ['phone', { phone: '2026-11-21' }, { text: '2026-11-21', date: null }],
    [
      'aspects.price',
      { aspects: { price: 2 } },
      { title: 'Aspects – Prix', text: '2', number: 2, question: 'aspects', row: 'price' },
    ],
    ['aspects.price', { aspects: { price: null } }, { number: null, notApplicable: true, skipped: false }],
    ['aspects.delivery', { aspects: { price: 2 } }, { number: null, skipped: true, notApplicable: false }],
  ])('say what was answered to %s', (id, answers, expected) => {
    const row = rowOf(survey, answers as Answers, `inv1#${id}`, 'fr')
    expect(row).toMatchObject({ key: `inv1#${id}`, id, ...expected })
  })

  it('clear a question that an edit hid', () => {
    expect(rowOf(survey, { nps: 9, why: 'old' }, 'inv1#why', 'en')).toMatchObject({ text: null, skipped: true })
  })

  it('are none for a question the survey does not have', () => {
    expect(rowOf(survey, {}, 'inv1#gone', 'en')).toBeNull()
    expect(rowOf(survey, {}, 'inv1#aspects.gone', 'en')).toBeNull()
  })
})

describe('a snapshot', () => {
  it('reads like the survey, skipped questions and who answered included', () => {
    const html = snapshotOf(
      aSurvey([
        { id: 'nps', type: 'nps', title: 'Recommend?' },
        { id: 'c', type: 'comment', title: 'More?' },
      ]),
      { nps: 9 },
      by,
    )
    expect(html).toBe(
      '<p><i>Answered by Zoé on 2026-11-21 11:01 UTC</i></p><p><b>Recommend?</b><br>9</p><p><b>More?</b><br><i>No answer</i></p>',
    )
  })

  it('speaks the language of the answer, and names an agent', () => {
    const html = snapshotOf(survey, { nps: null, topics: ['price'] }, { ...by, language: 'fr', viaAgent: true })
    expect(html).toContain('Réponse de Zoé par un agent le 2026-11-21 11:01 UTC')
    expect(html).toContain('<b>Topics?</b><br>Prix</p>')
    expect(html).toContain('<i>Non concerné</i>')
    expect(html).toContain('<i>Sans réponse</i>')
  })

  it('shows what a customer wrote and never runs it', () => {
    const html = snapshotOf(survey, { nps: 3, why: '<img src=x onerror=alert(1)>\n"&\'' }, { ...by, name: '<b>Zoé' })
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;<br>&#34;&amp;&#39;')
    expect(html).toContain('&lt;b&gt;Zoé')
    fc.assert(
      fc.property(fc.string(), (comment) => {
        const tags = snapshotOf(survey, { nps: 3, why: comment }, by).match(/<[^>]*>/g) ?? []
        expect(tags.filter((tag) => !['<p>', '</p>', '<b>', '</b>', '<i>', '</i>', '<br>'].includes(tag))).toEqual([])
      }),
    )
  })

  it('fits its field in Salesforce, and says when something was left out', () => {
    const questions = Array.from({ length: 40 }, (_, index) => ({
      id: `q${index}`,
      type: 'comment',
      title: 'Why?',
      maxLength: 10_000,
    }))
    const answers = Object.fromEntries(questions.map(({ id }) => [id, '<'.repeat(2000)]))
    const html = snapshotOf(aSurvey(questions), answers, by)
    expect(html.length).toBeLessThanOrEqual(32_768)
    expect(html.length).toBeGreaterThan(20_000)
    expect(html).toMatch(/<p><i>… shortened<\/i><\/p>$/)
  })
})

describe('the comment of a response', () => {
  it('is all free words in order, hidden ones left out', () => {
    expect(commentOf(survey, { nps: 3, why: 'Slow.', comment: 'Thanks' })).toBe('Slow.\n\nThanks')
    expect(commentOf(survey, { nps: 9, why: 'Slow.', comment: 'Thanks' })).toBe('Thanks')
    expect(commentOf(survey, { nps: 9 })).toBeNull()
  })

  it('fits its field', () => {
    const questions = Array.from({ length: 5 }, (_, index) => ({
      id: `q${index}`,
      type: 'comment',
      title: 'Why?',
      maxLength: 10_000,
    }))
    const answers = Object.fromEntries(questions.map(({ id }) => [id, '😀'.repeat(5000)]))
    const { length } = commentOf(aSurvey(questions), answers)!
    expect(length).toBeLessThanOrEqual(32_768)
    expect(length).toBeGreaterThan(32_000)
  })
})
