import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import sparticuz from '@sparticuz/chromium'
import type { Figures } from './figures.ts'
import { onAllCores } from './pinned.ts'
import { install } from '../peers/install.ts'

type Report = { categories: Record<string, { score: number | null }> }

/** The scores of a page on a phone, or null where Lighthouse or a browser cannot be had. */
export async function lighthouse(url: string, out: string, say: (line: string) => void): Promise<Figures | null> {
  try {
    const folder = install({ name: 'lighthouse', dependencies: { lighthouse: '13.5.0' } }, say)
    const chrome = process.env['CHROME_PATH'] ?? (await sparticuz.executablePath())
    const file = `${out}/report.json`
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'].join(' ')
    const [program = '', ...command] = onAllCores([
      process.execPath,
      `${folder}/node_modules/lighthouse/cli/index.js`,
      url,
      '--form-factor=mobile',
      '--only-categories=performance,accessibility,best-practices',
      '--quiet',
      `--chrome-flags=${flags}`,
      '--output=json',
      `--output-path=${file}`,
    ])
    await promisify(execFile)(program, command, { env: { ...process.env, CHROME_PATH: chrome }, timeout: 120_000 })
    const { categories } = JSON.parse(readFileSync(file, 'utf8')) as Report
    return Object.fromEntries(
      Object.entries(categories).map(([name, { score }]) => [`Lighthouse ${name}`, (score ?? Number.NaN) * 100]),
    )
  } catch (cause) {
    say(`Lighthouse did not run: ${cause instanceof Error ? cause.message.slice(0, 300) : String(cause)}`)
    return null
  }
}
