import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../scripts/run/ports.ts'
import { desktop, openBrowser, phone } from '../browser/browser.ts'
import { World } from './world.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

let world: World
let browser: Browser
beforeAll(async () => {
  ;[world, browser] = await Promise.all([World.start(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

/** Violations of WCAG 2.2 AA and best practice, by rule and element. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as {
      axe: { run: (o: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const found = await axe.run({ runOnly: { type: 'tag', values: tags } })
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
  }, rules)
}

describe.each([
  {
    view: 'desktop',
    context: desktop,
    javaScriptEnabled: true,
    language: 'en',
    title: 'How did we do?',
    thanks: 'Thank you!',
  },
  {
    view: 'desktop',
    context: desktop,
    javaScriptEnabled: false,
    language: 'fr',
    title: 'Comment avons-nous fait\u00a0?',
    thanks: 'Merci\u00a0!',
  },
  {
    view: 'phone',
    context: phone,
    javaScriptEnabled: true,
    language: 'fr',
    title: 'Comment avons-nous fait\u00a0?',
    thanks: 'Merci\u00a0!',
  },
  {
    view: 'phone',
    context: phone,
    javaScriptEnabled: false,
    language: 'en',
    title: 'How did we do?',
    thanks: 'Thank you!',
  },
])(
  'on the $view, JavaScript $javaScriptEnabled, in $language',
  ({ view, context, javaScriptEnabled, language, title, thanks }) => {
    it('a customer goes from the mail to the thanks, and the answer stands on the record', async () => {
      const name = `Browser ${view} ${language}`
      const customer = await world.customer(name)
      await world.save('Contact', { Survey_Language__c: language }, customer.contactId)
      const caseId = await world.openCase(customer)
      await world.closeCase(caseId)
      const mail = await world.mailTo(customer.email)

      const opened = await browser.newContext({ ...context, javaScriptEnabled, locale: language })
      const page = await opened.newPage()
      page.setDefaultTimeout(30_000)
      const complaints: string[] = []
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))

      const { html } = await world.control<{ html: string }>('GET', `mails/${mail.id}`)
      await page.setContent(html)
      await Promise.all([page.waitForURL('**/s/**'), page.locator('a[href*="/s/"][href*="csat=2"]').click()])

      expect(await page.locator('h1').textContent()).toBe(title)
      expect(await page.locator('html').getAttribute('lang')).toBe(language)
      expect(await page.locator('input[name=csat][value="2"]').isChecked()).toBe(true)
      const improve = page.locator('textarea[name=improve]')
      await expect.poll(() => improve.isVisible()).toBe(true) // the follow-up of a low score
      if (javaScriptEnabled) expect(await violations(page)).toEqual([])

      await improve.fill('Answer sooner, please.')
      await page.locator('label:has(input[name=call_back][value=yes])').click()
      await Promise.all([page.waitForLoadState('load'), page.locator('form button').last().click()])
      await expect.poll(() => page.locator('h1').textContent()).toContain(thanks)
      if (javaScriptEnabled) expect(await violations(page)).toEqual([])
      expect(complaints).toEqual([])
      await opened.close()

      const response = await until('the Survey Response', async () => {
        const rows = await world.query<Record<string, unknown>>(
          `SELECT CSAT__c, Comment__c, Language__c, Contact__c, Account__c FROM Survey_Response__c WHERE Case__c = '${caseId}'`,
        )
        return rows[0]
      })
      expect(response).toMatchObject({
        CSAT__c: 2,
        Comment__c: 'Answer sooner, please.',
        Language__c: language,
        Contact__c: customer.contactId,
        Account__c: customer.accountId,
      })
    })
  },
)

describe('the survey page on plain workerd', () => {
  it('transfers at most 10 KB, in English and French', async () => {
    const customer = await world.customer('Weighing')
    await world.closeCase(await world.openCase(customer))
    const link = await world.linkIn((await world.mailTo(customer.email)).id)
    for (const language of ['en', 'fr']) {
      const opened = await browser.newContext({ ...phone, locale: language })
      const page = await opened.newPage()
      const session = await opened.newCDPSession(page)
      await session.send('Network.enable')
      let bytes = 0
      session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
      await page.goto(`${link}?lang=${language}`, { waitUntil: 'networkidle' })
      expect(bytes).toBeGreaterThan(1000)
      expect(bytes).toBeLessThanOrEqual(10_240)
      console.log(`survey page (${language}): ${bytes} bytes with headers`)
      await opened.close()
    }
  })
})
