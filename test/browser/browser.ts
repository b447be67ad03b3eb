import sparticuz from '@sparticuz/chromium'
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core'

/** Meant for a cloud function: one process falls with its first closed page, and the rest hides what a customer's browser would refuse. */
const notForTests = ['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content']

/** A real Chromium: the one that is named, else the one that came with npm, which is unpacked by whoever asks first. */
export const browserPath = async (): Promise<string> => process.env.CHROME_PATH ?? (await sparticuz.executablePath())

export const openBrowser = async (): Promise<Browser> =>
  chromium.launch({
    executablePath: await browserPath(),
    timeout: 90_000, // a busy machine takes its time
    args: sparticuz.args.filter((flag) => !notForTests.includes(flag)),
  })

export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }
