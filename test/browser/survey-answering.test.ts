import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everyQuestion } from '../support/survey/surveys.ts'
import { desktop, openBrowser, phone } from './browser.ts'
import { answerEverything, everythingAnswered, openPage } from './open-page.ts'
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

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a customer answers', () => {
  const ways = [
    { device: 'a phone', script: true, language: 'en' },
    { device: 'a phone', script: false, language: 'fr' },
    { device: 'a desktop', script: true, language: 'fr' },
    { device: 'a desktop', script: false, language: 'en' },
  ] as const

  it.each(ways)('every question on $device, script: $script, in $language', async ({ device, script, language }) => {
    const { url, asked } = server.ask({ language })
    const options = { ...(device === 'a phone' ? phone : desktop), javaScriptEnabled: script }
    const { page, troubles, close } = await openPage(browser, options)
    await page.goto(url)
    expect(await page.getAttribute('html', 'lang')).toBe(language)
    await answerEverything(page, { language })
    await page.getByRole('heading', { name: language === 'en' ? 'Thank you!' : 'Merci' }).waitFor()
    expect(plain(asked.answers)).toEqual(everythingAnswered)
    expect(asked.calls.find((call) => call.method === 'answer')?.submission?.language).toBe(language)
    await page.reload()
    expect(asked.calls.filter((call) => call.method === 'answer')).toHaveLength(1)
    expect(troubles).toEqual([])
    await close()
  })

  it('changes the answer from the thanks, and sees what was sent', async () => {
    const { url, asked } = server.ask()
    const { page, close } = await openPage(browser, phone)
    await page.goto(url)
    await answerEverything(page, { language: 'en' })
    await page.getByRole('link', { name: 'Change my answers' }).click()
    expect(await page.isChecked('#nps-4')).toBe(true)
    expect(await page.getByLabel('What went wrong?').inputValue()).toBe('Slow.\nVery slow: é')
    await page.check('#nps-10')
    await page.getByRole('button', { name: 'Send changes' }).click()
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor()
    expect(asked.answers).toMatchObject({ nps: 10 })
    expect(asked.answers).not.toHaveProperty('why') // no longer asked
    await close()
  })

  it('finds the score of the mail preselected, and nothing is recorded before it is sent', async () => {
    const { url, asked } = server.ask()
    const { page, close } = await openPage(browser, phone)
    await page.goto(`${url}?nps=9`)
    expect(await page.isChecked('#nps-9')).toBe(true)
    expect(asked.calls.map((call) => call.method)).toEqual(['openSurvey'])
    await close()
  })

  it('changes the language and keeps what the mail preselected', async () => {
    const { url } = server.ask()
    const { page, close } = await openPage(browser, phone)
    await page.goto(`${url}?nps=9`)
    await page.getByRole('link', { name: 'Français' }).click()
    expect(await page.getAttribute('html', 'lang')).toBe('fr')
    expect(await page.isChecked('#nps-9')).toBe(true)
    await close()
  })
})

describe('a bridge that is away for a moment', () => {
  it.each([true, false])('loses nothing that was typed, script: %s', async (script) => {
    const { url, asked } = server.ask()
    const { page, troubles, close } = await openPage(browser, { ...phone, javaScriptEnabled: script })
    await page.goto(url)
    asked.failure = { code: 'unavailable' }
    await answerEverything(page, { language: 'en' })
    const again = page.getByRole('button', { name: 'Send again' })
    await again.click()
    await again.waitFor() // still away
    asked.failure = null
    await again.click()
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor()
    expect(plain(asked.answers)).toEqual(everythingAnswered)
    expect(troubles).toEqual([])
    await close()
  })
})

describe('a mistake', () => {
  it.each([true, false])(
    'is shown with everything that was filled in, and takes the focus, script: %s',
    async (script) => {
      const { url, asked } = server.ask()
      const { page, troubles, close } = await openPage(browser, { ...phone, javaScriptEnabled: script })
      await page.goto(url)
      await page.check('#nps-10')
      await page.fill('#mail--typed', 'me at home')
      await page.fill('#role--typed', 'CFO')
      for (const topic of ['price', 'delivery', 'support']) await page.check(`#topics-${topic}`)
      await page.check('#aspects-quality-2')
      await page.getByRole('button', { name: 'Send' }).click()
      const summary = page.getByRole('alert')
      await summary.waitFor()
      expect(await page.title()).toMatch(/^Error: /)
      expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true)
      expect(await summary.getByRole('link').allTextContents()).toEqual([
        'What should we improve?',
        'Rate each aspect',
        'Your e-mail address',
      ])
      expect(await page.inputValue('#mail--typed')).toBe('me at home')
      expect(await page.inputValue('#role--typed')).toBe('CFO')
      expect(await page.locator('[name=topics]:checked').count()).toBe(3)
      await summary.getByRole('link', { name: 'Rate each aspect' }).click()
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('aspects-speed-1') // the line without an answer

      await page.check('#aspects-speed-2')
      await page.uncheck('#topics-price')
      await page.fill('#mail--typed', 'me@example.com')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByRole('heading', { name: 'Thank you!' }).waitFor()
      expect(asked.answers).toMatchObject({ topics: ['delivery', 'support'], mail: 'me@example.com', role: 'CFO' })
      expect(troubles).toEqual([])
      await close()
    },
  )
})
