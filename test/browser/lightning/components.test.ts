import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageComponents } from '../../standin/lightning/components/sources.ts'
import { builtComponents } from '../../standin/lightning/components/build.ts'
import { textsIn } from '../../standin/lightning/package/translations.ts'
import { World } from '../../system/world.ts'
import { desktop, openBrowser, phone } from '../browser.ts'
import { openPage } from '../open-page.ts'
import { violations } from './axe.ts'
import { inComponents, placesOf, show, type Place } from './places.ts'

const { labels } = textsIn('en')
const again = new RegExp(`^(${labels['Survey_Try_Again']}|${labels['Survey_Refresh']})$`)
const limitMs = 30_000 // what is not there by then will not come, on a busy machine either

let world: World
let browser: Browser
let places: Place[]
beforeAll(async () => {
  ;[browser] = await Promise.all([openBrowser(), builtComponents()])
  world = await World.start() // last: a build that holds up this process would outlast its kept connections
  places = await placesOf(world)
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

const names = [
  'surveyFeedback',
  'surveyFeedback (empty)',
  'surveyAccountSummary',
  'surveySendAction',
  'surveySetupAssistant',
  'surveyProgramPicker',
]
const place = (name: string): Place => places.find(({ component }) => component === name)!
const main = names.filter((name) => !name.includes('('))

it('every component that an admin can place is seen here', () => {
  const exposed = packageComponents().filter(({ isExposed }) => isExposed)
  expect(main.toSorted()).toEqual(exposed.map(({ name }) => name).toSorted())
})

describe.each([
  { view: 'desktop', look: desktop, language: 'en' },
  { view: 'phone', look: phone, language: 'fr' },
] as const)('on the $view, in $language,', ({ look, language }) => {
  it.each(names)('%s shows its data, axe finds nothing, nothing complains', async (name) => {
    const { page, troubles, close } = await openPage(browser, { ...look, timezoneId: 'Europe/Paris' })
    page.setDefaultTimeout(limitMs)
    await show(page, world, place(name), language)
    await inComponents(page, place(name).words, language).waitFor()
    expect(await page.getAttribute('html', 'lang')).toBe(language)
    expect(await violations(page)).toEqual([])
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    expect(widths[0]).toBeLessThanOrEqual(widths[1]!)
    expect(troubles).toEqual([])
    await close()
  })
})

describe.each(main)('%s', (name) => {
  it('says that it loads, then what went wrong, and finds its data when asked again', async () => {
    const { page, troubles, close } = await openPage(browser, desktop)
    page.setDefaultTimeout(limitMs)
    const { reads, words } = place(name)
    let release = (): void => {}
    const held = new Promise<void>((done) => (release = done))
    let isBroken = true
    await page.route(reads, async (route) => {
      await held
      if (!isBroken) return route.continue()
      const errors = [{ message: 'The org is away.' }]
      const isApex = route.request().url().includes('/apex/')
      await route.fulfill(
        isApex
          ? { status: 200, headers: { 'X-Failed': '500' }, json: { message: 'The org is away.' } }
          : { status: 200, json: { data: {}, errors } },
      )
    })
    await show(page, world, place(name), 'en')
    await page.getByText(labels['Survey_Loading']!, { exact: true }).first().waitFor({ state: 'attached' })
    expect(await violations(page)).toEqual([])
    release()
    await inComponents(page, 'The org is away.').waitFor()
    expect(await violations(page)).toEqual([])
    isBroken = false
    await page.getByRole('button', { name: again }).first().click()
    await inComponents(page, words).waitFor()
    expect(troubles).toEqual([])
    await close()
  })
})
