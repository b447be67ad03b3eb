import type { Locator, Page } from 'playwright-core'
import { textsIn } from '../../standin/lightning/package/translations.ts'
import type { World } from '../../system/world.ts'
import { doctorChecks } from './doctor-checks.ts'
import { customerWithHistory } from './feedback.ts'

/** Where one of the package's components is seen, and the words by which one knows that it has its data. */
export type Place = {
  component: string
  path: string
  words: string | { label: string }
  /** What opens it, when the page alone does not. */
  open?: (page: Page, language: Language) => Promise<void>
  /** What it reads: the calls that can fail or take long. */
  reads: '**/lightning/data/graphql' | '**/apex/**'
}
export type Language = 'en' | 'fr'

/** Every component of the package with data, and the card of a customer whom nobody asked. */
export async function placesOf(world: World): Promise<Place[]> {
  const { contactId, accountId, caseId } = await customerWithHistory(world, 'Sample')
  await world.api('PUT', 'doctor', { checks: doctorChecks })
  const stranger = await world.customer('Nobody Asked')
  const graphql = '**/lightning/data/graphql'
  return [
    {
      component: 'surveyFeedback',
      path: `/lightning/r/Contact/${contactId}/view`,
      words: 'Fast and friendly.',
      reads: graphql,
    },
    {
      component: 'surveyFeedback (empty)',
      path: `/lightning/r/Contact/${stranger.contactId}/view`,
      words: { label: 'Survey_Empty_Title' },
      reads: graphql,
    },
    {
      component: 'surveyAccountSummary',
      path: `/lightning/r/Account/${accountId}/view`,
      words: { label: 'Survey_Response_Rate' },
      reads: graphql,
    },
    {
      component: 'surveySendAction',
      path: `/lightning/r/Case/${caseId}/view`,
      words: { label: 'Survey_Choose_Program' },
      open: (page) => page.locator('button[data-action=surveySendAction]').click(),
      reads: '**/apex/**',
    },
    {
      component: 'surveySetupAssistant',
      path: '/lightning/n/Survey_Setup_Assistant',
      words: { label: 'Survey_Month' },
      reads: '**/apex/**',
    },
    {
      component: 'surveyProgramPicker',
      path: '/lightning/component/surveyProgramPicker?objectApiName=Case',
      words: { label: 'Survey_Choose_Program' },
      reads: '**/apex/**',
    },
  ]
}

/** Opens a page of the org in a language. */
export async function show(page: Page, world: World, { path, open }: Place, language: Language): Promise<void> {
  await page.goto(`${world.org.orgUrl}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
  await open?.(page, language)
}

/** Text of the package's components, not of the pages around them; by the name of its label or as it is. */
export function inComponents(page: Page, words: Place['words'], language: Language = 'en'): Locator {
  const text = typeof words === 'string' ? words : (textsIn(language).labels[words.label] ?? `no label ${words.label}`)
  return page.locator('[data-component]').getByText(text).filter({ visible: true }).first()
}
