import type { Problem } from '../problem.ts'
import { placeOf, type Document } from '../../../../bridge/definitions/documents.ts'
import { checkMappingNames } from './check-mapping.ts'
import { checkProgramNames } from './check-program.ts'
import type { OrgSchema } from './schema.ts'

/**
 * Whatever the documents name of Salesforce is there in this org.
 * @param isAsked which documents are looked at; the others are those they refer to
 */
export async function checkNames(
  documents: Document[],
  schema: OrgSchema,
  isAsked: (document: Document) => boolean = () => true,
): Promise<Problem[]> {
  const mappings = documents.flatMap((one) => (one.kind === 'mapping' ? [one.body] : []))
  const problems: Problem[] = []
  for (const document of documents.filter(isAsked)) {
    const found = [
      ...(document.kind === 'program' ? await checkProgramNames(document.body, mappings, schema) : []),
      ...(document.kind === 'mapping' && document.body.connection === 'salesforce'
        ? await checkMappingNames(document.body, schema)
        : []),
    ]
    problems.push(...found.map(({ path, message }) => ({ path: placeOf(document, path), message })))
  }
  return problems
}
