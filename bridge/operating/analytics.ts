import type { Analytics } from '../core/config.ts'
import { log } from '../core/log.ts'

/**
 * One data point for a message or a run of a lane; nothing where the binding is missing, as on plain workerd. Its index is the org, its
 * blobs the event and what it is of, its doubles those of `numbers` in this order: items, fresh or done, failed, calls, ms.
 * Source: developers.cloudflare.com/analytics/analytics-engine/limits/ (one index of 96 bytes, 20 blobs, 20 doubles)
 */
export function measure(
  analytics: Analytics | null,
  event: 'accepted' | 'lane',
  at: { org: string; of: string; kind?: string | undefined },
  numbers: { items: number; done: number; failed: number; calls: number; ms: number },
): void {
  try {
    const { items, done, failed, calls, ms } = numbers
    analytics?.writeDataPoint({
      indexes: [at.org],
      blobs: [event, at.of, at.kind ?? ''],
      doubles: [items, done, failed, calls, ms],
    })
  } catch (cause) {
    log('warn', 'analytics', { org: at.org }, cause) // being measured never stops the work
  }
}
