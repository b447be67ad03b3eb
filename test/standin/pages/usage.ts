import { html } from 'hono/html'
import type { Call, StandInOrg } from '../org.ts'
import type { Html } from './layout.ts'
import { moment } from './values.ts'

/** API calls of the day and the latest of them. */
export function usageBody({ apiUsage, calls }: StandInOrg): Html {
  return html`<section class="card">
    <header>
      <div>
        <p class="kind">Setup</p>
        <h1>API Usage</h1>
      </div>
      <div><span class="score">${apiUsage.used}</span> of ${apiUsage.limit.toLocaleString('en')} calls used today</div>
    </header>
    ${calls.length > 0 ? callTable(calls.slice(-200).toReversed()) : html`<p>Nobody has called the API yet.</p>`}
  </section>`
}

const callTable = (calls: Call[]): Html =>
  html`<div class="scroll">
    <table>
      <caption class="hidden">
        Latest calls, newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Call</th>
          <th scope="col" class="number">Status</th>
          <th scope="col" class="number">Rows</th>
          <th scope="col">User</th>
        </tr>
      </thead>
      <tbody>
        ${calls.map(
          ({ at, method, path, status, rows, user }) =>
            html`<tr>
              <td>${moment(at)}</td>
              <td>${method} <code>${path}</code></td>
              <td class="number"><span class="badge ${status < 400 ? 'good' : 'bad'}">${status}</span></td>
              <td class="number">${rows ?? '–'}</td>
              <td>${user?.name ?? '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
