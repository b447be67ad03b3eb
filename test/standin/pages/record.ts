import { html } from 'hono/html'
import type { Row } from '../data/record.ts'
import type { StandInOrg } from '../org.ts'
import type { Field, ObjectType } from '../schema/field.ts'
import { actionsFor } from './actions.ts'
import { highlights, related, surveyLookup } from './columns.ts'
import type { Html } from './layout.ts'
import { relatedList } from './table.ts'
import { fieldsOf, labelOf, nameOf, shown } from './values.ts'

/** A record with its details, its buttons, and the surveys about it. */
export function recordBody(org: StandInOrg, type: ObjectType, record: Row): Html {
  const top = fieldsOf(type, highlights[type.name] ?? ['Name'])
  const others = [...type.fields.values()].filter((field) => !top.includes(field))
  return html`<article class="card">
      <header>
        <div>
          <p class="kind">${type.label}</p>
          <h1>${nameOf(record)}</h1>
        </div>
        <div class="buttons">
          ${actionsFor(type.name, record).map(
            ({ action, label, main }) =>
              html`<form method="post" action="/lightning/r/${type.name}/${record.Id}/${action}">
                <button class="${main ? 'main' : ''}">${label}</button>
              </form>`,
          )}
        </div>
      </header>
      <div class="body">
        ${details(org, record, top)}
        <details>
          <summary>All other fields</summary>
          ${details(org, record, others)}
        </details>
      </div>
    </article>
    ${surveyLists(org, type.name, record.Id)}
    ${(related[type.name] ?? []).map(([object, lookup]) => relatedList(org, object, `WHERE ${lookup} = '${record.Id}'`))}`
}

const details = (org: StandInOrg, record: Row, fields: Field[]): Html =>
  html`<dl>
    ${fields.map(
      (field) =>
        html`<div>
          <dt>${labelOf(field)}</dt>
          <dd>${shown(org, field, record[field.name])}</dd>
        </div>`,
    )}
  </dl>`

/** Invitations and responses that point at the record, and what was answered. */
function surveyLists(org: StandInOrg, object: string, id: string): Html | string {
  const lookup = surveyLookup[object]
  if (!lookup) return ''
  const where = `WHERE ${lookup} = '${id}'`
  const responses = org.query(`SELECT Id, Name FROM Survey_Response__c ${where} ORDER BY CreatedDate DESC LIMIT 20`)
  return html`${relatedList(org, 'Survey_Invitation__c', where)} ${relatedList(org, 'Survey_Response__c', where)}
  ${responses.map(({ Id, Name }) => {
    const answers = relatedList(org, 'Survey_Answer__c', `WHERE Response__c = '${String(Id)}'`)
    return html`<div role="group" aria-label="Answers of ${String(Name)}">${answers}</div>`
  })}`
}
