import type { Problem } from '../../core/failures.ts'
import { checkDocuments } from '../../definitions/check.ts'
import type { Document } from '../../definitions/documents.ts'
import type { Library } from '../../definitions/library.ts'

/** Problems of the documents as they would stand together with those that are not replaced. */
export function checkPublish(library: Library, documents: Document[]): Problem[] {
  const replaced = new Set(documents.map(({ kind, name }) => `${kind}/${name}`))
  const kept = (['survey', 'program', 'mapping'] as const)
    .flatMap((kind) => library.all(kind) as Document[])
    .filter(({ kind, name }) => !replaced.has(`${kind}/${name}`))
    .map(({ kind, name, body }) => ({ kind, name, body }) as Document)
  return checkDocuments([...kept, ...documents])
}
