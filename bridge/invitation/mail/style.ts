/** Colours of the mail; every text has at least 4.5 to 1 on what is behind it. */
export const light = {
  ground: '#f2f4f7',
  card: '#ffffff',
  cell: '#f7f8fa',
  line: '#c3cad4',
  text: '#1a212b',
  muted: '#566070',
  star: '#9a6200',
  accent: '#0b5cab',
}
const dark = {
  ground: '#12161b',
  card: '#1d232b',
  cell: '#2a323c',
  line: '#4a5563',
  text: '#eef2f6',
  muted: '#a8b3c1',
  star: '#ffc24b',
}

const darkRules = (prefix = ''): string =>
  [
    `${prefix}.ground{background:${dark.ground}!important}`,
    `${prefix}.card{background:${dark.card}!important}`,
    `${prefix}.cell{background:${dark.cell}!important;border-color:${dark.line}!important}`,
    `${prefix}.ink{color:${dark.text}!important}`,
    `${prefix}.quiet{color:${dark.muted}!important}`,
    `${prefix}.star{color:${dark.star}!important}`,
  ].join('')

/** Only what inline styles cannot say: narrow and wide screens, dark mode (`[data-ogsc]` is Outlook's). */
export const sheet = [
  `:root{color-scheme:light dark}`,
  `a{-webkit-tap-highlight-color:transparent}`,
  `@media(max-width:623px){.outer{padding:16px 0!important}.card{padding:24px 16px!important;border-radius:0!important}.edge{padding-left:16px!important;padding-right:16px!important}`,
  // a row as wide as the screen, less its padding, spacing and borders
  `.many{width:calc(16.66vw - 10.5px)!important}.seven{width:calc(14.28vw - 9.5px)!important}.few{width:calc(20vw - 11.5px)!important}}`,
  `@media(min-width:624px){.many{width:44px!important}.seven{width:72px!important}.few{width:102px!important}}`,
  `@media(prefers-color-scheme:dark){${darkRules()}}`,
  darkRules('[data-ogsc] '),
].join('')
