import { html } from 'hono/html'
import type { StandInOrg } from '../../org.ts'
import { card, type Html } from './layout.ts'
import { table } from './table.ts'
import { moment } from './values.ts'

/** API calls of the day and the latest of them. */
export function usageBody({ apiUsage, calls }: StandInOrg): Html {
  const heads = [
    { label: 'Time' },
    { label: 'Call' },
    { label: 'Status', isNumber: true },
    { label: 'Rows', isNumber: true },
    { label: 'User' },
  ]
  const rows = calls
    .slice(-200)
    .toReversed()
    .map(({ at, method, path, status, rows, user }) => [
      moment(at),
      html`${method} <code>${path}</code>`,
      html`<span class="slds-badge ${status < 400 ? 'slds-theme_success' : 'slds-theme_error'}">${status}</span>`,
      String(rows ?? '–'),
      user?.name ?? '–',
    ])
  return card(
    html`<h1 class="slds-card__header-title">
      API Usage: ${apiUsage.used} of ${apiUsage.limit.toLocaleString('en')} calls used today
    </h1>`,
    rows.length > 0
      ? table('Latest calls, newest first', heads, rows)
      : html`<p class="none">Nobody has called the API yet.</p>`,
    'usage',
  )
}
