import { html, raw } from 'hono/html'
import { liveScript } from '../lightning/pages/live.ts'

export type Html = ReturnType<typeof html>
export type Page = { title: string; heading: Html; body: Html; live?: boolean }

/** The frame of the mailbox's pages; a `live` one brings itself up to date. */
export const frame = ({ title, heading, body, live = false }: Page): Html =>
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
        <main id="content" ${live ? html`data-live="content"` : ''}>${body}</main>
        ${live ? liveScript : ''}
      </body>
    </html>`

const style = raw(`
:root { --ink: #181818; --soft: #514f4d; --line: #d8d8d8; --paper: #fff; --ground: #f1f4f8; --blue: #0b5cab; --blue-soft: #e5f0fb; --green: #1e6b3a; --red: #b3261e; color-scheme: light }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--ink); background: var(--ground) }
a { color: var(--blue) }
a:focus-visible, button:focus-visible, summary:focus-visible { outline: 3px solid #f5a623; outline-offset: 2px }
.skip { position: absolute; left: -9999px } .skip:focus { left: 1rem; top: 1rem; background: #fff; padding: .5rem 1rem; z-index: 2 }
header.top { background: #16325c; color: #fff; padding: .6rem 1rem; display: flex; gap: .25rem 1rem; align-items: baseline; flex-wrap: wrap }
header.top strong { font-size: 1.05rem } header.top code { color: #cfe0f5; font-size: .8rem; overflow-wrap: anywhere }
main { max-width: 76rem; margin: 0 auto; padding: 1rem; display: grid; gap: 1rem }
main > * { min-width: 0 }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; box-shadow: 0 1px 2px #0001; overflow: hidden }
.card > header { padding: .75rem 1rem; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between }
.card > .body { padding: 0 1rem 1rem } .card > p { margin: 0; padding: 0 1rem 1rem; color: var(--soft) }
h1 { font-size: 1.3rem; margin: 0; line-height: 1.25; overflow-wrap: anywhere } h2 { font-size: 1rem; margin: 0 } h3 { font-size: .95rem; margin: 1rem 0 .25rem }
.kind { color: var(--soft); font-size: .85rem; margin: 0 }
.count { color: var(--soft); font-weight: 400 }
.scroll { overflow-x: auto; position: relative }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem 1.5rem; margin: 0 }
dt { color: var(--soft); font-size: .8rem } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line }
time { white-space: nowrap } td .buttons { flex-wrap: nowrap } form { display: inline } .buttons { display: flex; gap: .5rem; flex-wrap: wrap }
button, a.button { font: inherit; padding: .35rem .9rem; border-radius: .35rem; border: 1px solid var(--blue); background: var(--paper); color: var(--blue); cursor: pointer; text-decoration: none; min-height: 2.25rem }
button:hover, a.button:hover { background: var(--blue-soft) }
button.main { background: var(--blue); color: #fff } button.main:hover { background: #08437d }
.badge { display: inline-block; padding: 0 .55rem; border-radius: 1rem; font-size: .8rem; line-height: 1.6; background: #e8eaed; color: #303030; white-space: nowrap }
.badge.good { background: #dff3e4; color: var(--green) } .badge.bad { background: #fbe4e2; color: var(--red) } .badge.busy { background: #fff2d6; color: #7a4b00 }
.notice { padding: .6rem 1rem; border-radius: .5rem; background: #dff3e4; color: var(--green); margin: 0 } .notice.bad { background: #fbe4e2; color: var(--red) }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, Consolas, monospace }
summary { cursor: pointer; color: var(--blue); padding: .5rem 0 }
iframe { display: block; width: 100%; height: 75vh; border: 0; border-top: 1px solid var(--line); background: #fff }
.mails { list-style: none; margin: 0; padding: 0 }
.mails a { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr auto; gap: .1rem 1rem; padding: .7rem 1rem; border-top: 1px solid var(--line); text-decoration: none; color: inherit }
.mails a:hover { background: var(--blue-soft) } .mails .to { font-weight: 600; overflow-wrap: anywhere } .mails .preview { color: var(--soft) } .mails time { color: var(--soft); font-size: .85rem; white-space: nowrap }
.mails .about { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
@media (max-width: 40rem) {
  main { padding: .5rem; gap: .5rem }
  .mails a { grid-template-columns: minmax(0, 1fr) }
}
`)
