import { Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { html } from 'hono/html'
import type { StandInOrg } from '../org.ts'
import type { Outbound } from '../outbound/open.ts'
import { actionsFor } from './actions.ts'
import { deliveryBody } from './delivery.ts'
import { orgPage, type Html } from './layout.ts'
import { recordBody } from './record.ts'
import { recordTable } from './table.ts'
import { usageBody } from './usage.ts'
import { nameOf, recordUrl } from './values.ts'

const deliveryUrl = '/lightning/setup/outbound'

/** What a person sees of an org: lists, records, a few buttons, two pages of Setup. */
export function pages(org: StandInOrg, outbound: Outbound): Hono {
  const app = new Hono()
    .use(csrf())
    .get('/', (c) => c.redirect('/lightning/o/Case/list'))
    .get('/lightning/o/:object/list', (c) => {
      const type = org.schema.find(c.req.param('object'))
      if (!type) return c.notFound()
      const { count, table } = recordTable(org, type.name)
      const body = html`<section class="card">
        <header>
          <h1>${type.labelPlural} <span class="count">(${count})</span></h1>
        </header>
        ${count > 0 ? table : html`<p>None yet.</p>`}
      </section>`
      return c.html(orgPage(org, `/lightning/o/${type.name}/list`, { title: type.labelPlural, body, live: true }))
    })
    .get('/lightning/r/:object/:id/view', (c) => {
      const type = org.schema.find(c.req.param('object'))
      const record = type && org.read(type.name, c.req.param('id'))
      if (!type || !record) return c.notFound()
      const failure = c.req.query('failure')
      const notice = failure ? html`<p class="notice bad" role="alert">${failure}</p>` : ''
      const body = html`${notice} ${recordBody(org, type, record)}`
      return c.html(orgPage(org, `/lightning/o/${type.name}/list`, { title: nameOf(record), body, live: true }))
    })
    .post('/lightning/r/:object/:id/:action', (c) => {
      const { object, id, action } = c.req.param()
      const record = org.schema.find(object) && org.read(object, id)
      const agent = org.users.find(({ kind }) => kind === 'agent')
      if (!record || !agent) return c.notFound()
      const wanted = actionsFor(object, record).find((possible) => possible.action === action)
      if (!wanted) return c.redirect(recordUrl(object, id), 303)
      const saved = org.save(agent, object, wanted.fields, id)
      const failure = saved.success ? '' : saved.errors.map(({ message }) => message).join(' ')
      return c.redirect(recordUrl(object, id) + (failure && `?${new URLSearchParams({ failure })}`), 303)
    })
    .get(deliveryUrl, (c) =>
      c.html(orgPage(org, deliveryUrl, { title: 'Message Delivery', body: deliveryBody(org, outbound), live: true })),
    )
    .post(`${deliveryUrl}/:id/:action`, (c) => {
      const { id, action } = c.req.param()
      if (action === 'retry') outbound.outbox.queue.retry(id, org.clock.now())
      if (action === 'delete') outbound.outbox.queue.remove(id)
      outbound.outbox.wake()
      return c.redirect(deliveryUrl, 303)
    })
    .get('/lightning/setup/usage', (c) =>
      c.html(orgPage(org, '/lightning/setup/usage', { title: 'API Usage', body: usageBody(org), live: true })),
    )
    // What Salesforce itself answers for a record opened by its bare id.
    .get('/:id{[a-zA-Z0-9]{15,18}}', (c) => {
      const type = org.schema.ofId(c.req.param('id'))
      return type ? c.redirect(recordUrl(type.name, c.req.param('id'))) : c.notFound()
    })
  app.notFound((c) => c.html(orgPage(org, '', { title: 'Not found', body: missing }), 404))
  return app
}

const missing: Html = html`<section class="card">
  <header><h1>There is nothing here</h1></header>
  <p>The record may have been deleted or merged.</p>
</section>`
