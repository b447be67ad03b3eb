import type { Settings } from '../../definitions/settings.ts'
import { inFamily } from '../../write-back/writes.ts'
import { forget } from './forget.ts'

/** Until when something may be kept. What is older goes. */
export type Limits = { [kind in keyof Settings['retentionDays']]: number } & { caps: number; mayPurgeDead: boolean }

/** A row that was looked at; `cost`: about how many rows its purge writes, 0: it stays. */
export type Looked = { key: string; cost: number }

/** One kind of row: what a look from a key on finds, at most `window` rows, and how to purge what was found. */
export type Sweep = {
  window: number
  look: (sql: SqlStorage, after: string, limits: Limits, now: Date) => Looked[]
  purge: (sql: SqlStorage, keys: string[], limits: Limits, now: Date) => void
}

/** An ask has no age before its end. */
export const endedAt = `max(asked_at, coalesce(sent_at, 0), coalesce(completed_at, 0), iif(status = 'Expired', expires_at, 0),
  coalesce((SELECT submitted_at FROM responses WHERE invitation_id = invitations.id), 0))`
/** `?2`, now: one that bounced can be sent again until its time is over. */
const isOver = `(status IN ('Completed', 'Expired', 'Cancelled', 'Not Sent') OR status = 'Bounced' AND expires_at < ?2)`
/** Where a table goes on whose keys are marked with a letter: in its middle, at its beginning, or, null, nowhere, because it is done. */
const behind = (after: string, letter: string): string | null =>
  after[0] === letter ? after.slice(1) : (after[0] ?? '') < letter ? '' : null
const hasWrite = (states: string): string =>
  `EXISTS (SELECT 1 FROM writes WHERE ${inFamily('invitations.id')} AND state IN (${states}))`

/**
 * The kinds of rows, in the order of their clean-up. No index helps to find what is old: it would cost every insert, and a look at
 * all rows once a day costs little.
 */
export const sweeps: Record<string, Sweep> = {
  /** What a message said. The row itself stays as long as the invitations: it keeps a late copy out, and says why nobody was asked. */
  payloads: {
    window: 2_000,
    look: (sql, after, { payloads }) =>
      sql
        .exec<Looked>(
          `SELECT id AS key, fields_json IS NOT NULL AND decide_at IS NULL AND received_at < ?2 AS cost
           FROM notifications WHERE id > ?1 ORDER BY id LIMIT 2000`,
          after,
          payloads,
        )
        .toArray(),
    purge: (sql, keys) =>
      sql.exec(
        `UPDATE notifications SET fields_json = NULL, note = coalesce(note, 'purged') WHERE id IN (SELECT value FROM json_each(?1))`,
        JSON.stringify(keys),
      ),
  },

  attempts: {
    window: 1_000,
    look: (sql, after, { attempts }) =>
      sql
        .exec<Looked>(
          `SELECT write_key AS key, sum(at < ?2) AS cost FROM attempts WHERE write_key > ?1
           GROUP BY write_key ORDER BY write_key LIMIT 1000`,
          after,
          attempts,
        )
        .toArray(),
    purge: (sql, keys, { attempts }) =>
      sql.exec(
        'DELETE FROM attempts WHERE write_key IN (SELECT value FROM json_each(?1)) AND at < ?2',
        JSON.stringify(keys),
        attempts,
      ),
  },

  /** An ended ask with its answers and all that belongs to it. Not while something of it is under way. */
  invitations: {
    window: 2_000,
    look: (sql, after, { invitations, mayPurgeDead }, now) =>
      sql
        .exec<Looked>(
          `SELECT id AS key, iif(${isOver} AND ${endedAt} < ?3 AND NOT ${hasWrite(`'waiting', 'in_flight'`)}
             AND (?4 = 1 OR NOT ${hasWrite(`'dead'`)})
             AND NOT EXISTS (SELECT 1 FROM sends WHERE invitation_id = invitations.id AND state IN ('waiting', 'in_flight')),
             60, 0) AS cost
           FROM invitations WHERE id > ?1 ORDER BY id LIMIT 2000`,
          after,
          now.getTime(),
          invitations,
          mayPurgeDead ? 1 : 0,
        )
        .toArray(),
    purge: (sql, keys, _limits, now) => forget(sql, keys, 'purged', now),
  },

  /** With what was decided about it, which says why somebody was not asked. */
  notifications: {
    window: 2_000,
    look: (sql, after, { invitations }) =>
      sql
        .exec<Looked>(
          `SELECT id AS key, iif(received_at < ?2 AND decide_at IS NULL AND NOT EXISTS (
             SELECT 1 FROM decisions JOIN invitations ON invitations.id = invitation_id WHERE decisions.notification_id = notifications.id), 10, 0) AS cost
           FROM notifications WHERE id > ?1 ORDER BY id LIMIT 2000`,
          after,
          invitations,
        )
        .toArray(),
    purge: (sql, keys) => {
      const json = JSON.stringify(keys)
      sql.exec('DELETE FROM decisions WHERE notification_id IN (SELECT value FROM json_each(?1))', json)
      sql.exec('DELETE FROM notifications WHERE id IN (SELECT value FROM json_each(?1))', json)
    },
  },

  /** When people were last asked, as hashes: for as long as a cool-down may need it. */
  slots: {
    window: 1_000,
    look: (sql, after, { caps }) =>
      sql
        .exec<Looked>(
          `SELECT person_key AS key, 2 * sum(reserved_at < ?2) AS cost FROM slots WHERE person_key > ?1
           GROUP BY person_key ORDER BY person_key LIMIT 1000`,
          after,
          caps,
        )
        .toArray(),
    purge: (sql, keys, { caps }) =>
      sql.exec(
        'DELETE FROM slots WHERE person_key IN (SELECT value FROM json_each(?1)) AND reserved_at < ?2',
        JSON.stringify(keys),
        caps,
      ),
  },

  /** What was told to people, erasures that are done, and who did what: of three tables, whose keys are told apart by their first letter. */
  notes: {
    window: 1_500,
    look: (sql, after, { alerts, audit }) =>
      sql
        .exec<Looked>(
          `SELECT key, cost FROM (
             SELECT * FROM (SELECT 'a' || id AS key, coalesce(closed_at < ?4, 0) AS cost FROM alerts WHERE id > ?1 ORDER BY id LIMIT 1500)
             UNION ALL
             SELECT * FROM (SELECT 'e' || key AS key, (state IN ('done', 'dismissed') AND ended_at < ?5) AS cost FROM writes
               WHERE key > max(?2, 'erasure-') AND key < 'erasure.' ORDER BY key LIMIT 1500)
             UNION ALL
             SELECT * FROM (SELECT 'n' || printf('%016d', n) AS key, at < ?5 AS cost FROM audit WHERE n > CAST(?3 AS INTEGER) ORDER BY n LIMIT 1500))
           ORDER BY key LIMIT 1500`,
          behind(after, 'a'),
          behind(after, 'e'),
          behind(after, 'n'),
          alerts,
          audit,
        )
        .toArray(),
    purge: (sql, keys) => {
      const of = (letter: string) => JSON.stringify(keys.flatMap((key) => (key[0] === letter ? [key.slice(1)] : [])))
      sql.exec('DELETE FROM alerts WHERE id IN (SELECT value FROM json_each(?1))', of('a'))
      sql.exec('DELETE FROM writes WHERE key IN (SELECT value FROM json_each(?1))', of('e'))
      sql.exec('DELETE FROM audit WHERE n IN (SELECT CAST(value AS INTEGER) FROM json_each(?1))', of('n'))
    },
  },
}
