import { createHash } from 'node:crypto'
import { raw } from 'hono/html'
import { standardHeaders } from '../../core/headers.ts'
import type { Language } from '../../definitions/common.ts'

/** `ask`: the button; `done`: nothing left to do; `unknown`: forged, revoked, erased, all alike; `unavailable`, `too_many`: try again. */
export type UnsubscribeState = 'ask' | 'done' | 'unknown' | 'unavailable' | 'too_many'

const words = {
  en: {
    ask: {
      title: 'No more surveys?',
      text: 'Press the button and we will not send you any more surveys. Nothing else about your account changes.',
    },
    done: { title: 'Done', text: 'You will not receive any more surveys from us. You can close this page.' },
    unknown: {
      title: 'There is nothing here',
      text: 'The address may be incomplete, or no longer in use. If you came from an e-mail, please follow its link once more.',
    },
    unavailable: {
      title: 'We will be right back',
      text: 'This page cannot be reached at this moment. Please try again in a minute.',
    },
    too_many: {
      title: 'One moment, please',
      text: 'This page was asked for very often in a short time. Please wait a minute and try again.',
    },
    button: 'Stop sending me surveys',
  },
  fr: {
    ask: {
      title: 'Ne plus recevoir d’enquêtes\u00a0?',
      text: 'Appuyez sur le bouton et nous ne vous enverrons plus d’enquêtes. Rien d’autre ne change.',
    },
    done: {
      title: 'C’est fait',
      text: 'Vous ne recevrez plus d’enquêtes de notre part. Vous pouvez fermer cette page.',
    },
    unknown: {
      title: 'Il n’y a rien ici',
      text: 'L’adresse est peut-être incomplète, ou n’est plus utilisée. Si vous venez d’un e-mail, merci de suivre son lien une nouvelle fois.',
    },
    unavailable: {
      title: 'Nous revenons tout de suite',
      text: 'Cette page n’est pas accessible en ce moment. Merci de réessayer dans une minute.',
    },
    too_many: {
      title: 'Un instant, s’il vous plaît',
      text: 'Cette page a été demandée très souvent en peu de temps. Merci de patienter une minute et de réessayer.',
    },
    button: 'Ne plus m’envoyer d’enquêtes',
  },
} satisfies Record<Language, Record<UnsubscribeState, { title: string; text: string }> & { button: string }>

const css = [
  `:root{color-scheme:light dark;--accent:#1f5fbf;--on:#fff;--paper:#f6f7f9;--card:#fff;--text:#1a1f27;--soft:#566070}`,
  `@media(prefers-color-scheme:dark){:root{--accent:#8ab6f9;--on:#0d1117;--paper:#13161b;--card:#1d2127;--text:#e9ecf1;--soft:#a8b1bf}}`,
  `*{box-sizing:border-box}`,
  `body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.25rem;font:1.0625rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:var(--text);background:var(--paper)}`,
  `main{width:100%;max-width:28rem;padding:2rem 1.5rem;background:var(--card);border-radius:1rem}`,
  `h1{margin:0 0 .75rem;font-size:1.6rem;line-height:1.25;text-wrap:balance}`,
  `p{margin:0;color:var(--soft)}`,
  `button{width:100%;min-height:3rem;margin-top:1.5rem;padding:.75rem 1.25rem;border:0;border-radius:.75rem;font:inherit;font-weight:650;color:var(--on);background:var(--accent);cursor:pointer}`,
  `button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}`,
].join('')

const cssHash = createHash('sha256').update(css).digest('base64')

/** The link is a key to a person's wish: it is not stored, not indexed, not handed on, and nothing foreign runs beside it. */
export const unsubscribeHeaders = {
  ...standardHeaders,
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${cssHash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'X-Robots-Tag': 'noindex',
} as const

export function UnsubscribePage({ language, state }: { language: Language; state: UnsubscribeState }) {
  const { title, text } = words[language][state]
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <style>{raw(css)}</style>
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          <p>{text}</p>
          {state === 'ask' ? (
            <form method="post" action={`?lang=${language}`}>
              <input type="hidden" name="List-Unsubscribe" value="One-Click" />
              <button>{words[language].button}</button>
            </form>
          ) : null}
        </main>
      </body>
    </html>
  )
}
