import type { Layout } from './layout.ts'
import { wordsIn } from './words.ts'

/** The mail for those who read no HTML: everything that the HTML holds, links included. */
export function mailText(layout: Layout): string {
  const { language, question, brand, controller } = layout
  const words = wordsIn(language)
  const footer = [words.why(brand.name), words.personal, ...(controller ? [words.controller(controller)] : [])]
  return [
    ...(layout.isReminder ? [words.reminder.toUpperCase()] : []),
    layout.heading,
    ...layout.paragraphs,
    question.title,
    ...(question.scale ? [scaleText(question.scale), words.choose] : []),
    `${layout.button}\n${layout.surveyUrl}`,
    layout.signature,
    `-- \n${footer.join('\n')}\n${words.unsubscribe}\n${layout.unsubscribeUrl}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n')
}

function scaleText({ cells, low, high }: NonNullable<Layout['question']['scale']>): string {
  const last = cells.length - 1
  const meaning = (index: number) => (index === 0 ? low : index === last ? high : '')
  return cells
    .map(({ value, url }, index) =>
      [`${value}`.padStart(2), url, meaning(index) && `(${meaning(index)})`].filter(Boolean).join('  '),
    )
    .join('\n')
}
