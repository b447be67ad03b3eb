import { html } from 'hono/html'
import type { StandInOrg } from '../org.ts'
import type { Outbound } from '../outbound/open.ts'
import type { Queued } from '../outbound/queue.ts'
import type { Deployment } from '../outbound/triggers/deploy.ts'
import type { Html } from './layout.ts'
import { moment, recordUrl } from './values.ts'

/** Setup › Outbound Messages › View Message Delivery Status. */
export function deliveryBody(org: StandInOrg, { outbox, deployment }: Outbound): Html {
  const { pending, failed, delivered } = outbox.queue.counts()
  const section = (title: string, count: number, state: string, none: string) => {
    const items = outbox.queue.list(state, 100)
    return html`<section class="card">
      <header>
        <h2>${title} <span class="count">(${count})</span></h2>
      </header>
      ${items.length > 0 ? itemTable(items, title) : html`<p>${none}</p>`}
    </section>`
  }
  return html`<section class="card">
      <header>
        <div>
          <p class="kind">Setup</p>
          <h1>Outbound Message Delivery Status</h1>
        </div>
        <div>Org time ${moment(org.clock.now())}</div>
      </header>
      ${triggerList(deployment)}
    </section>
    ${section('Pending', pending, 'pending', 'Nothing waits for delivery.')}
    ${section('Failed', failed, 'failed', 'Nothing was given up. A message is kept for 24 hours.')}
    ${section('Delivered', delivered, 'delivered', 'Nothing was delivered yet.')}`
}

function triggerList({ triggers }: Deployment): Html {
  if (triggers.length === 0) return html`<p>No trigger is deployed in this org.</p>`
  return html`<div class="body">
    <details>
      <summary>${triggers.length} active triggers</summary>
      <ul>
        ${triggers.map(
          ({ name, kind, messages }) =>
            html`<li>
              ${name} <span class="badge">${kind === 'flow' ? 'Flow' : 'Workflow rule'}</span> sends
              ${messages.join(', ')}
            </li>`,
        )}
      </ul>
    </details>
  </div>`
}

const itemTable = (items: Queued[], title: string): Html =>
  html`<div class="scroll">
    <table>
      <caption class="hidden">
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Action</th>
          <th scope="col">Message and record</th>
          <th scope="col">Created</th>
          <th scope="col" class="number">Attempts</th>
          <th scope="col">Next attempt</th>
          <th scope="col">Delivery failure reason</th>
        </tr>
      </thead>
      <tbody>
        ${items.map(itemRow)}
      </tbody>
    </table>
  </div>`

const itemRow = (item: Queued): Html =>
  html`<tr>
    <td>
      <div class="buttons">
        <form method="post" action="/lightning/setup/outbound/${item.id}/retry">
          <button>Retry<span class="hidden"> ${item.id}</span></button>
        </form>
        <form method="post" action="/lightning/setup/outbound/${item.id}/delete">
          <button>Del<span class="hidden">ete ${item.id}</span></button>
        </form>
      </div>
    </td>
    <td>
      ${item.action}<br /><code>${item.id}</code><br /><a href="${recordUrl(item.object, item.recordId)}"
        >${item.recordId}</a
      >
    </td>
    <td>${moment(item.createdAt)}</td>
    <td class="number">${item.attempts}</td>
    <td>${item.state === 'pending' ? moment(item.nextAttemptAt) : '–'}</td>
    <td>${item.reason ?? '–'}</td>
  </tr>`
