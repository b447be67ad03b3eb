import * as z from 'zod'

// The part of OpenAPI 3.0 that the file uses, and nothing beside it. Source: spec.openapis.org/oas/v3.0.0

const text = z.string().min(1)
const size = z.int().min(0)
const reference = z.strictObject({ $ref: z.string().regex(/^#\/components\/schemas\/\w+$/) })

const notes = { description: text, default: z.unknown(), nullable: z.boolean() }
const typed = (type: string, more: Record<string, z.ZodType>) =>
  z.strictObject({ type: z.literal(type), ...z.object({ ...notes, ...more }).partial().shape })
const number = { minimum: z.number(), maximum: z.number() }

const requiredOf = (one: object): string[] => ('required' in one ? (one.required as string[]) : [])
const propertiesOf = (one: object): object => ('properties' in one ? (one.properties as object) : {})

const schema: z.ZodType = z.lazy(() =>
  z.union([
    reference,
    typed('string', {
      format: text,
      pattern: text.refine((pattern) => new RegExp(pattern, 'u')),
      minLength: size,
      maxLength: size,
      enum: z.array(z.string()).min(1),
    }),
    typed('integer', { ...number, format: text }),
    typed('number', number),
    typed('boolean', { enum: z.array(z.boolean()) }),
    typed('array', { minItems: size, maxItems: size }).extend({ items: schema }),
    typed('object', {
      properties: z.record(text, schema),
      required: z.array(text).min(1),
      additionalProperties: z.union([z.boolean(), schema]),
    }).refine((one) => requiredOf(one).every((name) => name in propertiesOf(one))),
    ...(['anyOf', 'oneOf', 'allOf'] as const).map((all) =>
      z.strictObject({ [all]: z.array(schema).min(1), ...z.object(notes).partial().shape }),
    ),
    z.strictObject(z.object(notes).partial().shape), // anything
  ]),
)

const content = z.record(z.string().regex(/^[a-z]+\/[a-z+-]+$/), z.strictObject({ schema }))
const parameter = z.union([
  z.strictObject({ name: text, in: z.literal('path'), required: z.literal(true), description: text, schema }),
  z.strictObject({ name: text, in: z.literal('query'), schema }),
])
const operation = z.strictObject({
  operationId: z.string().regex(/^[a-zA-Z]+$/),
  summary: text,
  description: text.optional(),
  security: z.array(z.record(text, z.tuple([]))),
  parameters: z.array(parameter).min(1).optional(),
  requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
  responses: z.record(
    z.string().regex(/^([2-5]\d\d|default)$/),
    z.strictObject({ description: text, content: content.optional() }),
  ),
})
const method = z.enum(['get', 'put', 'post', 'delete'])
const securityScheme = z.union([
  z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer'), description: text }),
  z.strictObject({ type: z.literal('apiKey'), in: z.literal('header'), name: text, description: text }),
])

/** What is in braces is a parameter, and the reverse. */
const isWhole = (path: string, { parameters = [] }: z.output<typeof operation>): boolean => {
  const named = parameters.filter((one) => one.in === 'path').map(({ name }) => name)
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).join() === named.join()
}

export const documentShape = z
  .strictObject({
    openapi: z.literal('3.0.0'),
    info: z.strictObject({ title: text, version: text, description: text }),
    servers: z.tuple([z.strictObject({ url: z.url() })]),
    paths: z.record(z.string().startsWith('/'), z.partialRecord(method, operation)),
    components: z.strictObject({
      schemas: z.record(z.string().regex(/^\w+$/), schema),
      securitySchemes: z.record(text, securityScheme),
    }),
  })
  .refine(({ paths }) =>
    Object.entries(paths).every(([path, methods]) => Object.values(methods).every((one) => isWhole(path, one))),
  )
  .refine(({ paths, components }) =>
    Object.values(paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ security }) => security.flatMap((one) => Object.keys(one)))
      .every((name) => name in components.securitySchemes),
  )
