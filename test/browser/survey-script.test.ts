import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everyQuestion } from '../support/survey/surveys.ts'
import { openBrowser, phone } from './browser.ts'
import { openPage } from './open-page.ts'
import { serveSurveys, type SurveyServer } from './survey-server.ts'

let browser: Browser
let server: SurveyServer
beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), serveSurveys(everyQuestion())])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** A page whose clock stands still until the test moves it. */
async function aVisit(given: Parameters<SurveyServer['ask']>[0] = {}, isHidden = false) {
  const { url, asked } = server.ask(given)
  const opened = await openPage(browser, phone)
  await opened.page.clock.install({ time: new Date('2026-11-21T10:00:00Z') })
  await opened.page.clock.pauseAt(new Date('2026-11-21T10:00:01Z'))
  if (isHidden)
    await opened.page.addInitScript(() =>
      Object.defineProperty(document, 'visibilityState', {
        get: () => (((window as { seen?: true }).seen ?? false) ? 'visible' : 'hidden'),
      }),
    )
  await opened.page.goto(url)
  const count = (method: string) => asked.calls.filter((call) => call.method === method).length
  return { ...opened, url, asked, count }
}

describe('the script', () => {
  it('says that somebody looks after three seconds in view, once', async () => {
    const { page, count, troubles, close } = await aVisit()
    await page.clock.runFor(2900)
    expect(count('seen')).toBe(0)
    const told = page.waitForResponse((response) => response.url().endsWith('/seen'))
    await page.clock.runFor(200)
    expect((await told).status()).toBe(204)
    await page.clock.runFor(30_000)
    expect(count('seen')).toBe(1)
    expect(troubles).toEqual([])
    await close()
  })

  it('does not count the time of a tab that nobody sees', async () => {
    const { page, count, close } = await aVisit({}, true)
    await page.clock.runFor(60_000)
    expect(count('seen')).toBe(0)
    await page.evaluate(() => Object.assign(window, { seen: true }))
    const told = page.waitForResponse((response) => response.url().endsWith('/seen'))
    await page.clock.runFor(3100)
    await told
    await close()
  })

  it('keeps an unfinished form two seconds after the last change, and it is there on the next visit', async () => {
    const { page, url, asked, count, close } = await aVisit()
    await page.check('#nps-3')
    await page.clock.runFor(1500)
    await page.fill('#why--typed', 'half a sen')
    await page.clock.runFor(1500)
    expect(count('keep')).toBe(0)
    const kept = page.waitForResponse((response) => response.url().endsWith('/keep'))
    await page.clock.runFor(600)
    expect((await kept).status()).toBe(204)
    await page.clock.runFor(10_000)
    expect(count('keep')).toBe(1)
    expect(asked.answers).toMatchObject({ nps: 3, why: 'half a sen' })

    await page.goto(url)
    expect(await page.inputValue('#why--typed')).toBe('half a sen')
    expect(await page.getByText('Welcome back.').isVisible()).toBe(true)
    await close()
  })

  it('keeps it when the page is left', async () => {
    const { page, asked, count, close } = await aVisit()
    await page.check('#nps-7')
    await page.goto('about:blank')
    await expect.poll(() => count('keep')).toBe(1)
    expect(asked.answers).toMatchObject({ nps: 7 })
    await close()
  })

  it('keeps nothing once the form is sent, nor of an answer that stands', async () => {
    const { page, asked, count, close } = await aVisit()
    for (const id of ['#nps-9', '#aspects-speed-3', '#aspects-quality-3']) await page.check(id)
    await page.clock.runFor(500)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('link', { name: 'Change my answers' }).click()
    await page.check('#nps-1')
    await page.clock.runFor(60_000)
    await page.goto('about:blank')
    expect(count('keep')).toBe(0)
    expect(asked.answers).toMatchObject({ nps: 9 })
    await close()
  })

  it('tells how long it took, and counts characters', async () => {
    const { page, asked, close } = await aVisit()
    await page.check('#nps-2')
    await page.fill('#why--typed', ' slow\n')
    expect(await page.textContent('#why--typed + .count')).toBe('4 / 2,000')
    await page.fill('#why--typed', 'x'.repeat(2001))
    expect(await page.getAttribute('#why--typed + .count', 'class')).toBe('count over')
    await page.fill('#why--typed', 'slow')
    for (const id of ['#aspects-speed-3', '#aspects-quality-3']) await page.check(id)
    await page.clock.runFor(41_000)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor()
    expect(asked.calls.find((call) => call.method === 'answer')?.submission?.seconds).toBe(41)
    await close()
  })

  it('is not confused by questions that are named like parts of a form', async () => {
    const names = ['elements', 'action', 'method', 'submit', 'location', 'fetch', 'forms', 'hidden']
    const survey = everyQuestion({
      questions: names.map((id) => ({ id, type: 'comment' as const, title: id })),
    })
    const { page, asked, troubles, close } = await aVisit({ survey })
    await page.fill('#elements--typed', 'x')
    const kept = page.waitForResponse((response) => response.url().endsWith('/keep'))
    await page.clock.runFor(3100)
    await kept
    expect(asked.answers).toMatchObject({ elements: 'x' })
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor()
    expect(troubles).toEqual([])
    await close()
  })
})
