import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { contentSecurityPolicy, Layout, type Page } from './layout.tsx'

/** On every answer of the survey's routes, pages or not. A page puts its own policy over this one. */
export const securityHeaders = {
  'Content-Security-Policy': `default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer', // the address is the key to the answers
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=31536000',
} as const

export function sendPage(c: Context, page: Page, status: ContentfulStatusCode = 200) {
  c.header('Content-Security-Policy', contentSecurityPolicy(page))
  c.header('Content-Language', page.language)
  return c.html(html`<!doctype html>${(<Layout page={page} />)}`, status)
}
