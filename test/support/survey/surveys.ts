import { survey as schema, type Survey } from '../../../bridge/definitions/survey.ts'
import type { z } from 'zod'

type Given = z.input<typeof schema>

/** A survey as its schema gives it: one required score and a comment, with what a test changes. */
export const aSurvey = (changes: Partial<Given> = {}): Survey =>
  schema.parse({
    survey: 'case-csat',
    title: { en: 'How did we do?', fr: 'Comment avons-nous fait ?' },
    questions: [
      {
        id: 'csat',
        type: 'rating',
        style: 'smiley',
        metric: 'csat',
        required: true,
        title: { en: 'Are you satisfied?', fr: 'Êtes-vous satisfait ?' },
      },
      { id: 'comment', type: 'comment', title: { en: 'What should we know?', fr: 'Que devrions-nous savoir ?' } },
    ],
    ...changes,
  } satisfies Given)

const text = (en: string, fr: string) => ({ en, fr })

/** Every type of question, and questions that appear because of others. */
export const everyQuestion = (changes: Partial<Given> = {}): Survey =>
  aSurvey({
    survey: 'every-question',
    intro: text(
      'Your case 00001042 is closed. Tell us how it went: it takes a minute.',
      'Votre demande 00001042 est close. Dites-nous comment cela s’est passé : une minute suffit.',
    ),
    questions: [
      {
        id: 'nps',
        type: 'nps',
        required: true,
        title: text(
          'How likely are you to recommend us to a friend or colleague?',
          'Recommanderiez-vous notre entreprise à un proche ?',
        ),
      },
      {
        id: 'why',
        type: 'comment',
        required: true,
        maxLength: 2000,
        showIf: [{ question: 'nps', atMost: 6 }],
        title: text('What went wrong?', 'Que s’est-il passé ?'),
      },
      {
        id: 'csat',
        type: 'rating',
        style: 'smiley',
        metric: 'csat',
        notApplicable: true,
        title: text(
          'How satisfied are you with the resolution of your case?',
          'La résolution de votre demande est-elle satisfaisante ?',
        ),
      },
      {
        id: 'stars',
        type: 'rating',
        style: 'star',
        title: text('How was the person who helped you?', 'Comment évaluez-vous la personne qui vous a aidé ?'),
      },
      {
        id: 'ces',
        type: 'ces',
        title: text('How easy was it to get your issue solved?', 'A-t-il été facile de faire traiter votre demande ?'),
      },
      {
        id: 'topics',
        type: 'multiple',
        max: 2,
        title: text('What should we improve?', 'Que devrions-nous améliorer ?'),
        options: [
          { value: 'price', text: text('Price', 'Prix') },
          { value: 'delivery', text: text('Delivery', 'Livraison') },
          { value: 'support', text: text('Support', 'Assistance') },
        ],
      },
      {
        id: 'channel',
        type: 'single',
        title: text('How do you prefer to be reached?', 'Comment préférez-vous être contacté ?'),
        options: [
          { value: 'email', text: 'E-mail' },
          { value: 'phone', text: text('Phone', 'Téléphone') },
          { value: 'chat', text: 'Chat' },
        ],
      },
      {
        id: 'number_to_call',
        type: 'text',
        input: 'phone',
        showIf: [{ question: 'channel', is: 'phone' }],
        title: text('On which number?', 'À quel numéro ?'),
      },
      {
        id: 'aspects',
        type: 'matrix',
        required: true,
        low: text('Poor', 'Faible'),
        high: text('Excellent', 'Excellent'),
        title: text('Rate each aspect', 'Notez chaque aspect'),
        rows: [
          { value: 'speed', text: text('Speed', 'Rapidité') },
          { value: 'quality', text: text('Quality', 'Qualité') },
        ],
      },
      { id: 'mail', type: 'text', input: 'email', title: text('Your e-mail address', 'Votre adresse e-mail') },
      {
        id: 'quantity',
        type: 'text',
        input: 'number',
        min: 1,
        max: 5,
        title: text('How many licences do you use?', 'Combien de licences utilisez-vous ?'),
      },
      {
        id: 'renewal',
        type: 'text',
        input: 'date',
        title: text('When does your contract end?', 'Quand votre contrat se termine-t-il ?'),
      },
      { id: 'role', type: 'text', title: text('Your role', 'Votre fonction') },
    ],
    thanks: {
      title: text('Thank you!', 'Merci !'),
      text: text(
        'Your answers go straight to the team that handled your case.',
        'Vos réponses vont directement à l’équipe qui a traité votre demande.',
      ),
      next: { label: text('Visit our help centre', 'Voir notre centre d’aide'), url: 'https://help.example.com/' },
    },
    ...changes,
  })

export type Payload = Record<string, unknown>

/** A form as a browser would send it; an object is a matrix (`aspects.speed`). */
export function aForm(payload: Payload): Map<string, string[]> {
  const form = new Map<string, string[]>()
  for (const [name, value] of Object.entries(payload)) {
    if (Array.isArray(value)) form.set(name, value.map(String))
    else if (typeof value === 'object' && value !== null)
      for (const [row, cell] of Object.entries(value)) form.set(`${name}.${row}`, [String(cell)])
    else form.set(name, [String(value)])
  }
  return form
}

/** The same as fields in order, as they reach the org's object. */
export const fieldsOf = (payload: Payload): [string, string][] =>
  [...aForm(payload)].flatMap(([name, values]) => values.map((value): [string, string] => [name, value]))
