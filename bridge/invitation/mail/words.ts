import type { Language } from '../../definitions/common.ts'

/** What the mail says by itself. Texts with merge fields are Liquid, as an admin would write them. */
const en = {
  subject: 'How did we do?',
  heading: 'How did we do?',
  body: `Hello{% if recipient.name %} {{ recipient.name }}{% endif %},

you were recently in touch with us. Would you tell us how it went?`,
  signature: 'Thank you, {{ brand.name }}',
  reminder: 'Reminder',
  reminderSubject: (subject: string) => `Reminder: ${subject}`,
  answer: (minutes: number) => `Answer (${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`,
  choose: 'Choose an answer: you can still change it on the next page.',
  why: (brand: string) => `You receive this mail after a recent contact with ${brand}.`,
  personal: 'Its links are yours alone: please do not pass them on.',
  controller: (controller: string) => `Responsible for your data: ${controller}`,
  unsubscribe: 'No more surveys, please',
}

const fr: typeof en = {
  subject: 'Votre avis nous intéresse',
  heading: 'Votre avis nous intéresse',
  body: `Bonjour{% if recipient.name %} {{ recipient.name }}{% endif %},

vous avez récemment été en contact avec nous. Nous diriez-vous comment cela s’est passé\u00a0?`,
  signature: 'Merci, {{ brand.name }}',
  reminder: 'Rappel',
  reminderSubject: (subject) => `Rappel\u00a0: ${subject}`,
  answer: (minutes) => `Répondre (${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`,
  choose: 'Choisissez une réponse\u00a0: vous pourrez encore la modifier à la page suivante.',
  why: (brand) => `Vous recevez ce message après un contact récent avec ${brand}.`,
  personal: 'Ses liens vous sont personnels\u00a0: merci de ne pas les transmettre.',
  controller: (controller) => `Responsable de vos données\u00a0: ${controller}`,
  unsubscribe: 'Ne plus recevoir d’enquêtes',
}

export type Words = typeof en
const all: Record<Language, Words> = { en, fr }
export const wordsIn = (language: Language): Words => all[language]
