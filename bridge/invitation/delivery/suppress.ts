/** Why a person must not be asked. */
export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained'

/**
 * Puts a person on the list; false when all of it stood there already. A wish outranks a bounce: a person may say which
 * address works again, but only he can take back a wish.
 */
export function suppress(sql: SqlStorage, keys: string[], reason: SuppressionReason, now: Date): boolean {
  const changed = sql
    .exec(
      `INSERT INTO suppressions (person_key, reason, at) SELECT value, ?2, ?3 FROM json_each(?1) WHERE true
       ON CONFLICT (person_key) DO UPDATE SET reason = excluded.reason, at = excluded.at
       WHERE suppressions.reason = 'bounced' AND excluded.reason <> 'bounced' RETURNING person_key`,
      JSON.stringify(keys),
      reason,
      now.getTime(),
    )
    .toArray()
  return changed.length > 0
}

/** Why this person must not be asked, or null; any known key counts. */
export function isSuppressed(sql: SqlStorage, keys: string[]): SuppressionReason | null {
  const found = sql
    .exec<{ reason: SuppressionReason }>(
      `SELECT reason FROM suppressions WHERE person_key IN (SELECT value FROM json_each(?1))
       ORDER BY reason = 'bounced' LIMIT 1`,
      JSON.stringify(keys),
    )
    .toArray()
  return found[0]?.reason ?? null
}

/**
 * RFC 3463: 5.1.x is the recipient's address (but 7 and 8 are the sender's), 5.2.1 a mailbox that is switched off, 5.4.4 a
 * domain that takes no mail. A full mailbox, a policy or a spam filter says nothing for next month.
 */
export const isAddressAtFault = (status: string): boolean => /^5\.(1\.(?![78]\b)\d{1,3}|2\.1|4\.4)\b/.test(status)
