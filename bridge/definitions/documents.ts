import { Lexer, LineCounter, parseAllDocuments, Parser } from 'yaml'
import type { z } from 'zod'
import type { Problem } from '../core/failures.ts'
import { explainAll } from './check/explain.ts'
import { mapping, type Mapping } from './mappings/mapping.ts'
import { program, type Program } from './program.ts'
import { survey, type Survey } from './survey.ts'

export type Document =
  | { kind: 'survey'; name: string; body: Survey }
  | { kind: 'program'; name: string; body: Program }
  | { kind: 'mapping'; name: string; body: Mapping }

const schemas = { survey, program, mapping } satisfies Record<Document['kind'], z.ZodType>
const kinds = Object.keys(schemas) as Document['kind'][]

const maxLength = 512 * 1024 // characters
const maxDepth = 40 // levels of the YAML parser, about two to a level of ours; deeper ones exhaust its stack, which cannot be caught
const maxTokens = 150_000
const maxEntries = 1000 // of one list or map: keys are compared each with each
const maxDocuments = 200
const maxProblems = 50

/** How a problem says where it is: `program/case-closed#send.remind.0`. */
export const placeOf = (document: { kind: string; name: string }, path: string): string =>
  `${document.kind}/${document.name}${path ? `#${path}` : ''}`

/**
 * Reads a file of one or more YAML documents (JSON is YAML too). The first key says the kind. What can be read is given beside the problems.
 * Aliases are refused: a few nested ones stand for gigabytes.
 */
export function readDocuments(yaml: string): { documents: Document[]; problems: Problem[] } {
  const tooBig = sizeProblem(yaml)
  if (tooBig) return { documents: [], problems: [{ path: '', message: tooBig }] }
  const documents: Document[] = []
  const problems: Problem[] = []
  for (const [index, read] of parseYaml(yaml).entries()) {
    if ('message' in read) problems.push({ path: `document ${index + 1}`, message: read.message })
    else if (read.value !== null) {
      const result = readDocument(read.value, index)
      if ('document' in result) documents.push(result.document)
      else problems.push(...result.problems)
    }
  }
  return { documents, problems: problems.slice(0, maxProblems) }
}

/** One document as plain data, as YAML or a JSON body gives it. */
export function readDocument(value: unknown, index = 0): { document: Document } | { problems: Problem[] } {
  const first = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value)[0] : undefined
  const kind = kinds.find((known) => known === first)
  if (kind === undefined) {
    const message = `begins with ${first === undefined ? 'no key' : `'${first.slice(0, 40)}'`}; begin with one of ${kinds.join(', ')}`
    return { problems: [{ path: `document ${index + 1}`, message }] }
  }
  const parsed = schemas[kind].safeParse(value, { reportInput: true })
  if (parsed.success) {
    const name = String(Reflect.get(parsed.data, kind))
    return { document: { kind, name, body: parsed.data } as Document }
  }
  const given = (value as Record<string, unknown>)[kind]
  const name = typeof given === 'string' ? given.slice(0, 40) : `document ${index + 1}`
  return {
    problems: explainAll(parsed.error.issues).map(({ path, message }) => ({
      path: placeOf({ kind, name }, path),
      message,
    })),
  }
}

/** Measured while reading, before anything recursive looks at it. */
function sizeProblem(yaml: string): string | null {
  if (yaml.length > maxLength) return `longer than ${maxLength / 1024} KB; split it into several files`
  const parser = new Parser()
  let tokens = 0
  let documents = 0
  for (const token of new Lexer().lex(yaml)) {
    for (const made of parser.next(token)) if (made.type === 'document') documents++
    if (parser.stack.length > maxDepth) return `nested deeper than ${maxDepth / 2} levels; make it flatter`
    if (parser.stack.slice(-2).some((open) => 'items' in open && open.items.length > maxEntries))
      return `a list or map with more than ${maxEntries} entries; split it`
    if (++tokens > maxTokens || documents > maxDocuments) return 'too large; split it into several files'
  }
  return null
}

function parseYaml(yaml: string): ({ value: unknown } | { message: string })[] {
  const lines = new LineCounter()
  const parsed = parseAllDocuments(yaml, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
    stringKeys: true,
    schema: 'core', // whatever version a file claims: YAML 1.1 would merge maps and read `no` as false
    resolveKnownTags: false,
  })
  if (!Array.isArray(parsed)) return []
  return parsed.map((document) => {
    const [error] = [...document.errors, ...document.warnings] // a tag is a warning, and would be dropped
    if (error) return { message: `${error.message.slice(0, 200)} (line ${lines.linePos(error.pos[0]).line})` }
    try {
      return { value: document.toJS({ maxAliasCount: 0 }) as unknown }
    } catch {
      return { message: 'uses an alias (*name); write the text again instead' }
    }
  })
}
