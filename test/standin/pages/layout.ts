import { html } from 'hono/html'
import type { StandInOrg } from '../org.ts'
import { liveScript, style } from './style.ts'

export type Html = ReturnType<typeof html>
/** `live` pages bring themselves up to date. */
export type Page = { title: string; heading: Html; body: Html; live?: boolean }

/** The frame of every page here, the mailbox included. */
export const frame = ({ title, heading, body, live }: Page): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${style}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        ${heading}
        <main id="content">${body}</main>
        ${
          live
            ? html`<script>
                ${liveScript}
              </script>`
            : ''
        }
      </body>
    </html>`

const tabs = [
  ['/lightning/o/Account/list', 'Accounts'],
  ['/lightning/o/Contact/list', 'Contacts'],
  ['/lightning/o/Case/list', 'Cases'],
  ['/lightning/o/Opportunity/list', 'Opportunities'],
  ['/lightning/o/Survey_Invitation__c/list', 'Survey Invitations'],
  ['/lightning/o/Survey_Response__c/list', 'Survey Responses'],
  ['/lightning/setup/outbound', 'Message Delivery'],
  ['/lightning/setup/usage', 'API Usage'],
] as const

/** A page of the org, with its tabs; `tab` is the address of the current one. */
export const orgPage = (org: StandInOrg, tab: string, page: Omit<Page, 'heading'>): Html =>
  frame({
    ...page,
    title: `${page.title} | Stand-in Salesforce`,
    heading: html`<header class="top">
        <strong>Stand-in Salesforce</strong>
        ${org.isSandbox ? html`<span class="badge busy">Sandbox</span>` : ''}<code>${org.id}</code>
      </header>
      <nav class="tabs" aria-label="Tabs">
        ${tabs.map(
          ([href, label]) =>
            html`<a
              href="${href}"
              class="${href.includes('outbound') ? 'apart' : ''}"
              ${href === tab ? html`aria-current="page"` : ''}
              >${label}</a
            >`,
        )}
      </nav>`,
  })
