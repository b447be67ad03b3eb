const readsAt = `(SELECT reads_at FROM connections WHERE name = 'salesforce')`
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
    ('mail', max((SELECT opens_at FROM connections WHERE name = 'mail'), ${earliest(
      `(SELECT min(due_at) FROM sends WHERE state = 'waiting' AND connection = 'mail')`,
      `max(${readsAt}, ${due('email', 'send')})`,
      `max(${readsAt}, ${due('email', 'remind')})`,
    )})),
    ('link', max(${readsAt}, ${due('link', 'send')})),
    ('expire', ${earliest(due('email', 'expire'), due('link', 'expire'))}),
    ('register', (SELECT min(connected_at) FROM org WHERE registered_at IS NULL)))
  UNION ALL
  SELECT 'write:' || name, max(opens_at, (SELECT min(due_at) FROM writes
    WHERE state = 'waiting' AND due_at IS NOT NULL AND connection = connections.name)) FROM connections WHERE app = 'salesforce'`

/** Lanes with work that is due and none running. */
export const dueLanes = (sql: SqlStorage, running: string[], now: Date): string[] =>
  sql
    .exec<{ lane: string }>(
      `SELECT lane FROM (${lanes}) WHERE at <= ?1 AND lane NOT IN (SELECT value FROM json_each(?2))`,
      now.getTime(),
      JSON.stringify(running),
    )
    .toArray()
    .map(({ lane }) => lane)

/** When the object must next be awake. Rows behind a running lane are that lane's business; a row in flight wakes an object that died in its call. */
export const nextDueAt = (sql: SqlStorage, running: string[]): number | null =>
  sql
    .exec<{ at: number | null }>(
      `SELECT ${earliest(
        `(SELECT min(at) FROM (${lanes}) WHERE lane NOT IN (SELECT value FROM json_each(?1)))`,
        `(SELECT (min(claimed_at) / 1000 + 61) * 1000 FROM writes WHERE state = 'in_flight')`,
        `(SELECT (min(claimed_at) / 1000 + 61) * 1000 FROM sends WHERE state = 'in_flight')`,
      )} AS at`,
      JSON.stringify(running),
    )
    .one().at
