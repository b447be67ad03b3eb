import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { httpStatus, tooMany, unknownLink, type Failure } from '../core/failures.ts'
import type { Keys } from '../core/keys.ts'
import { log } from '../core/log.ts'
import { formOf, groupFields, parseAnswers } from './answers.ts'
import { surveyPage } from './page.tsx'
import type { Brand } from './page/brand.ts'
import { failurePage, thanksPage, unsentPage } from './page/notices.tsx'
import { securityHeaders, sendPage } from './page/send.tsx'
import type { Answered, OpenSurvey, Submission, SurveyOrg } from './port.ts'
import { isFromHere, maxBytes, readLanguage, readPrefill, readSubmission, switchTo } from './request.ts'

export type SurveyDeps = {
  keys: Keys
  org: (orgKey: string) => SurveyOrg
  brand?: Brand | undefined // of a deployment, for orgs that set none
  /** Where the page's "no more surveys" leads; none: the mail has that link. */
  unsubscribeUrl?: ((orgKey: string, ref: string) => string) | undefined
  /** Does this sender use this link too often? */
  isTooOften?: ((headers: Headers, link: string) => Promise<boolean>) | undefined
}

/** What stands around the questions. */
type Frame = { brand: Brand | undefined; unsubscribeUrl: string | undefined }

/** The survey's pages, mounted at /s. A GET or HEAD never records anything: link scanners open every link. */
export const surveyRoute = ({ keys, org, brand, unsubscribeUrl, isTooOften }: SurveyDeps) => {
  /** The object behind a link whose mac is right: a forged one wakes nobody, and is not counted. */
  const openLink = (c: Context) => {
    const { orgKey = '', token = '' } = c.req.param()
    const ref = keys.readLink('answer', orgKey, token)
    if (ref === null) return null
    const isTooMuch = async () => (await isTooOften?.(c.req.raw.headers, ref)) === true
    return { ref, isTooMuch, org: org(orgKey), frame: { brand, unsubscribeUrl: unsubscribeUrl?.(orgKey, ref) } }
  }
  const refuse = (c: Context, failure: Failure) => sendFailure(c, failure, brand)

  return new Hono()
    .use(async (c, next) => {
      for (const [name, value] of Object.entries(securityHeaders)) c.header(name, value)
      await next()
    })
    .post('*', async (c, next) => (isFromHere(c) ? next() : refuse(c, { code: 'malformed', detail: 'cross-site' })))
    .post('*', bodyLimit({ maxSize: maxBytes, onError: (c) => refuse(c, { code: 'too_large', limit: maxBytes }) }))
    .get('/:orgKey/:token', async (c) => {
      const link = openLink(c)
      if (!link) return refuse(c, unknownLink.failure)
      if (await link.isTooMuch()) return refuse(c, tooMany.failure)
      const opened = await link.org.openSurvey(link.ref)
      return opened.ok ? sendSurvey(c, opened.value, link.frame) : refuse(c, opened.failure)
    })
    .post('/:orgKey/:token', async (c) => {
      const link = openLink(c)
      if (!link) return refuse(c, unknownLink.failure)
      const submission = await readSubmission(c)
      if (!submission.ok) return refuse(c, submission.failure)
      const answered = (await link.isTooMuch()) ? tooMany : await link.org.answer(link.ref, submission.value)
      if (!answered.ok) return sendUnsent(c, answered.failure, submission.value, brand)
      if (answered.value.again)
        return sendErrors(c, { ...answered.value, ...answered.value.again }, submission.value, link.frame)
      return c.redirect(`?done&lang=${answered.value.language}`, 303) // reloading what follows sends nothing again
    })
    .post('/:orgKey/:token/seen', async (c) => {
      const link = openLink(c)
      if (!link) return refuse(c, unknownLink.failure)
      if (await link.isTooMuch()) return refuse(c, tooMany.failure)
      const seen = await link.org.seen(link.ref)
      return seen.ok ? c.body(null, 204) : refuse(c, seen.failure)
    })
    .post('/:orgKey/:token/keep', async (c) => {
      const link = openLink(c)
      if (!link) return refuse(c, unknownLink.failure)
      if (await link.isTooMuch()) return refuse(c, tooMany.failure)
      const submission = await readSubmission(c)
      if (!submission.ok) return refuse(c, submission.failure)
      const kept = await link.org.keep(link.ref, submission.value)
      return kept.ok ? c.body(null, 204) : refuse(c, kept.failure)
    })
    .all('/:orgKey/:token', (c) => c.text('Method not allowed', 405, { Allow: 'GET, HEAD, POST' }))
    .all('/:orgKey/:token/:step{seen|keep}', (c) => c.text('Method not allowed', 405, { Allow: 'POST' }))
    .all('*', (c) => refuse(c, unknownLink.failure))
    .onError((cause, c) => {
      log('error', 'survey_failed', { org: c.req.param('orgKey') ?? '' }, cause)
      return refuse(c, { code: 'unavailable' })
    })
}

function sendSurvey(c: Context, opened: OpenSurvey, frame: Frame) {
  const { survey, state, editUntil } = opened
  const language = readLanguage(c, opened.language)
  const shown = { survey, language, editUntil, now: new Date(), ...frame, brand: opened.brand ?? frame.brand }
  if (state === 'completed' && (editUntil === null || c.req.query('done') !== undefined))
    return sendPage(c, thanksPage(shown))
  const prefill = readPrefill(c, survey)
  const { answers } = parseAnswers(survey, prefill, { partial: true })
  const given = formOf({ ...opened.answers, ...answers })
  return sendPage(c, surveyPage({ ...shown, state, given, errors: [], switchTo: switchTo(language, prefill) }))
}

/** The page again, with everything that was filled in, and no way to another language that would lose it. */
function sendErrors(
  c: Context,
  answered: Answered & NonNullable<Answered['again']>,
  submission: Submission,
  frame: Frame,
) {
  const state = answered.editUntil === null ? 'open' : 'completed'
  const shown = { ...answered, state, given: groupFields(submission.fields), now: new Date() } as const
  return sendPage(c, surveyPage({ ...shown, ...frame, brand: answered.brand ?? frame.brand }), 422)
}

/** What was typed must not be lost because we are away: the browser would not restore a page it may not store. */
function sendUnsent(c: Context, failure: Failure, submission: Submission, brand: Brand | undefined) {
  if (failure.code !== 'unavailable' && failure.code !== 'too_many') return sendFailure(c, failure, brand)
  c.header('Retry-After', '60')
  return sendPage(c, unsentPage(submission, failure.code, brand), httpStatus(failure) as ContentfulStatusCode)
}

function sendFailure(c: Context, given: Failure, brand: Brand | undefined) {
  // An org that is no longer connected has no surveys: its links look like any that lead nowhere.
  const failure = given.code === 'unauthorized' || given.code === 'not_found' ? unknownLink.failure : given
  if (failure.code === 'unavailable' || failure.code === 'too_many') c.header('Retry-After', '60')
  const language = readLanguage(c, failure.code === 'link_closed' ? failure.language : null)
  return sendPage(c, failurePage(failure, language, brand), httpStatus(failure) as ContentfulStatusCode)
}
