/** The earliest due moment of each lane. max() with NULL is NULL: a stopped or missing connection has no due time. */
const lanes = `
  SELECT 'decide' AS lane, (SELECT min(decide_at) FROM notifications WHERE needs_read = 0 AND decide_at IS NOT NULL) AS at
  UNION ALL
  SELECT 'read', max((SELECT reads_at FROM connections WHERE name = 'salesforce'),
                     (SELECT min(decide_at) FROM notifications WHERE needs_read = 1 AND decide_at IS NOT NULL))
  UNION ALL
  SELECT 'mail', max((SELECT opens_at FROM connections WHERE name = 'mail'), (SELECT min(at) FROM (
    SELECT min(due_at) AS at FROM sends WHERE state = 'waiting' AND connection = 'mail'
    UNION ALL SELECT max((SELECT reads_at FROM connections WHERE name = 'salesforce'), min(due_at))
      FROM invitations WHERE channel = 'email' AND step = 'send' AND due_at IS NOT NULL
    UNION ALL SELECT max((SELECT reads_at FROM connections WHERE name = 'salesforce'), min(due_at))
      FROM invitations WHERE channel = 'email' AND step = 'remind' AND due_at IS NOT NULL)))
  UNION ALL
  SELECT 'link', max((SELECT reads_at FROM connections WHERE name = 'salesforce'),
                     (SELECT min(due_at) FROM invitations WHERE channel = 'link' AND step = 'send' AND due_at IS NOT NULL))
  UNION ALL
  SELECT 'write:' || name, max(opens_at, (SELECT min(due_at) FROM writes
    WHERE state = 'waiting' AND due_at IS NOT NULL AND connection = connections.name)) FROM connections WHERE app = 'salesforce'
  UNION ALL
  SELECT 'expire', (SELECT min(at) FROM (
    SELECT min(due_at) AS at FROM invitations WHERE channel = 'email' AND step = 'expire' AND due_at IS NOT NULL
    UNION ALL SELECT min(due_at) FROM invitations WHERE channel = 'link' AND step = 'expire' AND due_at IS NOT NULL))
  UNION ALL
  SELECT 'register', min(connected_at) FROM org WHERE registered_at IS NULL`

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
      `SELECT min(at) AS at FROM (
         SELECT at FROM (${lanes}) WHERE lane NOT IN (SELECT value FROM json_each(?1))
         UNION ALL SELECT (min(claimed_at) / 1000 + 61) * 1000 FROM writes WHERE state = 'in_flight'
         UNION ALL SELECT (min(claimed_at) / 1000 + 61) * 1000 FROM sends WHERE state = 'in_flight')`,
      JSON.stringify(running),
    )
    .one().at
