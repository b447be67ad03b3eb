const readsAt = `(SELECT reads_at FROM connections WHERE name = 'salesforce')`
const mailOpensAt = `(SELECT opens_at FROM connections WHERE name = 'mail')`
const due = (channel: string, step: string): string =>
  `(SELECT min(due_at) FROM invitations WHERE channel = '${channel}' AND step = '${step}' AND due_at IS NOT NULL)`
/** min() with NULL is NULL, so what is not due is put at the end of time. */
const earliest = (...moments: string[]): string =>
  `nullif(min(${moments.map((at) => `coalesce(${at}, 9e15)`).join(', ')}), 9e15)`

/**
 * The earliest due moment of each lane. max() with NULL is NULL: a stopped or missing connection has no due time.
 * VALUES, because the platform takes no more than a few terms of UNION.
 */
const lanes = `
  SELECT column1 AS lane, column2 AS at FROM (VALUES
    ('decide', (SELECT min(decide_at) FROM notifications WHERE needs_read = 0 AND decide_at IS NOT NULL)),
    ('read', max(${readsAt}, (SELECT min(decide_at) FROM notifications WHERE needs_read = 1 AND decide_at IS NOT NULL))),
    ('check', max(${readsAt}, ${mailOpensAt}, ${earliest(due('email', 'send'), due('email', 'remind'))})),
    ('mail', max(${mailOpensAt}, (SELECT min(due_at) FROM sends WHERE state = 'waiting' AND connection = 'mail'))),
    ('link', max(${readsAt}, ${due('link', 'send')})),
    ('expire', ${earliest(due('email', 'expire'), due('link', 'expire'))}),
    ('plan', (SELECT min(due_at) FROM changes)),
    ('purge', (SELECT min(due_at) FROM sweeps)),
    ('missed', max(${readsAt}, (SELECT min(due_at) FROM marks))),
    ('register', (SELECT min(connected_at) FROM org WHERE registered_at IS NULL)))
  UNION ALL
  SELECT 'write:' || name, max(opens_at, (SELECT min(due_at) FROM writes
    WHERE state = 'waiting' AND due_at IS NOT NULL AND connection = connections.name)) FROM connections WHERE app = 'salesforce'`

/** When the earliest of each lane could first be worked on; a lane without such work is left out. For whoever looks how the org stands. */
export const laneTimes = (sql: SqlStorage): { lane: string; at: number }[] =>
  sql.exec<{ lane: string; at: number }>(`SELECT lane, at FROM (${lanes}) WHERE at IS NOT NULL`).toArray()

/** Lanes that are not free, with the moment from which they are; null: running now. */
export type Held = Record<string, number | null>

/** A lane that runs has no due time: its rows are its own business. One that rests is due when it has rested. */
const free = `
  SELECT lane, CASE WHEN held.key IS NULL THEN at ELSE max(at, held.value) END AS at
  FROM (${lanes}) LEFT JOIN json_each(?1) AS held ON held.key = lane`

/** Lanes with work that is due and none running. */
export const dueLanes = (sql: SqlStorage, held: Held, now: Date): string[] =>
  sql
    .exec<{ lane: string }>(`SELECT lane FROM (${free}) WHERE at <= ?2`, JSON.stringify(held), now.getTime())
    .toArray()
    .map(({ lane }) => lane)

/**
 * When the object must next be awake. A row in flight asks for it a minute after its claim, because nothing else would wake an object that
 * died in its call; while the object lives that finds nothing to do, and is looked at again at `lookedAt` plus a minute.
 */
export const nextDueAt = (sql: SqlStorage, held: Held, lookedAt: number): number | null =>
  sql
    .exec<{ at: number | null }>(
      `SELECT ${earliest(
        `(SELECT min(at) FROM (${free}))`,
        `max(?2 + 60000, (SELECT (min(claimed_at) / 1000 + 61) * 1000 FROM writes WHERE state = 'in_flight'))`,
        `max(?2 + 60000, (SELECT (min(claimed_at) / 1000 + 61) * 1000 FROM sends WHERE state = 'in_flight'))`,
      )} AS at`,
      JSON.stringify(held),
      lookedAt,
    )
    .one().at
