import { createHash } from 'node:crypto'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Language } from '../../definitions/common.ts'
import { brandCss, type Brand } from './brand.ts'
import script from './page-script.txt'
import scaleStyles from '../question/scales.css'
import questionStyles from '../question/styles.css'
import styles from './styles.css'
import { textsIn } from './texts.ts'

/** One page, whatever it says. */
export type Page = {
  language: Language
  title: string // of the window
  body: Child
  brand?: Brand | undefined
  css?: string | undefined // rules of this page alone
  isScripted?: boolean
  /** May the script keep unfinished answers? */
  isKept?: boolean
  /** Where the other language is, relative to the page; none: no switch. */
  switchTo?: string | undefined
  footer?: Child
}

/** The style sheet without what only its readers need. */
const shared = (styles + questionStyles + scaleStyles).replace(/\/\*[^]*?\*\//g, '').replace(/\s*\n\s*/g, '')
const pageScript = script.replace(/^\s*\/\/.*$/gm, '').replace(/\n\s*/g, '\n')

const ownCss = (page: Page): string => brandCss(page.brand?.color) + (page.css ?? '')
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const sharedHash = hashOf(shared)
const scriptHash = hashOf(pageScript)

/** Only what this page carries may run or style it: no host, no inline attribute, no frame around it. */
export function contentSecurityPolicy(page: Page): string {
  const own = ownCss(page)
  return [
    `default-src 'none'`,
    `style-src ${sharedHash}${own === '' ? '' : ` ${hashOf(own)}`}`,
    ...(page.isScripted ? [`script-src ${scriptHash}`, `connect-src 'self'`] : []),
    `img-src data:`, // the empty icon that saves a request
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

export function Layout({ page }: { page: Page }) {
  const other: Language = page.language === 'en' ? 'fr' : 'en'
  const own = ownCss(page)
  return (
    <html lang={page.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{page.title}</title>
        <link rel="icon" href="data:," />
        <style>{raw(shared)}</style>
        {own === '' ? null : <style>{raw(own)}</style>}
      </head>
      <body data-keep={page.isKept ? 'yes' : undefined}>
        <header>
          <span class="brand">{page.brand?.name}</span>
          {page.switchTo === undefined ? null : (
            <a href={page.switchTo} hreflang={other} lang={other}>
              {textsIn(other).name}
            </a>
          )}
        </header>
        <main>{page.body}</main>
        {page.footer ? <footer>{page.footer}</footer> : null}
        {page.isScripted ? <script>{raw(pageScript)}</script> : null}
      </body>
    </html>
  )
}
