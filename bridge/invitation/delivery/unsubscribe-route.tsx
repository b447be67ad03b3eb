import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { httpStatus, tooMany, unknownLink, type Failure, type Result } from '../../core/failures.ts'
import type { Keys } from '../../core/keys.ts'
import { log } from '../../core/log.ts'
import { languages, type Language } from '../../definitions/common.ts'
import { UnsubscribePage, unsubscribeHeaders, type UnsubscribeState } from '../mail/unsubscribe-page.tsx'

/** What the route asks of the org's object. One call each; `unsubscribe` is harmless to repeat. */
export interface UnsubscribeOrg {
  /** Says nothing about the person; `done`: they have unsubscribed already. */
  unsubscribePage(ref: string): Promise<Result<{ language: Language | null; done: boolean }>>
  unsubscribe(ref: string): Promise<Result<null>>
}
export type UnsubscribeDeps = {
  keys: Keys
  org: (orgKey: string) => UnsubscribeOrg
  /** Does this sender use this link too often? */
  isTooOften?: ((headers: Headers, link: string) => Promise<boolean>) | undefined
}

/**
 * The unsubscribe link of a mail, mounted at /u. A GET only shows a button: scanners open every link. A POST acts at once,
 * whoever sends it: the page's form, or a mailbox provider with the body of RFC 8058. The body is not looked at, because
 * the link says it all and no spelling of it may keep a wish from being heard.
 */
export const unsubscribeRoute = ({ keys, org, isTooOften }: UnsubscribeDeps) => {
  /** The object behind a link whose mac is right: a forged one wakes nobody, and is not counted. */
  const openLink = (c: Context) => {
    const { orgKey = '', token = '' } = c.req.param()
    const ref = keys.readLink('unsubscribe', orgKey, token)
    if (ref === null) return null
    return { ref, org: org(orgKey), isTooMuch: async () => (await isTooOften?.(c.req.raw.headers, ref)) === true }
  }

  return new Hono()
    .use(async (c, next) => {
      for (const [name, value] of Object.entries(unsubscribeHeaders)) c.header(name, value)
      await next()
    })
    .get('/:orgKey/:token', async (c) => {
      const link = openLink(c)
      if (!link) return refuse(c, unknownLink.failure)
      if (await link.isTooMuch()) return refuse(c, tooMany.failure)
      const page = await link.org.unsubscribePage(link.ref)
      return page.ok ? show(c, page.value.done ? 'done' : 'ask', page.value.language) : refuse(c, page.failure)
    })
    .post('/:orgKey/:token', async (c) => {
      const link = openLink(c)
      if (!link) return refuse(c, unknownLink.failure)
      if (await link.isTooMuch()) return refuse(c, tooMany.failure)
      const unsubscribed = await link.org.unsubscribe(link.ref)
      return unsubscribed.ok ? show(c, 'done', null) : refuse(c, unsubscribed.failure)
    })
    .all('/:orgKey/:token', (c) => c.text('Method not allowed', 405, { Allow: 'GET, HEAD, POST' }))
    .all('*', (c) => refuse(c, unknownLink.failure))
    .onError((cause, c) => {
      log('error', 'unsubscribe_failed', { org: c.req.param('orgKey') ?? '' }, cause)
      return refuse(c, { code: 'unavailable' })
    })
}

/** Whatever is wrong with a link looks the same, so that nobody learns which people we know. */
function refuse(c: Context, failure: Failure) {
  if (failure.code !== 'unavailable' && failure.code !== 'too_many')
    return show(c, 'unknown', null, httpStatus(unknownLink.failure))
  c.header('Retry-After', '60')
  return show(c, failure.code, null, httpStatus(failure))
}

function show(c: Context, state: UnsubscribeState, recipients: Language | null, status = 200) {
  const language = languageOf(c.req.query('lang')) ?? recipients ?? browsers(c) ?? 'en'
  c.header('Content-Language', language)
  return c.html(
    html`<!doctype html>${(<UnsubscribePage language={language} state={state} />)}`,
    status as ContentfulStatusCode,
  )
}

/** Found in a fixed list: `?lang=constructor` is no language. */
const languageOf = (text: string | undefined): Language | null => languages.find((known) => known === text) ?? null

/** The first of ours that the browser names; browsers name them in the order of liking. */
const browsers = (c: Context): Language | null =>
  (c.req.header('accept-language') ?? '')
    .slice(0, 200)
    .toLowerCase()
    .split(',')
    .map((tag) => languageOf(tag.trim().slice(0, 2)))
    .find((language) => language !== null) ?? null
