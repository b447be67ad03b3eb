import accountChanged from './defaults/account-changed.yaml'
import cancellation from './defaults/cancellation.yaml'
import caseClosed from './defaults/case-closed.yaml'
import purchase from './defaults/purchase.yaml'
import renewal from './defaults/renewal.yaml'
import writeBack from './defaults/write-back.yaml'
import { readDocuments, type Document } from './documents.ts'

const files = [caseClosed, purchase, renewal, cancellation, accountChanged, writeBack]

/** What a fresh org starts with: every program on *watch*, so nothing is sent until a person says so. */
export function defaultDocuments(): Document[] {
  const { documents, problems } = readDocuments(files.join('\n---\n'))
  if (problems.length > 0) throw new Error(`a default document is broken: ${JSON.stringify(problems[0])}`)
  return documents
}
