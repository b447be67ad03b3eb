import { html } from 'hono/html'
import type { SObject } from '../data/record.ts'
import type { StandInOrg } from '../org.ts'
import { columns } from './columns.ts'
import type { Html } from './layout.ts'
import { fieldsOf, labelOf, nameOf, recordUrl, shown } from './values.ts'

/** At most this many rows of a list; it is a page for people. */
const longest = 200

/** Answers are numbered in the order of their questions. */
const byName = new Set(['Account', 'Contact', 'Survey_Answer__c'])

/** The newest records of an object that fit a condition, as a table whose first column opens them. */
export function recordTable(org: StandInOrg, object: string, where = ''): { count: number; table: Html | string } {
  const type = org.schema.find(object)
  if (!type) return { count: 0, table: '' }
  const fields = fieldsOf(type, columns[object] ?? ['Name'])
  const names = [...new Set(['Id', ...fields.map(({ name }) => name)])]
  const order = byName.has(object) ? 'Name' : 'CreatedDate DESC, Id DESC'
  const found = org.query(`SELECT ${names.join(', ')} FROM ${object} ${where} ORDER BY ${order} LIMIT ${longest}`)
  if (found.length === 0) return { count: 0, table: '' }
  const row = (record: SObject) =>
    html`<tr>
      ${fields.map((field, index) =>
        index === 0
          ? html`<td><a href="${recordUrl(object, String(record.Id))}">${nameOf(record)}</a></td>`
          : html`<td class="${field.type === 'currency' ? 'number' : ''}">
              ${shown(org, field, record[field.name])}
            </td>`,
      )}
    </tr>`
  const table = html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${fields.map((field) => html`<th scope="col" class="${field.type === 'currency' ? 'number' : ''}">${labelOf(field)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${found.map(row)}
      </tbody>
    </table>
  </div>`
  return { count: found.length, table }
}

/** The same as a card with a heading, as related lists are. */
export function relatedList(org: StandInOrg, object: string, where: string): Html {
  const { count, table } = recordTable(org, object, where)
  return html`<section class="card">
    <header>
      <h2>${org.schema.find(object)?.labelPlural ?? object} <span class="count">(${count})</span></h2>
    </header>
    ${count > 0 ? table : html`<p>None yet.</p>`}
  </section>`
}
