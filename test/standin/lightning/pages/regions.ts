import { html } from 'hono/html'
import { packageComponents } from '../components/sources.ts'
import { flexiPages, type FlexiPage, type Placed } from '../package/flexipages.ts'
import { textsIn } from '../package/translations.ts'
import type { Html } from './layout.ts'
import { detailPanel, highlightsPanel, relatedLists, type Subject } from './record.ts'
import { relatedList } from './table.ts'

const place = (component: string): Placed => ({ component, properties: {}, facets: {} })

/** Where the package has no page for an object. */
const usual: FlexiPage['regions'] = {
  header: [place('force:highlightsPanel')],
  main: [place('force:detailPanel'), place('force:relatedListContainer')],
}

/** The page of a record as the package's Lightning page lays it out. */
export function recordBody(subject: Subject): Html {
  const { regions } = flexiPages().find(({ object }) => object === subject.type.name) ?? { regions: usual }
  return html`<div class="record">
    ${Object.entries(regions).map(
      ([name, items]) => html`<div class="region ${name}">${items.map((item) => recordPart(subject, item))}</div>`,
    )}
  </div>`
}

/** One component by itself, e.g. one that stands on screens of flows only. */
export const componentBody = (name: string, properties: Record<string, string>): Html =>
  html`<h1 class="slds-assistive-text">${name}</h1>
    <div class="alone slds-card slds-var-p-around_medium">${componentPlace(name, properties)}</div>`

/** An app page of the package, e.g. the Setup Assistant. */
export const appBody = ({ label, regions }: FlexiPage): Html =>
  html`<h1 class="slds-assistive-text">${label}</h1>
    ${Object.values(regions)
      .flat()
      .map(({ component, properties }) => componentPlace(component, properties))}`

function recordPart(subject: Subject, item: Placed): Html | string {
  switch (item.component) {
    case 'force:highlightsPanel':
      return highlightsPanel(subject)
    case 'force:detailPanel':
      return detailPanel(subject)
    case 'force:relatedListContainer':
      return relatedLists(subject)
    case 'lst:dynamicRelatedList':
      return dynamicList(subject, item.properties)
    case 'flexipage:tabset':
      return tabset(subject, item.facets['tabs'] ?? [])
    default:
      return componentPlace(item.component, {
        ...item.properties,
        recordId: subject.record.Id,
        objectApiName: subject.type.name,
      })
  }
}

/** The place of one of the package's components; Salesforce's own beside them (activities, chatter) are not here. */
function componentPlace(name: string, properties: Record<string, string>): Html | string {
  if (!packageComponents().some((known) => known.name === name)) return ''
  return html`<div data-component="${name}" data-properties="${JSON.stringify(properties)}"></div>`
}

function dynamicList({ org, type, record }: Subject, properties: Record<string, string>): Html | string {
  const { relatedListApiName, relatedListFieldAliases = '' } = properties
  const list = org.schema.references(type.name).find(({ field }) => field.childRelationshipName === relatedListApiName)
  const names = relatedListFieldAliases.split(',').map((name) => (name === 'NAME' ? 'Name' : name))
  return list ? relatedList(org, list.type.name, `WHERE ${list.field.name} = '${record.Id}'`, names) : ''
}

const standardTabs: Record<string, string> = {
  'Standard.Tab.detail': 'Details',
  'Standard.Tab.relatedLists': 'Related',
}

function tabset(subject: Subject, tabs: Placed[]): Html {
  const { labels } = textsIn(subject.language)
  const active = Math.max(
    0,
    tabs.findIndex(({ properties }) => properties['active'] === 'true'),
  )
  const title = ({ properties: { title = '' } }: Placed) => {
    const [, label] = /^\{!\$Label\.(?:\w+\.)?(\w+)\}$/.exec(title) ?? []
    return label ? (labels[label] ?? label) : (standardTabs[title] ?? title)
  }
  return html`<div class="slds-tabs_card" data-tabs>
    <ul class="slds-tabs_default__nav" role="tablist">
      ${tabs.map(
        (tab, index) =>
          html`<li class="slds-tabs_default__item ${index === active ? 'slds-is-active' : ''}" role="presentation">
            <a
              class="slds-tabs_default__link"
              href="#tab-${index}"
              role="tab"
              id="tab-of-${index}"
              aria-controls="tab-${index}"
              aria-selected="${String(index === active)}"
              tabindex="${index === active ? 0 : -1}"
              >${title(tab)}</a
            >
          </li>`,
      )}
    </ul>
    ${tabs.map(
      (tab, index) =>
        html`<div
          id="tab-${index}"
          class="slds-tabs_default__content ${index === active ? 'slds-show' : 'slds-hide'}"
          role="tabpanel"
          aria-labelledby="tab-of-${index}"
        >
          ${(tab.facets['body'] ?? []).map((item) => recordPart(subject, item))}
        </div>`,
    )}
  </div>`
}
