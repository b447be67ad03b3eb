import { html } from 'hono/html'
import type { StandInOrg } from '../../org.ts'
import type { Outbound } from '../../outbound/open.ts'
import type { Queued } from '../../outbound/queue.ts'
import type { Deployment } from '../../api/metadata/effects/triggers.ts'
import { card, type Html } from './layout.ts'
import { table } from './table.ts'
import { moment, recordUrl } from './values.ts'

/** Setup › Outbound Messages › View Message Delivery Status. */
export function deliveryBody(org: StandInOrg, { outbox, deployment }: Outbound): Html {
  const { pending, failed, delivered } = outbox.queue.counts()
  const section = (title: string, count: number, state: string, none: string) => {
    const items = outbox.queue.list(state, 100)
    const body = items.length > 0 ? table(title, heads, items.map(itemRow)) : html`<p class="none">${none}</p>`
    return card(html`<h2 class="slds-card__header-title">${title} (${count})</h2>`, body, state)
  }
  return html`${card(
    html`<h1 class="slds-card__header-title">Outbound Message Delivery Status</h1>`,
    html`<p class="none">Org time ${moment(org.clock.now())}</p>
      ${triggerList(deployment)}`,
    'triggers',
  )}
  ${section('Pending', pending, 'pending', 'Nothing waits for delivery.')}
  ${section('Failed', failed, 'failed', 'Nothing was given up. A message is kept for 24 hours.')}
  ${section('Delivered', delivered, 'delivered', 'Nothing was delivered yet.')}`
}

function triggerList({ triggers }: Deployment): Html {
  if (triggers.length === 0) return html`<p class="none">No trigger is deployed in this org.</p>`
  return html`<details class="more">
    <summary>${triggers.length} active triggers</summary>
    <ul class="none">
      ${triggers.map(
        ({ name, kind, messages }) =>
          html`<li>
            ${name} <span class="slds-badge">${kind === 'flow' ? 'Flow' : 'Workflow rule'}</span> sends
            ${messages.join(', ')}
          </li>`,
      )}
    </ul>
  </details>`
}

const heads = [
  { label: 'Action' },
  { label: 'Message and record' },
  { label: 'Created' },
  { label: 'Attempts', isNumber: true },
  { label: 'Next attempt' },
  { label: 'Delivery failure reason' },
]

const itemRow = (item: Queued): (Html | string)[] => [
  html`<form method="post" action="/lightning/setup/outbound/${item.id}/retry">
      <button class="slds-button slds-button_neutral">Retry<span class="slds-assistive-text"> ${item.id}</span></button>
    </form>
    <form method="post" action="/lightning/setup/outbound/${item.id}/delete">
      <button class="slds-button slds-button_neutral">
        Del<span class="slds-assistive-text">ete ${item.id}</span>
      </button>
    </form>`,
  html`${item.action}<br /><code>${item.id}</code><br /><a href="${recordUrl(item.object, item.recordId)}"
      >${item.recordId}</a
    >`,
  moment(item.createdAt),
  String(item.attempts),
  item.state === 'pending' ? moment(item.nextAttemptAt) : '–',
  item.reason ?? '–',
]
