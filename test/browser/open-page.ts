import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** A page in a context of its own, and everything it complained about: blocked by its policy, thrown by its script. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('console', (message) => {
    // A page with another status than 200 is a page all the same.
    if (message.type() === 'error' && !message.text().includes('the server responded with a status of'))
      troubles.push(message.text())
  })
  return { page, troubles, close: () => context.close() }
}

type Filled = { language: 'en' | 'fr' }

/** Answers every question of `everyQuestion()` as a customer would, and sends the form. */
export async function answerEverything(page: Page, { language }: Filled): Promise<void> {
  const labels =
    language === 'en'
      ? {
          wrong: 'What went wrong?',
          price: 'Price',
          support: 'Support',
          phone: 'Phone',
          number: 'On which number?',
          mail: 'Your e-mail address',
          licences: 'How many licences do you use?',
          end: 'When does your contract end?',
          role: 'Your role',
          send: 'Send',
        }
      : {
          wrong: 'Que s’est-il passé',
          price: 'Prix',
          support: 'Assistance',
          phone: 'Téléphone',
          number: 'À quel numéro',
          mail: 'Votre adresse e-mail',
          licences: 'Combien de licences',
          end: 'Quand votre contrat',
          role: 'Votre fonction',
          send: 'Envoyer',
        }
  await page.check('#nps-4')
  await page.getByLabel(labels.wrong).fill('Slow.\nVery slow: é')
  await page.check('#csat-na')
  await page.check('#stars-3')
  await page.check('#ces-6')
  await page.getByLabel(labels.price, { exact: true }).check()
  await page.getByLabel(labels.support, { exact: true }).check()
  await page.getByLabel(labels.phone, { exact: true }).check()
  await page.getByLabel(labels.number).fill('06 12 34 56 78')
  await page.check('#aspects-speed-1')
  await page.check('#aspects-quality-5')
  await page.getByLabel(labels.mail).fill('zoe@example.com')
  await page.getByLabel(labels.licences).fill('3')
  await page.getByLabel(labels.end).fill('2027-12-31')
  await page.getByLabel(labels.role).fill('CFO')
  await page.getByRole('button', { name: labels.send }).click()
}

/** What the bridge makes of it. */
export const everythingAnswered = {
  nps: 4,
  why: 'Slow.\nVery slow: é',
  csat: null,
  stars: 3,
  ces: 6,
  topics: ['price', 'support'],
  channel: 'phone',
  number_to_call: '06 12 34 56 78',
  aspects: { speed: 1, quality: 5 },
  mail: 'zoe@example.com',
  quantity: 3,
  renewal: '2027-12-31',
  role: 'CFO',
}
