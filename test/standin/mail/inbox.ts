import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { HostedEnv } from '../control/app.ts'
import { frame, type Html } from './frame.ts'
import { moment } from '../lightning/pages/values.ts'
import type { Mail } from './mailbox.ts'

const views = { html: 'As the customer sees it', text: 'Plain text', source: 'Source' } as const
type View = keyof typeof views

/** An org's mailbox for people: the list, one mail three ways. */
export const inbox = () =>
  new Hono<HostedEnv>()
    .get('/', (c) => {
      const { org, mail } = c.var.hosted
      return c.html(page(c, 'Mailbox', listBody(org.id, mail.mailbox.list(), mail.mailbox.count()), true))
    })
    .get('/:id', (c) => {
      const { mailbox } = c.var.hosted.mail
      const id = Number(c.req.param('id'))
      const mail = mailbox.find(id)
      if (!mail) return c.html(page(c, 'No such mail', html`<p class="notice bad">This mail is not here.</p>`), 404)
      const asked = c.req.query('view') ?? ''
      const view: View = asked in views ? (asked as View) : mail.html ? 'html' : 'text'
      const source = view === 'source' ? (mailbox.source(id)?.toString('utf8') ?? '') : ''
      return c.html(page(c, mail.subject, mailBody(c.var.hosted.org.id, mail, view, source)))
    })
    .get('/:id/html', (c) => {
      const mail = c.var.hosted.mail.mailbox.find(Number(c.req.param('id')))
      // A mail is somebody else's page: no scripts, no forms, and its links open beside it.
      c.header(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; sandbox allow-popups allow-popups-to-escape-sandbox",
      )
      return c.body(linksOpenBeside(mail?.html ?? ''), 200, { 'Content-Type': 'text/html; charset=utf-8' })
    })

const page = (c: Context<HostedEnv>, title: string, body: Html, live = false): Html =>
  frame({
    title: `${title} | Mailbox`,
    live,
    body,
    heading: html`<header class="top">
      <strong>Mailbox</strong><code>${c.var.hosted.org.id}</code
      ><a href="${c.var.hosted.org.url}" style="color: #fff">Open the org</a>
    </header>`,
  })

const listBody = (orgId: string, mails: Mail[], count: number): Html =>
  html`<section class="card">
    <header>
      <h1>Mails sent to customers <span class="count">(${count})</span></h1>
    </header>
    ${mails.length === 0 ? html`<p>No mail has arrived yet. This page brings itself up to date.</p>` : ''}
    <ul class="mails">
      ${mails.map(
        (mail) =>
          html`<li>
            <a href="/inbox/${orgId}/${mail.id}">
              <span class="to">${mail.rcptTo.join(', ')}</span>
              <span class="about"><b>${mail.subject}</b> <span class="preview">${mail.text.slice(0, 140)}</span></span>
              ${moment(mail.receivedAt)}
            </a>
          </li>`,
      )}
    </ul>
  </section>`

const mailBody = (orgId: string, mail: Mail, view: View, source: string): Html =>
  html`<article class="card">
    <header>
      <div>
        <p class="kind"><a href="/inbox/${orgId}">All mails</a></p>
        <h1>${mail.subject}</h1>
      </div>
    </header>
    <div class="body">
      <dl>
        <div>
          <dt>From</dt>
          <dd>${mail.fromName} &lt;${mail.from}&gt;</dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>${mail.rcptTo.join(', ')}</dd>
        </div>
        <div>
          <dt>Received</dt>
          <dd>${moment(mail.receivedAt)}</dd>
        </div>
      </dl>
    </div>
    <nav class="tabs" aria-label="Views">
      ${Object.entries(views).map(
        ([name, label]) =>
          html`<a href="/inbox/${orgId}/${mail.id}?view=${name}" ${name === view ? html`aria-current="page"` : ''}
            >${label}</a
          >`,
      )}
    </nav>
    ${content(orgId, mail, view, source)}
  </article>`

function content(orgId: string, mail: Mail, view: View, source: string): Html {
  if (view === 'source') return html`<div class="body" style="padding-top: 1rem"><pre>${source}</pre></div>`
  if (view === 'text') return html`<div class="body" style="padding-top: 1rem"><pre>${linked(mail.text)}</pre></div>`
  return html`<iframe
    title="The mail: ${mail.subject}"
    sandbox="allow-popups allow-popups-to-escape-sandbox"
    src="/inbox/${orgId}/${mail.id}/html"
  ></iframe>`
}

/** Before a doctype the element would put the page into quirks mode. */
const linksOpenBeside = (mail: string): string =>
  /<head[^>]*>/i.test(mail)
    ? mail.replace(/<head[^>]*>/i, (head) => `${head}<base target="_blank">`)
    : `<base target="_blank">${mail}`

/** Plain text with its addresses made into links. */
const linked = (text: string): (Html | string)[] =>
  text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>` : part))
