import type { Analytics } from '../core/config.ts'
import type { Result } from '../core/failures.ts'
import { log } from '../core/log.ts'
import { measure } from './analytics.ts'

type Message = { org: string; door: string; notifications: { id: string }[]; startedAt: number }

/** One line for a message, whatever it carries; the first id is enough to find its notifications by. */
export function tellAccepted(
  analytics: Analytics | null,
  { org, door, notifications, startedAt }: Message,
  stored: Result<{ fresh: number }>,
): void {
  const count = notifications.length
  const at = { org, door, notification: notifications[0]?.id ?? '', count, ms: Date.now() - startedAt }
  if (stored.ok) log('info', 'accepted', { ...at, fresh: stored.value.fresh })
  else log('warn', 'not_accepted', { ...at, code: stored.failure.code })
  const done = stored.ok ? stored.value.fresh : 0
  const kind = stored.ok ? undefined : stored.failure.code
  measure(analytics, 'accepted', { org, of: door, kind }, { items: count, done, failed: 0, calls: 1, ms: at.ms })
}
