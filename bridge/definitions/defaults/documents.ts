import accountChanged from './account-changed.yaml'
import cancellation from './cancellation.yaml'
import caseClosed from './case-closed.yaml'
import purchase from './purchase.yaml'
import renewal from './renewal.yaml'
import writeBack from './write-back.yaml'
import { readDocuments, type Document } from '../documents.ts'

const files = [caseClosed, purchase, renewal, cancellation, accountChanged, writeBack]

/** What a fresh org starts with: every program on *watch*, so nothing is sent until a person says so. */
export function defaultDocuments(): Document[] {
  const { documents, problems } = readDocuments(files.join('\n---\n'))
  if (problems.length > 0) throw new Error(`a default document is broken: ${JSON.stringify(problems[0])}`)
  return documents
}
