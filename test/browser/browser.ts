import sparticuz from '@sparticuz/chromium'
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core'

/** Meant for a cloud function: one process falls with its first closed page, and the rest hides what a customer's browser would refuse. */
const notForTests = ['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content']

/** A real Chromium: the one that is named or installed, else the one that came with npm. */
export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROME_PATH ?? (await sparticuz.executablePath()),
    args: sparticuz.args.filter((flag) => !notForTests.includes(flag)),
  })

export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }
