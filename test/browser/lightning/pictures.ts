import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { build } from '../../../scripts/run/build.ts'
import { builtComponents } from '../../standin/lightning/components/build.ts'
import { World } from '../../system/world.ts'
import { desktop, openBrowser, phone } from '../browser.ts'
import { openPage } from '../open-page.ts'
import { inComponents, placesOf, show, type Language, type Place } from './places.ts'

/** What a picture is of: the whole page, or one component's own rectangle. */
type Shot = {
  name: string
  place: string
  view?: 'desktop' | 'phone'
  language?: Language
  broken?: true
  of?: string
  height?: number
}

const away = 'The record could not be read.'
const feedback = '[data-component=surveyFeedback]'
const summary = '[data-component=surveyAccountSummary]'
const dialog = 'dialog.screen-action'
/** Those that README.md shows; `--all` takes each component in every state as well. */
const inReadme: Shot[] = [
  { name: 'record', place: 'surveyFeedback' },
  { name: 'answers', place: 'surveyFeedback', of: 'c-survey-answers' },
  { name: 'card-phone', place: 'surveyFeedback', view: 'phone', language: 'fr', of: feedback },
  { name: 'card-empty', place: 'surveyFeedback (empty)', of: feedback },
  { name: 'card-error', place: 'surveyFeedback', broken: true, of: feedback },
  { name: 'account', place: 'surveyAccountSummary', of: summary },
  { name: 'send', place: 'surveySendAction', of: dialog },
  { name: 'setup', place: 'surveySetupAssistant', height: 960 },
  { name: 'picker', place: 'surveyProgramPicker', of: '.alone' },
]

const everything = (places: Place[]): Shot[] =>
  places.flatMap(({ component: place }): Shot[] => {
    const name = place.replace(/\W+/g, '-').replace(/-$/, '')
    return [
      { name: `${name}-desktop`, place },
      { name: `${name}-desktop-fr`, place, language: 'fr' },
      { name: `${name}-phone`, place, view: 'phone' },
      { name: `${name}-error`, place, broken: true },
    ]
  })

const { values: options } = parseArgs({
  options: { all: { type: 'boolean', default: false }, into: { type: 'string', default: '.github/pictures' } },
})

await build()
const [browser] = await Promise.all([openBrowser(), builtComponents()])
const world = await World.start()
try {
  const places = await placesOf(world)
  const folder = options.all && options.into === '.github/pictures' ? '.state/pictures' : options.into
  mkdirSync(folder, { recursive: true })
  for (const shot of options.all ? everything(places) : inReadme) {
    await take(browser, places, shot, join(folder, `${shot.name}.png`))
    console.log(join(folder, `${shot.name}.png`))
  }
} finally {
  await browser.close()
  await world.stop()
}

async function take(browser: Browser, places: Place[], shot: Shot, path: string): Promise<void> {
  const { place: name, view = 'desktop', language = 'en', broken, of, height = 860 } = shot
  const place = places.find(({ component }) => component === name)
  if (!place) throw new Error(`no place is called ${name}`)
  const look =
    view === 'phone' ? { ...phone, deviceScaleFactor: 1.5 } : { ...desktop, viewport: { width: 1180, height } }
  const { page, close } = await openPage(browser, { ...look, timezoneId: 'Europe/Paris' })
  if (broken) await breakReading(page, place)
  await show(page, world, place, language)
  await (
    broken ? page.getByText(away).filter({ visible: true }).first() : inComponents(page, place.words, language)
  ).waitFor()
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(400) // icons come a moment after their component
  if (view === 'phone')
    await page
      .locator(of ?? '[data-component]')
      .first()
      .evaluate((found) => found.scrollIntoView())
  if (of && view === 'desktop') await page.locator(of).first().screenshot({ path })
  else await page.screenshot({ path, fullPage: options.all })
  await close()
}

async function breakReading(page: Page, { reads }: Place): Promise<void> {
  const failed = reads.includes('apex')
    ? { headers: { 'X-Failed': '500' }, json: { message: away } }
    : { json: { data: {}, errors: [{ message: away }] } }
  await page.route(reads, (route) => route.fulfill(failed))
}
