import * as z from 'zod'
import { apiNamePattern } from '../../core/salesforce/api-name.ts'
import { apiName, documentName } from '../common.ts'
import { condition, scalar } from '../conditions/condition.ts'

/**
 * A path into what a mapping can write. The first word is the root:
 * `invitation`, `response`, `answer` (inside `each: answer`), `answers`, `labels`, `metrics`, `records`, `recipient`, `fields`, `survey`, `program`.
 */
const sourcePath = z
  .string()
  .regex(/^[a-z]+(\.[A-Za-z0-9_-]+){1,4}$/, 'a path such as response.key, answers.phone or metrics.nps')

/** The named transforms. There is no expression language: one that never ends could not be stopped. */
export const transform = z.union([
  z.strictObject({ phone: z.enum(['national', 'international', 'e164']), country: z.string().regex(/^[A-Z]{2}$/) }),
  z.strictObject({ date: z.enum(['date', 'datetime']) }),
  z.strictObject({ number: z.strictObject({ decimals: z.number().int().min(0).max(10) }) }),
  z.strictObject({ case: z.enum(['upper', 'lower', 'title']) }),
  z.strictObject({ truncate: z.number().int().min(1).max(32_768) }),
  z.strictObject({ table: z.record(z.string().max(255), scalar), otherwise: scalar.optional() }),
  z.strictObject({ template: z.string().min(1).max(10_000) }), // Liquid over the same roots; `value` is the value so far
  z.strictObject({ default: scalar }),
  z.strictObject({ coalesce: z.array(sourcePath).min(1).max(10) }),
  z.strictObject({ join: z.string().max(10) }),
])
export type Transform = z.output<typeof transform>

export const source = z.union([
  sourcePath,
  z.strictObject({ from: sourcePath, transform: z.array(transform).max(10).default([]), if: condition.optional() }),
  z.strictObject({ value: scalar, if: condition.optional() }),
])
export type Source = z.output<typeof source>

export const mapping = z.strictObject({
  mapping: documentName,
  connection: documentName.default('salesforce'),
  entity: apiName,
  operation: z.literal('upsert').default('upsert'),
  key: apiName, // the external id; one of `fields`
  each: z.literal('answer').optional(), // one record per answer instead of one per response
  parent: documentName.optional(), // the mapping whose record must stand before this one
  if: condition.optional(),
  /** `Case__c: records.Case`; `Invitation__r.Invitation_Key__c: invitation.key` links by the parent's external id. */
  fields: z.record(z.string().regex(new RegExp(`^${apiNamePattern}(\\.${apiNamePattern})?$`), 'a field name'), source),
})
export type Mapping = z.output<typeof mapping>
