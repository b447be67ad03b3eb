import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../scripts/run/ports.ts'
import { builtComponents } from '../../standin/lightning/components/build.ts'
import { textsIn } from '../../standin/lightning/package/translations.ts'
import { World, type Customer } from '../../system/world.ts'
import { desktop, openBrowser } from '../browser.ts'
import { openPage } from '../open-page.ts'

let world: World
let browser: Browser
beforeAll(async () => {
  ;[browser] = await Promise.all([openBrowser(), builtComponents()])
  world = await World.start() // last: a build that holds up this process would outlast its kept connections
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

/** An agent on a record of a new customer, and the card there. */
async function anAgentOn(object: 'Case' | 'Contact' | 'Account', name: string) {
  const customer = await world.customer(name)
  const caseId = await world.openCase(customer)
  const opened = await openPage(browser, { ...desktop, permissions: ['clipboard-read', 'clipboard-write'] })
  opened.page.setDefaultTimeout(30_000)
  const goTo = async (kind: string, id: string): Promise<Locator> => {
    await opened.page.goto(`${world.org.orgUrl}/lightning/r/${kind}/${id}/view`)
    return opened.page.locator('[data-component=surveyFeedback]')
  }
  const ids = { Case: caseId, Contact: customer.contactId, Account: customer.accountId }
  return { ...opened, customer, caseId, card: await goTo(object, ids[object]), goTo }
}

const { labels } = textsIn('en')
/** A text of the package by the name of its label. */
const say = (label: string): string => labels[label] ?? `no label ${label}`
const button = (within: Locator, name: string): Locator => within.getByRole('button', { name, exact: true })

async function choose(card: Locator, page: Page, item: string): Promise<void> {
  await button(card, say('Survey_More_Actions')).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Answers as whoever holds the page, in five stars. */
async function answerIn(survey: Page, comment: string): Promise<void> {
  survey.setDefaultTimeout(30_000)
  await survey.locator('label:has(input[name=csat][value="5"])').click()
  await survey.locator('textarea[name=comment]').fill(comment)
  await survey.locator('form button').last().click()
  await survey.getByRole('heading', { name: 'Thank you!' }).waitFor()
}

const responseOf = ({ contactId }: Customer) =>
  until('the Survey Response', async () => {
    const fields = 'CSAT__c, Comment__c, Via_Agent__c, Invitation__r.Status__c'
    const soql = `SELECT ${fields} FROM Survey_Response__c WHERE Contact__c = '${contactId}'`
    return (await world.query<Record<string, unknown>>(soql))[0]
  })
const invitationOf = ({ contactId }: Customer, status: string) =>
  until(`an invitation that is ${status}`, async () => {
    const soql = `SELECT Id, Status__c FROM Survey_Invitation__c WHERE Contact__c = '${contactId}' AND Status__c = '${status}'`
    return (await world.query(soql))[0]
  })

/** The page that a press opened beside the record. */
const nextPage = (context: BrowserContext): Promise<Page> => context.waitForEvent('page', { timeout: 30_000 })

describe('an agent', () => {
  it('sends a survey now, sends it again, hands over its link, and cancels it', async () => {
    const { page, card, customer, troubles, close } = await anAgentOn('Case', 'Sent Now')
    await button(card, say('Survey_Send_Survey')).click()
    await card.getByText('Case closed').click()
    await button(card, say('Survey_Send_Now')).click()
    await page.getByText(say('Survey_Sent_Title')).waitFor()
    await world.mailTo(customer.email)
    await invitationOf(customer, 'Sent')
    await card.getByText(say('Survey_Means_Sent')).waitFor()

    await button(card, say('Survey_Resend')).click()
    await until('the second mail', async () => (await world.mails(customer.email)).length === 2)

    await button(card, say('Survey_Copy_Link')).click()
    await page.getByText(say('Survey_Link_Copied')).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    const mailed = await world.linkIn((await world.mailTo(customer.email)).id)
    expect(copied).not.toBe(mailed) // a link of its own, so that it is known who gave it out
    expect((await fetch(copied)).status).toBe(200)

    await button(card, say('Survey_Cancel_Short')).click()
    await button(card.getByRole('group'), say('Survey_Cancel_Invitation')).click()
    await invitationOf(customer, 'Cancelled')
    await card.getByText(say('Survey_Status_Cancelled')).first().waitFor()
    expect(troubles).toEqual([])
    await close()
  })

  it('fills it in with the customer on the phone, and the answer is marked as such', async () => {
    const { page, card, customer, troubles, close } = await anAgentOn('Case', 'On The Phone')
    await choose(card, page, say('Survey_Interview'))
    const [survey] = await Promise.all([nextPage(page.context()), button(card, say('Survey_Interview_Start')).click()])
    await answerIn(survey, 'By phone.')
    expect(await responseOf(customer)).toMatchObject({ CSAT__c: 5, Comment__c: 'By phone.', Via_Agent__c: true })
    await page.bringToFront()
    await choose(card, page, say('Survey_Refresh'))
    await card.getByText(say('Survey_Mark_Via_Agent')).first().waitFor()
    expect(troubles).toEqual([])
    await close()
  })

  it('says that a contact gets no more surveys, and the next one is refused with the reason', async () => {
    const { page, card, customer, caseId, goTo, troubles, close } = await anAgentOn('Contact', 'No More')
    await choose(card, page, say('Survey_Do_Not_Survey'))
    await button(card, say('Survey_Do_Not_Survey')).click()
    await page.getByText(say('Survey_Do_Not_Survey_Done').replace('{0}', '')).first().waitFor()
    const [contact] = await world.query(`SELECT Do_Not_Survey__c FROM Contact WHERE Id = '${customer.contactId}'`)
    expect(contact).toEqual({ Do_Not_Survey__c: true })
    await card.getByText(say('Survey_Reason_do_not_survey')).first().waitFor()

    const onCase = await goTo('Case', caseId)
    await button(onCase, say('Survey_Send_Survey')).click()
    await button(onCase, say('Survey_Send_Now')).click()
    await onCase.getByText(say('Survey_Not_Sent_Title')).waitFor()
    expect(await world.mails(customer.email)).toEqual([])
    expect(troubles).toEqual([])
    await close()
  })

  it('opens the quick action, sends from its dialog, and the dialog closes', async () => {
    const { page, customer, troubles, close } = await anAgentOn('Case', 'Quick Action')
    await page.locator('button[data-action=surveySendAction]').click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('input[type=radio]:focus').waitFor() // on the choice, not on the way out
    await button(dialog, say('Survey_Send_Now')).click()
    await world.mailTo(customer.email)
    await dialog.waitFor({ state: 'hidden' })
    expect(troubles).toEqual([])
    await close()
  })
})

describe('the whole road', () => {
  it('goes from the closed case over the mail to the cards of Case, Contact and Account', async () => {
    const { page, card, customer, caseId, goTo, troubles, close } = await anAgentOn('Case', 'Whole Road')
    await card.getByText(say('Survey_Empty_Title')).first().waitFor()
    await page.getByRole('button', { name: 'Close Case' }).click()
    const mail = await world.mailTo(customer.email)

    const survey = await page.context().newPage()
    await survey.goto(await world.linkIn(mail.id))
    await answerIn(survey, 'Quick and friendly.')
    expect(await responseOf(customer)).toMatchObject({ CSAT__c: 5, Via_Agent__c: false })

    await page.bringToFront()
    const places = { Case: caseId, Contact: customer.contactId, Account: customer.accountId }
    for (const [object, id] of Object.entries(places)) {
      const there = await goTo(object, id)
      await there.getByText('Quick and friendly.').first().waitFor()
      await there.getByText(say('Survey_Status_Completed')).first().waitFor()
    }
    await page
      .locator('[data-component=surveyAccountSummary]')
      .getByText(say('Survey_Response_Rate_Details').replace('{0}', '1').replace('{1}', '1'))
      .waitFor()
    expect(troubles).toEqual([])
    await close()
  })

  it('shows the new answer when the card is refreshed', async () => {
    const { page, card, customer, caseId, troubles, close } = await anAgentOn('Case', 'Refreshed')
    await world.closeCase(caseId)
    const link = await world.linkIn((await world.mailTo(customer.email)).id)
    await world.post(link, { csat: '2', improve: 'Sooner, please.', call_back: 'no' })
    await responseOf(customer)
    await choose(card, page, say('Survey_Refresh'))
    await card.getByText('Sooner, please.').first().waitFor()
    expect(troubles).toEqual([])
    await close()
  })
})
