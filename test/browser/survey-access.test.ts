import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Failure } from '../../bridge/core/failures.ts'
import { aSurvey, everyQuestion } from '../support/survey/surveys.ts'
import type { Asked } from '../support/survey/survey-org.ts'
import { desktop, openBrowser, phone } from './browser.ts'
import { openPage } from './open-page.ts'
import { serveSurveys, type SurveyServer } from './survey-server.ts'

let browser: Browser
let server: SurveyServer
let axe: string
beforeAll(async () => {
  ;[browser, server, axe] = await Promise.all([
    openBrowser(),
    serveSurveys(everyQuestion()),
    readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  ])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** What axe finds: WCAG 2.2 A and AA, and its best practices. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations: found, passes } = await page.evaluate<AxeResults>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )
  expect(passes.length).toBeGreaterThan(10) // it did look
  return found.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
}

const brand = { name: 'Northwind Care', color: '#ffb800', controller: 'Northwind SAS, 75012 Paris' }
const closed = (state: 'expired' | 'answered'): Failure => ({
  code: 'link_closed',
  state,
  answeredAt: new Date(),
  language: null,
})
const editable = {
  state: 'completed' as const,
  answers: { nps: 2, why: 'x' },
  editUntil: new Date(Date.now() + 3_600_000),
}
const kinds: [string, Partial<Asked>, string?][] = [
  ['the survey', { brand }, '&nps=3'],
  ['the survey, resumed', { state: 'partial', answers: { csat: 2 } }],
  ['the survey, to be changed', editable],
  ['the thanks', editable, '&done'],
  ['already answered', { failure: closed('answered') }],
  ['expired', { failure: closed('expired') }],
  ['unavailable', { failure: { code: 'unavailable' } }],
]

describe.each(['en', 'fr'] as const)('axe finds nothing, in %s,', (language) => {
  const looks = [
    { ...phone, colorScheme: 'light' },
    { ...desktop, colorScheme: 'dark' },
  ] as const

  it.each(kinds)('on %s', async (_, given, query = '') => {
    for (const look of looks) {
      const { page, troubles, close } = await openPage(browser, look)
      await page.goto(`${server.ask(given).url}?lang=${language}${query}`)
      expect(await page.getAttribute('html', 'lang')).toBe(language)
      expect([...(await violations(page)), ...troubles]).toEqual([])
      await close()
    }
  })

  it('on answers that come back because the bridge is away', async () => {
    const { url, asked } = server.ask({ brand })
    const { page, troubles, close } = await openPage(browser, phone)
    await page.goto(`${url}?lang=${language}`)
    asked.failure = { code: 'unavailable' }
    await page.locator('form > button').click()
    await page.locator('.notice').waitFor()
    expect([...(await violations(page)), ...troubles]).toEqual([])
    await close()
  })

  it('on a page with mistakes, and on one for nobody', async () => {
    for (const look of looks) {
      const { page, troubles, close } = await openPage(browser, look)
      await page.goto(`${server.ask({ brand }).url}?lang=${language}`)
      await page.check('#nps-1')
      await page.fill('#mail--typed', 'x')
      await page.locator('form > button').click()
      await page.getByRole('alert').waitFor()
      expect(await violations(page)).toEqual([])
      await page.goto(`${server.forgedUrl}?lang=${language}`)
      expect([...(await violations(page)), ...troubles]).toEqual([])
      await close()
    }
  })
})

describe('the page', () => {
  it('is one request of at most 10 KB, with every type of question', async () => {
    const { page, close } = await openPage(browser, phone)
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    const { url } = server.ask({ brand })
    const answer = await page.goto(url)
    await page.waitForLoadState('load')
    expect(requests).toEqual([url])
    const bytes = gzipSync((await answer?.body()) ?? '').length
    expect(bytes).toBeGreaterThan(1000)
    expect(bytes).toBeLessThanOrEqual(10 * 1024)
    await close()
  })

  it('fits a phone without scrolling sideways, and its targets are large enough for a thumb', async () => {
    const { page, close } = await openPage(browser, { ...phone, viewport: { width: 320, height: 640 } })
    await page.goto(`${server.ask().url}?nps=3`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    const small = await page.$$eval(
      'form label:has(input), button',
      (targets) =>
        targets.map((target) => target.getBoundingClientRect()).filter((box) => box.width < 24 || box.height < 40)
          .length,
    )
    expect(small).toBe(0)
    await close()
  })

  it('says what a scale means to those who do not see it', async () => {
    const { page, close } = await openPage(browser, phone)
    await page.goto(server.ask({ survey: aSurvey() }).url)
    const group = page.getByRole('group', { name: 'Are you satisfied? (required)' })
    expect(await group.getByRole('radio').count()).toBe(5)
    const description = page.locator(`#${await group.getAttribute('aria-describedby')}`)
    expect(await description.textContent()).toBe('Very dissatisfied Very satisfied')
    expect(await group.getByRole('radio', { name: 'Very satisfied' }).getAttribute('value')).toBe('5')
    await close()
  })

  it('can be answered by keyboard alone', async () => {
    const { url, asked } = server.ask({ survey: aSurvey() })
    const { page, close } = await openPage(browser, desktop)
    await page.goto(url)
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    await press('Tab', 'Tab', 'Space', 'ArrowRight', 'ArrowRight', 'ArrowRight') // past the language, then along the faces
    expect(await page.evaluate(() => getComputedStyle(document.activeElement!.nextElementSibling!).outlineStyle)).toBe(
      'solid',
    )
    await press('Tab')
    await page.keyboard.type('by hand')
    await press('Tab', 'Enter')
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor()
    expect(asked.answers).toMatchObject({ csat: 4, comment: 'by hand' })
    await close()
  })
})
