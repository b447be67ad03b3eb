import { html } from 'hono/html'
import type { SObject } from '../../data/record.ts'
import type { StandInOrg } from '../../org.ts'
import { columns } from './columns.ts'
import { card, type Html } from './layout.ts'
import { fieldsOf, labelOf, nameOf, recordUrl, shown } from './values.ts'

/** At most this many rows of a list; it is a page for people. */
const longest = 200

/** Answers are numbered in the order of their questions. */
const byName = new Set(['Account', 'Contact', 'Survey_Answer__c'])

/** Columns of a table; numbers stand on the right. */
export type Column = { label: string; isNumber?: boolean }

/** A table as the design system draws one. */
export const table = (caption: string, heads: Column[], rows: (Html | string)[][]): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table class="slds-table slds-table_cell-buffer slds-table_bordered">
      <thead>
        <tr>
          ${heads.map(({ label, isNumber }) => html`<th scope="col" class="${isNumber ? 'number' : ''}">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td class="${heads[index]?.isNumber ? 'number' : ''}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`

/** The newest records of an object that fit a condition, as a table whose first column opens them. */
export function recordTable(org: StandInOrg, object: string, where = '', names = columns[object] ?? ['Name']) {
  const type = org.schema.find(object)
  if (!type) return { count: 0, table: '' }
  const fields = fieldsOf(type, names)
  const selected = [...new Set(['Id', ...fields.map(({ name }) => name)])]
  const order = byName.has(object) ? 'Name' : 'CreatedDate DESC, Id DESC'
  const found = org.query(`SELECT ${selected.join(', ')} FROM ${object} ${where} ORDER BY ${order} LIMIT ${longest}`)
  if (found.length === 0) return { count: 0, table: '' }
  const cell = (record: SObject, index: number) => {
    const field = fields[index]!
    if (index > 0) return shown(org, field, record[field.name])
    return html`<a href="${recordUrl(object, String(record['Id']))}">${nameOf(record)}</a>`
  }
  const heads = fields.map((field) => ({ label: labelOf(field), isNumber: field.type === 'currency' }))
  const rows = found.map((record) => fields.map((_, index) => cell(record, index)))
  return { count: found.length, table: table(type.labelPlural, heads, rows) }
}

/** The same as a card with a heading, as related lists are. */
export function relatedList(org: StandInOrg, object: string, where: string, names?: string[]): Html {
  const { count, table } = recordTable(org, object, where, names)
  const label = org.schema.find(object)?.labelPlural ?? object
  return card(
    html`<h2 class="slds-card__header-title">${label} (${count})</h2>`,
    count > 0 ? table : html`<p class="none">None yet.</p>`,
    `${object} ${where}`,
  )
}
