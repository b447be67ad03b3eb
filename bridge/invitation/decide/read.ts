import { inSlices, type Commit } from '../../core/commit.ts'
import { ok, type CallFailure, type Result } from '../../core/failures.ts'
import { dueAfter } from '../../core/time.ts'
import { openLibrary, type Stored } from '../../definitions/library.ts'
import type { Program } from '../../definitions/program.ts'
import { readContactRoles } from './contact-role.ts'
import { decidedAtOnce, decideEvents, pendingEvents, programsOn, type Asked, type Pending } from './due.ts'
import type { OrgFacts } from './mode.ts'
import { lacksContactRole, pathsOf } from './needs.ts'
import { readFor, tellRefusal, type Reader, type Refused } from './reader.ts'

const batch = 200
const refusedWaitMs = 3_600_000 // a person has to act; a changed document ends the wait at once

/**
 * Decides the events whose message was not enough: one query per object type, then as ever. A failed call leaves all as it was.
 * A program that reads what Salesforce refuses waits with its events; the others go on.
 */
export async function decideAfterRead(
  commit: Commit,
  reader: Reader,
  facts: OrgFacts,
  asked: Asked,
): Promise<Result<number, CallFailure>> {
  const refused: Refused = new Map() // of this run: no query is asked twice
  for (let decided = 0; ;) {
    const pending = commit((sql, now) => pendingEvents(sql, 1, batch, now))
    if (pending.length === 0) return ok(decided)
    for (const [object, events] of Map.groupBy(pending, (event) => event.object)) {
      const stored = commit((sql) => programsOn(openLibrary(sql), object))
      const programs = stored.map(({ body }) => body)
      const able = programs.filter(({ program, mode }) => mode !== 'off' && !refused.has(program))
      const read = await readEvents(reader, object, events, able)
      if (!read.ok) return read
      for (const [program, failure] of read.value.refused) refused.set(program, failure)
      const waiting = new Set(programs.map(({ program }) => program).filter((program) => refused.has(program)))
      await inSlices(read.value.events, decidedAtOnce, (slice) =>
        commit((sql, now) => {
          const library = openLibrary(sql)
          // Published meanwhile: what it names may be another thing now.
          if (versionsOf(programsOn(library, object)) !== versionsOf(stored)) return refused.clear()
          const ready = stillWaiting(sql, slice)
          decideEvents(sql, library, ready, facts, asked, now, waiting)
          if (waiting.size > 0) wait(sql, ready, dueAfter(now, refusedWaitMs))
          for (const { program } of able) tellRefusal(sql, program, 'decide', refused.get(program) ?? null, now)
        }),
      )
    }
    decided += pending.length
  }
}

const versionsOf = (programs: Stored<'program'>[]): string =>
  programs.map(({ name, version }) => `${name} ${version}`).join()

/** The events with the values Salesforce has now; what the message said of the moment stays. A record that is gone counts as deleted. */
export async function readEvents(
  reader: Reader,
  object: string,
  events: Pending[],
  programs: Program[],
): Promise<Result<{ events: Pending[]; refused: Refused }, CallFailure>> {
  const wants = programs.map((program) => ({ program: program.program, paths: pathsOf(program) }))
  const ids = events.map(({ recordId }) => recordId)
  const read = await readFor(reader, object, ids, wants)
  if (!read.ok) return read
  const { records, refused } = read.value
  const merged = events.map((event): Pending => {
    const values = records.get(event.recordId)
    return values ? { ...event, fields: { ...values, ...event.fields } } : { ...event, note: 'deleted' }
  })
  const lacks = (event: Pending) =>
    event.note !== 'deleted' && programs.some((program) => lacksContactRole(program, event.fields))
  const roles = await readContactRoles(
    reader,
    merged.filter(lacks).map(({ recordId }) => recordId),
    wants.filter(({ program }, index) => !refused.has(program) && programs[index]?.recipient.person === 'ContactId'),
  )
  if (!roles.ok) return roles
  return ok({
    events: merged.map((event) => ({
      ...event,
      fields: { ...event.fields, ...roles.value.people.get(event.recordId) },
    })),
    refused: new Map([...refused, ...roles.value.refused]),
  })
}

/** Those that nobody decided or erased while they were read for. */
function stillWaiting(sql: SqlStorage, events: Pending[]): Pending[] {
  const rows = sql.exec<{ id: string }>(
    'SELECT id FROM notifications WHERE decide_at IS NOT NULL AND id IN (SELECT value FROM json_each(?1))',
    JSON.stringify(events.map(({ id }) => id)),
  )
  const waiting = new Set([...rows].map(({ id }) => id))
  return events.filter(({ id }) => waiting.has(id))
}

function wait(sql: SqlStorage, events: Pending[], until: number): void {
  sql.exec(
    'UPDATE notifications SET decide_at = ?2 WHERE id IN (SELECT value FROM json_each(?1))',
    JSON.stringify(events.map(({ id }) => id)),
    until,
  )
}
