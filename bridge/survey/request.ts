import type { Context } from 'hono'
import { fail, ok, type Result } from '../core/failures.ts'
import { languages, type Language } from '../definitions/common.ts'
import type { Survey } from '../definitions/survey.ts'
import { groupFields } from './answers.ts'
import { trapName, type Submission } from './port.ts'
import { fieldNames } from './read-answer.ts'

/** Far more than the longest survey can hold, and little enough to read at once. */
export const maxBytes = 256 * 1024
const maxFields = 2000
const formTypes = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i

/** Found in a fixed list: `?lang=constructor` is no language. */
const languageOf = (text: string | null | undefined): Language | null =>
  languages.find((language) => language === text?.toLowerCase()) ?? null

/** The language asked for in the address, else the recipient's, else the first that the browser would like. */
export function readLanguage(c: Context, recipients: string | null): Language {
  return (
    languageOf(c.req.query('lang')) ??
    languageOf(recipients) ??
    preferred(c.req.header('accept-language') ?? '') ??
    'en'
  )
}

function preferred(header: string): Language | null {
  const wanted = header
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const quality = parameters.map((text) => /^\s*q=([\d.]{1,5})$/.exec(text)?.[1]).find((text) => text !== undefined)
      return { language: languageOf(tag.slice(0, 2)), quality: Number(quality ?? 1) }
    })
    .filter(({ language, quality }) => language !== null && quality > 0)
  return wanted.sort((a, b) => b.quality - a.quality)[0]?.language ?? null
}

/** The address preselects (`?csat=4`, as in a mail). Names that are no question of this survey are nobody's business. */
export function readPrefill(c: Context, survey: Survey): Map<string, string[]> {
  const known = new Set(survey.questions.flatMap(fieldNames))
  return groupFields([...new URL(c.req.url).searchParams].filter(([name]) => known.has(name)))
}

/** The same page in the other language, with what the address preselected. */
export function switchTo(language: Language, prefill: ReadonlyMap<string, string[]> = new Map()): string {
  const pairs = [...prefill].flatMap(([name, values]) => values.map((value) => [name, value]))
  return `?${new URLSearchParams([...pairs, ['lang', language === 'en' ? 'fr' : 'en']])}`
}

/**
 * False when another site sent this. The link itself is the credential, so this only keeps strange pages from playing with it.
 * Our own form sends `Origin: null`, because its page asks for no referrer (Fetch standard, "append a request Origin header").
 */
export function isFromHere(c: Context): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = c.req.header('origin')
  return (
    origin === undefined || origin === 'null' || hostOf(origin) === (c.req.header('host') ?? new URL(c.req.url).host)
  )
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)

/** The form as it was sent. Names beginning with `_` are the page's own and go no further. */
export async function readSubmission(c: Context): Promise<Result<Submission>> {
  const type = c.req.header('content-type') ?? ''
  if (!formTypes.test(type)) return fail({ code: 'unsupported_media_type', detail: 'a form' })
  const sent = await c.req.formData().catch(() => null)
  if (sent === null) return fail({ code: 'malformed', detail: 'not a form' })
  const fields: [string, string][] = []
  for (const [name, value] of sent) {
    if (typeof value !== 'string') return fail({ code: 'malformed', detail: 'a file' })
    fields.push([name, value])
  }
  if (fields.length > maxFields) return fail({ code: 'too_large', limit: maxFields })
  const own = new Map(fields.filter(([name]) => name.startsWith('_')))
  return ok({
    fields: fields.filter(([name]) => !name.startsWith('_')),
    language: languageOf(own.get('_language')) ?? readLanguage(c, null),
    seconds: readSeconds(own.get('_seconds')),
    isBot: (own.get(trapName) ?? '') !== '',
  })
}

/** At most a day: whoever leaves a page open does not answer for a week. */
const readSeconds = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 86_400 ? Number(text) : null
