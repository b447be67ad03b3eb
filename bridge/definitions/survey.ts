import * as z from 'zod'
import { documentName, identifier, localText, webAddress } from './common.ts'

/** Shown only when every one of these holds; they look at earlier questions, so one pass in order decides. */
const showIf = z
  .array(
    z.strictObject({
      question: identifier,
      is: z.union([z.string(), z.number()]).optional(),
      not: z.union([z.string(), z.number()]).optional(),
      in: z
        .array(z.union([z.string(), z.number()]))
        .min(1)
        .max(50)
        .optional(),
      atLeast: z.number().optional(),
      atMost: z.number().optional(),
    }),
  )
  .min(1)
  .max(5)

const base = {
  id: identifier,
  title: localText,
  label: z.string().max(80).optional(), // the name a mapping or report knows it by, the same across surveys
  required: z.boolean().default(false),
  showIf: showIf.optional(),
}
const scaleEnds = { low: localText.optional(), high: localText.optional(), notApplicable: z.boolean().default(false) }
const options = z
  .array(z.strictObject({ value: identifier, text: localText }))
  .min(2)
  .max(30)

export const question = z.discriminatedUnion('type', [
  z.strictObject({ ...base, ...scaleEnds, type: z.literal('nps') }), // 0 to 10
  z.strictObject({ ...base, ...scaleEnds, type: z.literal('ces') }), // 1 to 7, higher is easier
  z.strictObject({
    ...base,
    ...scaleEnds,
    type: z.literal('rating'),
    style: z.enum(['star', 'smiley', 'number']).default('star'),
    max: z.number().int().min(2).max(10).default(5), // 1 to max; smileys have 5
    metric: z.literal('csat').optional(), // only on a scale of 1 to 5
  }),
  z.strictObject({ ...base, type: z.literal('single'), options }),
  z.strictObject({ ...base, type: z.literal('multiple'), options, max: z.number().int().min(1).optional() }),
  z.strictObject({ ...base, type: z.literal('comment'), maxLength: z.number().int().min(1).max(10_000).default(4000) }),
  z.strictObject({
    ...base,
    type: z.literal('text'),
    input: z.enum(['text', 'email', 'number', 'phone', 'date']).default('text'),
    min: z.number().optional(),
    max: z.number().optional(),
    maxLength: z.number().int().min(1).max(1000).default(255),
  }),
  z.strictObject({
    ...base,
    ...scaleEnds,
    type: z.literal('matrix'),
    rows: z
      .array(z.strictObject({ value: identifier, text: localText }))
      .min(1)
      .max(20),
    max: z.number().int().min(2).max(10).default(5), // each row 1 to max
  }),
])
export type Question = z.output<typeof question>

export const survey = z.strictObject({
  survey: documentName,
  title: localText,
  intro: localText.optional(),
  questions: z.array(question).min(1).max(40),
  thanks: z
    .strictObject({
      title: localText,
      text: localText.optional(),
      next: z.strictObject({ label: localText, url: webAddress }).optional(),
    })
    .optional(),
  editFor: z
    .string()
    .regex(/^\d{1,4}[smhd]$/)
    .default('1h'), // how long an answer can be changed
})
export type Survey = z.output<typeof survey>

/** The typed answer to one question. `null` = the customer ticked "not applicable"; a question without an answer has no entry. */
export type Answer = number | string | string[] | Record<string, number | null> | null
export type Answers = Record<string, Answer>
