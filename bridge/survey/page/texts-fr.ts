import type { Texts } from './texts-en.ts'

const words = ['aucune', 'une', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix']
const inWords = (count: number): string => words[count] ?? String(count)
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const grouped = (count: number): string => new Intl.NumberFormat('fr').format(count)

/** No-break spaces before double punctuation: a line must not begin with it. */
export const fr: Texts = {
  name: 'Français',
  send: 'Envoyer',
  sendChanges: 'Envoyer les modifications',
  sendAgain: 'Renvoyer',
  starred: 'Les questions marquées d’un * attendent une réponse.',
  required: 'obligatoire',
  questions: (least, most) => (least === most ? `${most} questions` : `${least} à ${most} questions`),
  kept: 'Vos réponses sont gardées\u00a0: vous pouvez vous arrêter et revenir. Elles comptent une fois envoyées.',
  resumed: 'Bon retour. Ce que vous aviez rempli est toujours là.',
  editing: (left) => `Vous avez déjà répondu. Vous pouvez encore modifier vos réponses pendant ${left}.`,
  notApplicable: 'Sans objet',
  anyNumber: 'Plusieurs réponses possibles.',
  atMost: (max) => (max === 1 ? 'Une seule réponse.' : `${capitalised(inWords(max))} réponses au plus.`),
  limit: (max) => `${grouped(max)} caractères au plus`,
  errorTitle: (title) => `Erreur\u00a0: ${title}`,
  attention: (count) => (count === 1 ? 'Une réponse est à vérifier' : `${grouped(count)} réponses sont à vérifier`),
  errors: {
    required: 'Merci de répondre à cette question.',
    requiredRows: 'Merci de répondre à chaque ligne.',
    requiredText: 'Merci de remplir ce champ.',
    choice: 'Merci de choisir dans la liste.',
    type: 'Merci de choisir l’une des valeurs affichées.',
    email: 'Merci d’indiquer une adresse e-mail, par exemple nom@exemple.fr.',
    phone: 'Merci d’indiquer un numéro de téléphone, par exemple 01 99 00 12 34.',
    number: 'Merci d’indiquer un nombre, par exemple 12 ou 12.5.',
    date: 'Merci de choisir un jour, par exemple 2026-03-31.',
    text: 'Merci de vérifier cette réponse.',
    tooLong: (max) => `Merci de raccourcir ce texte\u00a0: ${grouped(max)} caractères au plus.`,
    tooMany: (max) => `Merci d’en choisir ${inWords(max)} au plus.`,
    between: (min, max) =>
      min === undefined
        ? `Merci d’indiquer un nombre jusqu’à ${max}.`
        : max === undefined
          ? `Merci d’indiquer un nombre à partir de ${min}.`
          : `Merci d’indiquer un nombre de ${min} à ${max}.`,
    unknown:
      'Le formulaire contenait un élément étranger à cette enquête. Merci de vérifier vos réponses et de les renvoyer.',
  },
  why: (asker) =>
    asker === undefined
      ? 'Vous recevez cette enquête après un contact récent avec nous. Vos réponses vont à l’équipe concernée et l’aident à mieux faire.'
      : `Vous recevez cette enquête après un contact récent avec ${asker}. Vos réponses vont à l’équipe concernée et l’aident à mieux faire.`,
  controller: (controller) => `Responsable de vos données\u00a0: ${controller}`,
  personal: 'Ce lien vous est personnel\u00a0: merci de ne pas le transmettre.',
  unsubscribe: 'Ne plus recevoir d’enquêtes',
  left: {
    days: (n) => `${n} jours`,
    hours: (n) => `${n} heures`,
    minutes: (n) => (n === 1 ? 'une minute' : `${n} minutes`),
  },
  thanks: { title: 'Merci\u00a0!', text: 'Vos réponses sont bien arrivées.' },
  change: 'Modifier mes réponses',
  changeFor: (left) => `Possible encore pendant ${left}.`,
  answered: {
    title: 'Vous avez déjà répondu',
    on: (day) => `Vos réponses sont arrivées le ${day}. Merci d’avoir pris ce temps.`,
    text: 'Vos réponses sont bien arrivées. Merci d’avoir pris ce temps.',
  },
  expired: {
    title: 'Cette enquête est close',
    text: 'Le délai pour répondre est passé. Merci de votre visite\u00a0: au plaisir de vous lire une autre fois.',
  },
  unknown: {
    title: 'Il n’y a pas d’enquête ici',
    text: 'L’adresse est peut-être incomplète, ou n’est plus utilisée. Si vous venez d’un e-mail, merci de suivre son lien une nouvelle fois.',
  },
  unavailable: {
    title: 'Nous revenons tout de suite',
    text: 'L’enquête n’est pas accessible en ce moment. Merci de réessayer dans une minute.',
    unsent:
      'Vos réponses n’ont pas pu être enregistrées. Elles sont toujours là\u00a0: merci de les renvoyer dans une minute.',
  },
  tooMany: {
    title: 'Un instant, s’il vous plaît',
    text: 'Cette page a été demandée très souvent en peu de temps. Merci de patienter une minute et de réessayer.',
  },
  trap: 'Merci de laisser ce champ vide.',
  refused: {
    title: 'Vos réponses n’ont pas pu être lues',
    text: 'Merci de revenir en arrière dans votre navigateur, de vérifier le formulaire et de le renvoyer. Les textes très longs sont peut-être à raccourcir.',
  },
}
