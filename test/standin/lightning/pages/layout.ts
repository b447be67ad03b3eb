import { html, raw } from 'hono/html'
import type { User } from '../../data/record.ts'
import type { StandInOrg } from '../../org.ts'
import { appTabs } from '../package/flexipages.ts'
import { textsIn, type Language } from '../package/translations.ts'
import { timeZone } from '../services/values.ts'
import { liveScript } from './live.ts'

export type Html = ReturnType<typeof html>
/** Who looks at the org, and in which language. */
export type Visit = { org: StandInOrg; user: User; language: Language }
/** `tab` is the address of the current one; `components` says that some of the package's stand on the page. */
export type Page = { title: string; tab: string; body: Html; components?: boolean }

const assets = '/lightning/assets'
const locales: Record<Language, string> = { en: 'en-US', fr: 'fr-FR' }

const tabs: [href: string, label: string][] = [
  ['/lightning/o/Account/list', 'Accounts'],
  ['/lightning/o/Contact/list', 'Contacts'],
  ['/lightning/o/Case/list', 'Cases'],
  ['/lightning/o/Opportunity/list', 'Opportunities'],
  ['/lightning/o/Lead/list', 'Leads'],
]
const setup: [href: string, label: string][] = [
  ['/lightning/setup/outbound', 'Message Delivery'],
  ['/lightning/setup/usage', 'API Usage'],
]

function packageTabs(org: StandInOrg): [href: string, label: string][] {
  return appTabs().map(({ name, label, page }) =>
    page ? [`/lightning/n/${name}`, label] : [`/lightning/o/${name}/list`, org.schema.find(name)?.labelPlural ?? name],
  )
}

/** A page of the org with its header and tabs; what is marked `data-live` in it brings itself up to date. */
export const orgPage = (visit: Visit, { title, tab, body, components = false }: Page): Html =>
  html`<!doctype html>
    <html lang="${visit.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} | Stand-in Salesforce</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets}/slds/styles/salesforce-lightning-design-system.min.css" />
        <link rel="stylesheet" href="${assets}/shell.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        ${header(visit)} ${navigation(visit, tab)}
        <main id="content">${body}</main>
        ${liveScript} ${components ? componentScripts(visit) : ''}
      </body>
    </html>`

const header = ({ org, user }: Visit): Html =>
  html`<header class="top">
    <strong>Stand-in Salesforce</strong>
    ${org.isSandbox ? html`<span class="slds-badge slds-theme_warning">Sandbox</span>` : ''}<code>${org.id}</code>
    <nav aria-label="Setup">${setup.map(([href, label]) => html`<a href="${href}">${label}</a>`)}</nav>
    <span>${user.name}</span>
  </header>`

const navigation = ({ org }: Visit, current: string): Html =>
  html`<nav class="tabs" aria-label="Tabs">
    <span class="app">Survey Bridge</span>
    ${[...tabs, ...packageTabs(org)].map(
      ([href, label]) => html`<a href="${href}" ${href === current ? html`aria-current="page"` : ''}>${label}</a>`,
    )}
  </nav>`

/** What the components need to know, and they themselves. */
function componentScripts({ user, language }: Visit): Html {
  const settings = {
    language,
    locale: locales[language],
    timeZone,
    currency: 'EUR',
    userId: user.id,
    permissions: ['Survey_Bridge_Admin'],
    labels: textsIn(language).labels,
  }
  const json = raw(JSON.stringify(settings).replaceAll('<', '\\u003c'))
  return html`<dialog class="screen-action"></dialog>
    <script type="application/json" id="settings">
      ${json}
    </script>
    <script src="${assets}/components.js" defer></script>`
}

/** An icon of the design system, e.g. `standard:case`. */
export function icon(name: string): Html {
  const [sprite = '', symbol = ''] = name.split(':')
  return html`<span class="slds-icon_container slds-icon-${sprite}-${symbol}"
    ><svg class="slds-icon slds-page-header__icon" aria-hidden="true">
      <use href="${assets}/slds/icons/${sprite}-sprite/svg/symbols.svg#${symbol}"></use></svg
  ></span>`
}

/** A card with a heading. */
export const card = (heading: Html, body: Html | string, live?: string): Html =>
  html`<article class="slds-card" ${live ? html`data-live="${live}"` : ''}>
    <div class="slds-card__header slds-grid">
      <header class="slds-media slds-media_center slds-has-flexi-truncate">${heading}</header>
    </div>
    <div class="slds-card__body">${body}</div>
  </article>`
