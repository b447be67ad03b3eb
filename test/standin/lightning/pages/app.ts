import { Hono, type Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import type { StandInOrg } from '../../org.ts'
import type { Outbound } from '../../outbound/open.ts'
import { assets } from '../components/assets.ts'
import { appTabs, flexiPages } from '../package/flexipages.ts'
import { languages } from '../package/translations.ts'
import type { NamedCredential } from '../services/apex.ts'
import { services } from '../services/routes.ts'
import { actionsFor } from './actions.ts'
import { deliveryBody } from './delivery.ts'
import { card, orgPage, type Html, type Visit } from './layout.ts'
import { liveScriptHash } from './live.ts'
import { appBody, componentBody, recordBody } from './regions.ts'
import { recordTable } from './table.ts'
import { usageBody } from './usage.ts'
import { nameOf, recordUrl } from './values.ts'

const deliveryUrl = '/lightning/setup/outbound'
const usageUrl = '/lightning/setup/usage'
/** Components put style sheets of their own on the page; scripts come from here alone, and nothing from elsewhere. */
const policy = `default-src 'self'; script-src 'self' ${liveScriptHash}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`

/** What a person sees of an org: lists, records with the package's components, a few buttons, two pages of Setup. */
export function pages(org: StandInOrg, outbound: Outbound, namedCredential: () => NamedCredential | null): Hono {
  const user = org.users.find(({ kind }) => kind === 'agent')!
  const visit = (c: Context): Visit => ({ org, user, language: languageOf(c, org, user.id) })
  const app = new Hono()
    .use(csrf())
    .use(async (c, next) => {
      await next()
      c.header('Content-Security-Policy', policy)
    })
    .route('/lightning/assets', assets())
    .route('/lightning/data', services({ org, user, namedCredential }))
    .get('/', (c) => c.redirect('/lightning/o/Case/list'))
    .get('/lightning/o/:object/list', (c) => {
      const type = org.schema.find(c.req.param('object'))
      if (!type) return c.notFound()
      const { count, table } = recordTable(org, type.name)
      const heading = html`<h1 class="slds-card__header-title">${type.labelPlural} (${count})</h1>`
      const body = card(heading, count > 0 ? table : html`<p class="none">None yet.</p>`, 'list')
      return c.html(orgPage(visit(c), { title: type.labelPlural, tab: `/lightning/o/${type.name}/list`, body }))
    })
    .get('/lightning/n/:tab', (c) => {
      const tab = appTabs().find(({ name }) => name === c.req.param('tab'))
      const page = flexiPages().find(({ name }) => name === tab?.page)
      if (!tab || !page) return c.notFound()
      const body = appBody(page)
      return c.html(orgPage(visit(c), { title: tab.label, tab: `/lightning/n/${tab.name}`, body, components: true }))
    })
    .get('/lightning/component/:name', (c) => {
      const name = c.req.param('name')
      const body = componentBody(name, c.req.query())
      return c.html(orgPage(visit(c), { title: name, tab: '', body, components: true }))
    })
    .get('/lightning/r/:object/:id/view', (c) => {
      const type = org.schema.find(c.req.param('object'))
      const record = type && org.read(type.name, c.req.param('id'))
      if (!type || !record) return c.notFound()
      const failure = c.req.query('failure')
      const notice = failure ? html`<p class="notice" role="alert">${failure}</p>` : ''
      const body = html`${notice} ${recordBody({ ...visit(c), type, record })}`
      const tab = `/lightning/o/${type.name}/list`
      return c.html(orgPage(visit(c), { title: nameOf(record), tab, body, components: true }))
    })
    .post('/lightning/r/:object/:id/:action', (c) => {
      const { object, id, action } = c.req.param()
      const record = org.schema.find(object) && org.read(object, id)
      if (!record) return c.notFound()
      const wanted = actionsFor(object, record).find((possible) => possible.action === action)
      if (!wanted) return c.redirect(recordUrl(object, id), 303)
      const saved = org.save(user, object, wanted.fields, id)
      const failure = saved.success ? '' : saved.errors.map(({ message }) => message).join(' ')
      return c.redirect(recordUrl(object, id) + (failure && `?${new URLSearchParams({ failure })}`), 303)
    })
    .get(deliveryUrl, (c) =>
      c.html(orgPage(visit(c), { title: 'Message Delivery', tab: deliveryUrl, body: deliveryBody(org, outbound) })),
    )
    .post(`${deliveryUrl}/:id/:action`, (c) => {
      const { id, action } = c.req.param()
      if (action === 'retry') outbound.outbox.queue.retry(id, org.clock.now())
      if (action === 'delete') outbound.outbox.queue.remove(id)
      outbound.outbox.wake()
      return c.redirect(deliveryUrl, 303)
    })
    .get(usageUrl, (c) => c.html(orgPage(visit(c), { title: 'API Usage', tab: usageUrl, body: usageBody(org) })))
    // What Salesforce itself answers for a record opened by its bare id.
    .get('/:id{[a-zA-Z0-9]{15,18}}', (c) => {
      const type = org.schema.ofId(c.req.param('id'))
      return type ? c.redirect(recordUrl(type.name, c.req.param('id'))) : c.notFound()
    })
  app.notFound((c) => c.html(orgPage(visit(c), { title: 'Not found', tab: '', body: missing }), 404))
  return app
}

/** `?lang=fr` stays for the visit; else the language of the user. */
function languageOf(c: Context, org: StandInOrg, userId: string): Visit['language'] {
  const asked = c.req.query('lang')
  if (asked) setCookie(c, 'lang', asked, { sameSite: 'Lax', path: '/' })
  const own = org.read('User', userId)?.['LanguageLocaleKey']
  const wanted = [asked, getCookie(c, 'lang'), String(own)]
  return wanted.flatMap((one) => languages.find((language) => one?.startsWith(language)) ?? [])[0] ?? 'en'
}

const missing: Html = card(
  html`<h1 class="slds-card__header-title">There is nothing here</h1>`,
  html`<p class="none">The record may have been deleted or merged.</p>`,
)
