import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shownQuestions } from '../../bridge/definitions/answers/shown.ts'
import { parseAnswers } from '../../bridge/survey/answers.ts'
import { aForm, aSurvey, type Payload } from '../support/survey/surveys.ts'
import { desktop, openBrowser } from './browser.ts'
import { openPage } from './open-page.ts'
import { serveSurveys, type SurveyServer } from './survey-server.ts'

const options = ['a', 'b', 'c'].map((value) => ({ value, text: value }))
const text = (id: string, showIf: object) => ({
  id,
  type: 'comment' as const,
  title: id,
  showIf: [showIf].flat() as never,
})
const survey = aSurvey({
  questions: [
    { id: 'nps', type: 'nps', title: 'nps', notApplicable: true },
    { id: 'one', type: 'single', title: 'one', options },
    { id: 'many', type: 'multiple', title: 'many', options },
    text('low', { question: 'nps', atMost: 6 }),
    text('middle', { question: 'nps', atLeast: 7, atMost: 8 }),
    text('not_nine', { question: 'nps', not: 9 }),
    text('answered', { question: 'nps' }),
    text('is_b', { question: 'one', is: 'b' }),
    text('not_b', { question: 'one', not: 'b' }),
    text('a_or_c', { question: 'one', in: ['a', 'c'] }),
    text('has_a', { question: 'many', is: 'a' }),
    text('without_a', { question: 'many', not: 'a' }),
    text('b_or_c', { question: 'many', in: ['b', 'c', 'z'] }),
    text('both', [
      { question: 'nps', atMost: 6 },
      { question: 'one', is: 'a' },
    ]),
    { id: 'follow', type: 'single', title: 'follow', options, showIf: [{ question: 'nps', atMost: 6 }] },
    text('chained', { question: 'follow', is: 'a' }), // a tick in a hidden question does not count
    text('impossible', { question: 'one', is: 'z' }),
    text('too_early', { question: 'last', is: 'a' }),
    { id: 'last', type: 'single', title: 'last', options },
  ],
})

let browser: Browser
let server: SurveyServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), serveSurveys(survey)])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** The questions a person sees. */
const seen = (page: Page) =>
  page.$$eval('form > [id]', (boxes) => boxes.filter((box) => box.checkVisibility()).map((box) => box.id))
const shown = (payload: Payload) =>
  shownQuestions(survey, parseAnswers(survey, aForm(payload), { partial: true }).answers).map((question) => question.id)

describe('a conditional question, without a script', () => {
  it('appears and goes as the answer changes', async () => {
    const { page, close } = await openPage(browser, { ...desktop, javaScriptEnabled: false })
    await page.goto(server.ask().url)
    expect(await seen(page)).not.toContain('low')
    await page.check('#nps-3')
    expect(await seen(page)).toContain('low')
    await page.check('#nps-9')
    expect(await seen(page)).not.toContain('low')
    await close()
  })

  it('is seen exactly when the server takes its answer', async () => {
    const { page, close } = await openPage(browser, { ...desktop, javaScriptEnabled: false })
    const { url } = server.ask()
    const payloads: Payload[] = [{}, { last: 'a' }, { nps: 'na' }]
    for (const nps of ['0', '6', '7', '9', '10'])
      for (const one of ['', 'a', 'b'])
        for (const [index, many] of [[], ['a'], ['b'], ['a', 'c']].entries())
          payloads.push({ nps, one, many, follow: index % 2 ? 'a' : 'b' })
    for (const payload of payloads) {
      // As if every question had been filled in before the first answer was changed.
      await page.goto(url)
      await page.$$eval(
        'input',
        (inputs, ids) => inputs.forEach((input) => (input.checked = ids.includes(input.id))),
        [...aForm(payload)].flatMap(([name, values]) => values.map((value) => `${name}-${value}`)),
      )
      expect({ payload, seen: await seen(page) }).toEqual({ payload, seen: shown(payload) })
    }
    expect(payloads).toHaveLength(63)
    await close()
  })
})
