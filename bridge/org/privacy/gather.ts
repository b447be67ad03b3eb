import { fail, ok, type Result } from '../../core/failures.ts'
import { isOne, keysOfNames, nameIn, namesIn, needlesOf, type Names, type PersonInput } from './person.ts'

/** Everything of one person: what is theirs, and what of others only mentions them. */
export type Gathered = {
  names: Names
  invitations: Set<string>
  mentioning: Set<string> // invitations of others with a value that names this person
  notifications: Set<string>
  notificationsMentioning: Set<string>
}

/** One look at the tables, in a commit of its own. */
export type Look = <T>(work: (sql: SqlStorage) => Result<T>) => Result<T>

const window = 1_000 // rows a commit looks at: no index knows people, it would cost every event
const mostNames = 20

/**
 * All rows of a person, found by every name that was ever stored together with one of theirs, unless `exact`. Reads whole tables, a window
 * at a time and others in between: those asked until no other name comes up, then what only mentions them. Changes nothing.
 */
export async function gather(look: Look, input: PersonInput): Promise<Result<Gathered>> {
  const found: Gathered = {
    names: namesIn(input),
    invitations: new Set(),
    mentioning: new Set(),
    notifications: new Set(),
    notificationsMentioning: new Set(),
  }
  for (let known = 0; known < found.names.size;) {
    known = found.names.size
    const others: Names = new Set()
    const asked = await all(look, (sql, after) => lookForAsked(sql, after, found, others))
    if (!asked.ok) return asked
    if (input.exact) break
    for (const name of others) found.names.add(name)
    if (found.names.size > mostNames) return fail({ code: 'conflict', detail: shared(found.names.size) })
  }
  for (const table of [lookAtNotifications, lookForMentions]) {
    const looked = await all(look, (sql, after) => table(sql, after, found))
    if (!looked.ok) return looked
  }
  const slots = look((sql) => ok(invitationsBySlot(sql, found.names)))
  if (!slots.ok) return slots
  for (const id of slots.value) found.invitations.add(id)
  return ok(found)
}

const shared = (count: number): string =>
  `${count} contacts, leads and addresses hang together here: an address of theirs is shared. Name them one by one, with "exact": true.`

/** `one` looks at a window behind a key and gives where to go on, null at the end. */
async function all(look: Look, one: (sql: SqlStorage, after: string) => string | null): Promise<Result<null>> {
  for (let after: string | null = ''; after !== null; await scheduler.wait(0)) {
    const from: string = after
    const looked: Result<string | null> = look((sql) => ok(one(sql, from)))
    if (!looked.ok) return looked
    after = looked.value
  }
  return ok(null)
}

type Asked = { id: string; notification_id: string; record_id: string; recipient_json: string; records_json: string }

/** The asks of this person, and those about one of their records. */
function lookForAsked(sql: SqlStorage, after: string, found: Gathered, others: Names): string | null {
  const columns = 'id, notification_id, record_id, recipient_json, records_json'
  const inText = 'recipient_json || records_json || record_id'
  const { rows, last } = holding<Asked>(sql, after, found.names, { table: 'invitations', columns, inText })
  for (const row of rows) {
    const { person, email } = JSON.parse(row.recipient_json) as { person: string | null; email: string | null }
    const isAsked = isOne(found.names, person) || isOne(found.names, email)
    const about = [row.record_id, ...Object.values(JSON.parse(row.records_json) as Record<string, string>)]
    if (!isAsked && !about.some((id) => isOne(found.names, id))) continue
    found.invitations.add(row.id)
    found.notifications.add(row.notification_id)
    // Another person may be asked about this one's record: that does not make them one.
    if (isAsked) for (const name of [nameIn(person), nameIn(email)]) if (name !== null) others.add(name)
  }
  return last
}

function lookForMentions(sql: SqlStorage, after: string, found: Gathered): string | null {
  const of = { table: 'invitations', columns: 'id, fields_json', inText: 'fields_json' } as const
  const { rows, last } = holding<{ id: string; fields_json: string }>(sql, after, found.names, of)
  for (const { id, fields_json } of rows)
    if (!found.invitations.has(id) && naming(found.names, fields_json).length > 0) found.mentioning.add(id)
  return last
}

function lookAtNotifications(sql: SqlStorage, after: string, found: Gathered): string | null {
  type Told = { id: string; record_id: string; fields_json: string | null }
  const inText = `record_id || coalesce(fields_json, '')`
  const of = { table: 'notifications', columns: 'id, record_id, fields_json', inText } as const
  const { rows, last } = holding<Told>(sql, after, found.names, of)
  for (const { id, record_id, fields_json } of rows) {
    const paths = naming(found.names, fields_json ?? '{}')
    if (isOne(found.names, record_id) || paths.some((path) => !isOfUser(path))) found.notifications.add(id)
    else if (paths.length > 0) found.notificationsMentioning.add(id)
  }
  return last
}

/**
 * The rows of one window whose text holds one of the names, and where the window ends. The text is made once a row, however many names
 * there are: LIMIT keeps SQLite from making it anew for each, and a million rows from taking twice as long.
 */
function holding<Row extends Record<string, SqlStorageValue>>(
  sql: SqlStorage,
  after: string,
  names: Names,
  { table, columns, inText }: { table: 'invitations' | 'notifications'; columns: string; inText: string },
): { rows: Row[]; last: string | null } {
  const [end] = sql
    .exec<{ id: string }>(`SELECT id FROM ${table} WHERE id > ?1 ORDER BY id LIMIT 1 OFFSET ${window - 1}`, after)
    .toArray()
  const needles = needlesOf(names)
  const rows = sql.exec<Row>(
    `SELECT ${columns} FROM (SELECT ${columns}, lower(${inText}) AS text FROM ${table} WHERE id > ?1 AND id <= ?2 LIMIT -1)
     WHERE ${needles.map((_, index) => `instr(text, ?${index + 3})`).join(' OR ')}`,
    after,
    end?.id ?? endOfKeys,
    ...needles,
  )
  return { rows: rows.toArray(), last: end?.id ?? null }
}

/** Caps know an address in whatever spelling it came. */
const invitationsBySlot = (sql: SqlStorage, names: Names): string[] =>
  sql
    .exec<{ id: string }>(
      `SELECT invitations.id FROM json_each(?1) CROSS JOIN slots ON person_key = value JOIN invitations ON invitations.id = invitation_id`,
      JSON.stringify(keysOfNames(names)),
    )
    .toArray()
    .map(({ id }) => id)

/** The paths of a record's fields whose value is the person's name. */
const naming = (names: Names, json: string): string[] =>
  valuesIn(JSON.parse(json)).flatMap(([path, value]) => (isOne(names, value) ? [path] : []))

/** Every value with its path; a record inside counts by its own fields. */
export const valuesIn = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, one]) => valuesIn(one, path === '' ? name : `${path}.${name}`))
    : [[path, value]]

/** An agent may have the address of a customer; the event is not about them. */
const isOfUser = (path: string): boolean => /^(Owner|CreatedBy|LastModifiedBy)(Id)?(\.|$)/i.test(path)

const endOfKeys = '\u{10ffff}'
