import { fail, ok, type Problem, type Result } from '../../core/failures.ts'
import { closeAlert, closeAlerts } from '../../core/tables/alerts.ts'
import { note } from '../../core/tables/audit.ts'
import { connections } from '../../core/tables/connections.ts'
import { checkDocuments } from '../../definitions/check/documents.ts'
import { placeOf, type Document } from '../../definitions/documents.ts'
import { openLibrary, publish, type Library } from '../../definitions/library.ts'
import { decideAgain } from '../../invitation/decide/due.ts'
import { keepMarks } from '../../trigger/missed.ts'
import { problemAlert } from '../writes/render-write.ts'

export type Published = ReturnType<typeof publish>

/** Checks documents together with those that stay; stores them, all or none, unless it is only a check. */
export function publishChecked(
  sql: SqlStorage,
  documents: Document[],
  dryRun: boolean,
  now: Date,
): Result<{ documents: Published }> {
  const problems = [...checkPublish(openLibrary(sql), documents), ...connectionProblems(sql, documents)]
  if (problems.length > 0) return fail({ code: 'invalid_document', problems })
  if (dryRun) return ok({ documents: [] })
  const published = publish(sql, documents, now)
  const changed = published.filter((one) => one.changed)
  for (const { kind, name } of changed) {
    // What was wrong with the version before may be right now; if not, it is told again.
    if (kind === 'mapping') closeAlerts(sql, problemAlert(name), now)
    if (kind === 'program') closeAlert(sql, `not_rendered:${name}`, now)
  }
  if (changed.some(({ kind }) => kind === 'program')) {
    decideAgain(sql, now)
    keepMarks(sql, now)
  }
  const names = changed.map(({ kind, name, version }) => `${kind}/${name}@${version}`)
  note(sql, 'admin', 'publish', names, now)
  return ok({ documents: published })
}

/** Problems of the documents as they would stand together with those that are not replaced. */
function checkPublish(library: Library, documents: Document[]): Problem[] {
  const replaced = new Set(documents.map(({ kind, name }) => `${kind}/${name}`))
  const kept = (['survey', 'program', 'mapping'] as const)
    .flatMap((kind) => library.all(kind) as Document[])
    .filter(({ kind, name }) => !replaced.has(`${kind}/${name}`))
    .map(({ kind, name, body }) => ({ kind, name, body }) as Document)
  return checkDocuments([...kept, ...documents])
}

/** Writes through a connection that is not there would wait for ever. `salesforce` may be connected later. */
function connectionProblems(sql: SqlStorage, documents: Document[]): Problem[] {
  const known = new Set(connections(sql).flatMap(({ name, app }) => (app === 'salesforce' ? [name] : [])))
  return documents.flatMap((document) => {
    if (document.kind !== 'mapping') return []
    const { connection } = document.body
    if (connection === 'salesforce' || known.has(connection)) return []
    return [
      {
        path: placeOf(document, 'connection'),
        message: `there is no connection '${connection}' that keeps records; add it first`,
      },
    ]
  })
}
