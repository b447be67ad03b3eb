import { html } from 'hono/html'
import type { Row } from '../../data/record.ts'
import type { Field, ObjectType } from '../../schema/field.ts'
import { quickActions } from '../package/flexipages.ts'
import { actionsFor } from './actions.ts'
import { highlights, related, surveyLookup } from './columns.ts'
import { card, icon, type Html, type Visit } from './layout.ts'
import { relatedList } from './table.ts'
import { fieldsOf, labelOf, nameOf, shown } from './values.ts'

/** The record a page is about. */
export type Subject = Visit & { type: ObjectType; record: Row }

const icons: Record<string, string> = {
  Account: 'standard:account',
  Contact: 'standard:contact',
  Case: 'standard:case',
  Opportunity: 'standard:opportunity',
  Lead: 'standard:lead',
  Survey_Invitation__c: 'standard:survey',
  Survey_Response__c: 'standard:feedback',
}

/** What the record is called, what can be done with it, and its first fields. */
export function highlightsPanel(subject: Subject): Html {
  const { org, type, record } = subject
  const fields = fieldsOf(type, highlights[type.name] ?? ['Name']).slice(0, 6)
  return html`<div class="slds-page-header slds-page-header_record-home" data-live="highlights">
    <div class="slds-page-header__row">
      <div class="slds-page-header__col-title">
        <div class="slds-media">
          <div class="slds-media__figure">${icon(icons[type.name] ?? 'standard:record')}</div>
          <div class="slds-media__body">
            <div class="slds-page-header__name">
              <div class="slds-page-header__name-title">
                <h1>
                  <span>${type.label}</span>
                  <span class="slds-page-header__title slds-truncate">${nameOf(record)}</span>
                </h1>
              </div>
            </div>
          </div>
        </div>
      </div>
      <div class="slds-page-header__col-actions">${buttons(subject)}</div>
    </div>
    <div class="slds-page-header__row slds-page-header__row_gutters">
      <div class="slds-page-header__col-details">
        <ul class="slds-page-header__detail-row">
          ${fields.map(
            (field) =>
              html`<li class="slds-page-header__detail-block">
                <div class="slds-text-title slds-truncate">${labelOf(field)}</div>
                <div>${shown(org, field, record[field.name])}</div>
              </li>`,
          )}
        </ul>
      </div>
    </div>
  </div>`
}

/** The agent's own buttons, and the package's quick actions of this object. */
function buttons({ type, record }: Subject): Html {
  const properties = JSON.stringify({ recordId: record.Id, objectApiName: type.name })
  return html`<div class="slds-page-header__controls">
    ${quickActions()
      .filter(({ object }) => object === type.name)
      .map(
        ({ label, component }) =>
          html`<div class="slds-page-header__control">
            <button class="slds-button slds-button_neutral" data-action="${component}" data-properties="${properties}">
              ${label}
            </button>
          </div>`,
      )}
    ${actionsFor(type.name, record).map(
      ({ action, label, main }) =>
        html`<form
          class="slds-page-header__control"
          method="post"
          action="/lightning/r/${type.name}/${record.Id}/${action}"
        >
          <button class="slds-button ${main ? 'slds-button_brand' : 'slds-button_neutral'}">${label}</button>
        </form>`,
    )}
  </div>`
}

/** The fields people look for, and folded away the others. */
export function detailPanel({ org, type, record }: Subject): Html {
  const top = fieldsOf(type, highlights[type.name] ?? ['Name'])
  const others = [...type.fields.values()].filter((field) => !top.includes(field))
  const list = (fields: Field[]) =>
    html`<dl class="fields">
      ${fields.map(
        (field) =>
          html`<div>
            <dt class="slds-text-title">${labelOf(field)}</dt>
            <dd>${shown(org, field, record[field.name])}</dd>
          </div>`,
      )}
    </dl>`
  return card(
    html`<h2 class="slds-card__header-title">Details</h2>`,
    html`${list(top)}
      <details class="more">
        <summary>All other fields</summary>
        ${list(others)}
      </details>`,
    'details',
  )
}

/** Related lists: those of surveys with what was answered, and the object's own. */
export function relatedLists({ org, type: { name: object }, record }: Subject): Html {
  const lookup = surveyLookup[object]
  const where = `WHERE ${lookup} = '${record.Id}'`
  const responses = lookup
    ? org.query(`SELECT Id, Name FROM Survey_Response__c ${where} ORDER BY CreatedDate DESC LIMIT 20`)
    : []
  return html`<div class="group">
    ${lookup ? ['Survey_Invitation__c', 'Survey_Response__c'].map((list) => relatedList(org, list, where)) : ''}
    ${responses.map(({ Id, Name }) => {
      const answers = relatedList(org, 'Survey_Answer__c', `WHERE Response__c = '${String(Id)}'`)
      return html`<div role="group" aria-label="Answers of ${String(Name)}">${answers}</div>`
    })}
    ${(related[object] ?? []).map(([list, field]) => relatedList(org, list, `WHERE ${field} = '${record.Id}'`))}
  </div>`
}
