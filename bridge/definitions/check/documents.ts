import type { Problem } from '../../core/failures.ts'
import { literalIds } from './ids.ts'
import { checkMapping } from './mapping.ts'
import { checkProgram } from './program.ts'
import { checkSurvey } from './survey.ts'
import { placeOf, type Document } from '../documents.ts'

/**
 * What the documents of one org must agree on, told before they are saved.
 * @param all every document as it would be afterwards, the unchanged ones included
 */
export function checkDocuments(all: Document[]): Problem[] {
  const surveys = new Map(all.flatMap((one) => (one.kind === 'survey' ? [[one.name, one.body]] : [])))
  const mappings = new Map(all.flatMap((one) => (one.kind === 'mapping' ? [[one.name, one.body]] : [])))
  const seen = new Set<string>()
  return all.flatMap((document) => {
    const at = (problem: Problem): Problem => ({ path: placeOf(document, problem.path), message: problem.message })
    const isRepeated = seen.has(placeOf(document, ''))
    seen.add(placeOf(document, ''))
    const own =
      document.kind === 'survey'
        ? checkSurvey(document.body)
        : document.kind === 'program'
          ? checkProgram(document.body, surveys, mappings)
          : checkMapping(document.body, mappings)
    const repeated = { path: '', message: 'is there twice; keep one or give it another name' }
    return [...(isRepeated ? [repeated] : []), ...own, ...literalIds(document.body)].map(at)
  })
}
