import type { Child } from 'hono/jsx'
import type { Failure } from '../../core/failures.ts'
import { textIn, type Language } from '../../definitions/common.ts'
import type { Survey } from '../../definitions/survey.ts'
import { trapName, type Submission } from '../port.ts'
import { Badge, type Icon } from './badge.tsx'
import type { Brand } from './brand.ts'
import type { Page } from './layout.tsx'
import { dayIn, textsIn, timeLeft } from './texts.ts'

type Notice = { language: Language; icon: Icon; title: string; text: string; more?: Child; brand?: Brand | undefined }

const noticePage = ({ language, icon, title, text, more, brand }: Notice): Page => ({
  language,
  title,
  brand,
  switchTo: `?lang=${language === 'en' ? 'fr' : 'en'}`,
  body: (
    <section class="notice">
      <Badge icon={icon} />
      <h1>{title}</h1>
      {text === '' ? null : <p>{text}</p>}
      {more}
    </section>
  ),
})

/** `editUntil` null: the answers stay as they are. The next step is a link the customer follows, never a redirect. */
export function thanksPage(given: {
  survey: Survey
  language: Language
  editUntil: Date | null
  now: Date
  brand?: Brand | undefined
}): Page {
  const { survey, language, editUntil, now, brand } = given
  const texts = textsIn(language)
  const { title, text, next } = survey.thanks ?? { title: texts.thanks.title, text: texts.thanks.text }
  const page = noticePage({
    language,
    brand,
    icon: 'done',
    title: textIn(title, language),
    text: text === undefined ? '' : textIn(text, language),
    more: (
      <>
        {next === undefined ? null : (
          <p>
            <a class="button" href={next.url} rel="noopener noreferrer">
              {textIn(next.label, language)}
            </a>
          </p>
        )}
        {editUntil === null ? null : (
          <p class="aside">
            <a href={`?lang=${language}`}>{texts.change}</a> {texts.changeFor(timeLeft(texts, editUntil, now))}
          </p>
        )}
      </>
    ),
  })
  return { ...page, switchTo: `?done&lang=${language === 'en' ? 'fr' : 'en'}` }
}

/** The answers could not be stored just now. They are in this page, so that sending them again is one press. */
export function unsentPage(
  { fields, language, seconds, isBot }: Submission,
  why: 'unavailable' | 'too_many',
  brand?: Brand,
): Page {
  const texts = textsIn(language)
  const own = [
    ['_language', language],
    ['_seconds', String(seconds ?? '')],
    [trapName, isBot ? 'x' : ''],
  ] as const
  const page = noticePage({
    language,
    brand,
    icon: 'pause',
    title: why === 'too_many' ? texts.tooMany.title : texts.unavailable.title,
    text: texts.unavailable.unsent,
    more: (
      <form method="post">
        {[...fields, ...own].map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button>{texts.sendAgain}</button>
      </form>
    ),
  })
  return { ...page, switchTo: undefined }
}

/**
 * The page for what cannot be shown. Unknown, revoked, erased and forged links look the same to the last byte;
 * what is not about the link at all says only that it did not work.
 */
export function failurePage(failure: Failure, language: Language, brand?: Brand): Page {
  const texts = textsIn(language)
  if (failure.code !== 'link_closed') {
    const isTheirs = failure.code === 'malformed' || failure.code === 'too_large'
    const isRefused = isTheirs || failure.code === 'unsupported_media_type'
    const busy = failure.code === 'too_many' ? texts.tooMany : texts.unavailable
    const { title, text } = isRefused ? texts.refused : busy
    return noticePage({ language, brand, icon: 'pause', title, text })
  }
  switch (failure.state) {
    case 'unknown':
      return noticePage({ language, brand, icon: 'search', ...texts.unknown })
    case 'expired':
      return noticePage({ language, brand, icon: 'clock', ...texts.expired })
    case 'answered': {
      const { title, on, text } = texts.answered
      const day = failure.answeredAt && dayIn(language, failure.answeredAt)
      return noticePage({ language, brand, icon: 'done', title, text: day === null ? text : on(day) })
    }
  }
}
