import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { standardHeaders } from '../../core/headers.ts'
import { contentSecurityPolicy, Layout, type Page } from './layout.tsx'

/** On every answer of the survey's routes, pages or not. A page puts its own policy over this one. */
export const securityHeaders = { ...standardHeaders, 'X-Robots-Tag': 'noindex' } as const

/** With a policy that allows exactly this page's styles and script. */
export function sendPage(c: Context, page: Page, status: ContentfulStatusCode = 200) {
  c.header('Content-Security-Policy', contentSecurityPolicy(page))
  c.header('Content-Language', page.language)
  return c.html(html`<!doctype html>${(<Layout page={page} />)}`, status)
}
