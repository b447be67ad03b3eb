import type { Language } from '../../definitions/common.ts'
import { en, type Texts } from './texts-en.ts'
import { fr } from './texts-fr.ts'

const all: Record<Language, Texts> = { en, fr }

export const textsIn = (language: Language): Texts => all[language]

/** How long from now until then, rounded down, in words. */
export function timeLeft(texts: Texts, until: Date, now: Date): string {
  const minutes = Math.max(1, Math.floor((until.getTime() - now.getTime()) / 60_000))
  if (minutes < 120) return texts.left.minutes(minutes)
  return minutes < 48 * 60 ? texts.left.hours(Math.floor(minutes / 60)) : texts.left.days(Math.floor(minutes / 1440))
}

/** A day as people write it. In UTC: the page does not know where its reader is. */
export const dayIn = (language: Language, at: Date): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(at)
