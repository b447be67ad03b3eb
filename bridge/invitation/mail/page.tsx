import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { oneLine } from '../../core/text/email.ts'
import type { Layout } from './layout.ts'
import { ScaleLinks } from './scale.tsx'
import { light, sheet } from './style.ts'
import { wordsIn } from './words.ts'

const font = `font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`
const text = `${font};font-size:16px;line-height:1.5;color:${light.text}`
const small = `${font};font-size:13px;line-height:1.5;color:${light.muted}`

/** The mail as HTML. Tables and inline styles: the oldest clients know nothing else; the style sheet only improves. */
export const mailPage = (layout: Layout): string => `<!doctype html>${String(<Page layout={layout} />)}`

function Page({ layout }: { layout: Layout }) {
  const { language, paragraphs, brand } = layout
  const accent = colorOf(brand.color)
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no" />
        <title>{layout.subject}</title>
        <style>{raw(sheet)}</style>
      </head>
      <body class="ground" style={`margin:0;padding:0;background:${light.ground}`}>
        <Preheader>{oneLine([...paragraphs, layout.question.title].join(' '), 120)}</Preheader>
        {/* webmail drops the html element and its language */}
        <div role="main" lang={language}>
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="ground" bgcolor={light.ground}>
            <tr>
              <td align="center" class="outer" style="padding:24px 12px">
                {raw('<!--[if mso]><table role="presentation" width="600"><tr><td><![endif]-->')}
                <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px">
                  <tr>
                    <td class="edge" style="padding:0 32px 16px">
                      <BrandMark brand={brand} />
                    </td>
                  </tr>
                  <tr>
                    <td
                      class="card"
                      bgcolor={light.card}
                      style={`padding:32px;background:${light.card};border-top:4px solid ${accent};border-radius:12px`}
                    >
                      <Body layout={layout} />
                    </td>
                  </tr>
                  <tr>
                    <td class="edge" style="padding:20px 32px 0">
                      <Footer layout={layout} />
                    </td>
                  </tr>
                </table>
                {raw('<!--[if mso]></td></tr></table><![endif]-->')}
              </td>
            </tr>
          </table>
        </div>
      </body>
    </html>
  )
}

/** What a mailbox shows beside the subject; the filler keeps it from going on with the rest of the mail. */
const Preheader = ({ children }: { children: Child }) => (
  <div style="display:none;max-height:0;overflow:hidden;mso-hide:all" aria-hidden="true">
    {children}
    {raw('&#847;&zwnj;&nbsp;'.repeat(40))}
  </div>
)

function BrandMark({ brand }: Pick<Layout, 'brand'>) {
  const style = `${font};font-size:18px;font-weight:700;color:${light.text}`
  if (!brand.logoUrl)
    return (
      <span class="ink" style={style}>
        {brand.name}
      </span>
    )
  return <img src={brand.logoUrl} alt={brand.name} height="36" style={`display:block;height:36px;border:0;${style}`} />
}

function Body({ layout }: { layout: Layout }) {
  const { question, surveyUrl } = layout
  const accent = colorOf(layout.brand.color)
  const words = wordsIn(layout.language)
  return (
    <>
      {layout.isReminder ? (
        <p class="quiet" style={`margin:0 0 8px;${small};font-weight:600`}>
          {words.reminder}
        </p>
      ) : null}
      {layout.heading ? (
        <h1 class="ink" style={`margin:0 0 16px;${text};font-size:24px;line-height:1.3;font-weight:700`}>
          {layout.heading}
        </h1>
      ) : null}
      {layout.paragraphs.map((paragraph) => (
        <p class="ink" style={`margin:0 0 16px;${text}`}>
          <Lines text={paragraph} />
        </p>
      ))}
      <h2 class="ink" style={`margin:24px 0 12px;${text};font-size:18px;line-height:1.4;font-weight:700`}>
        {question.title}
      </h2>
      {question.scale ? (
        <>
          <ScaleLinks scale={question.scale} font={font} />
          <p class="quiet" style={`margin:10px 0 0;${small}`}>
            {words.choose}
          </p>
        </>
      ) : null}
      <table role="presentation" cellpadding="0" cellspacing="0" style="margin:24px 0 0">
        <tr>
          <td bgcolor={accent} style={`background:${accent};border-radius:8px`}>
            <a
              href={surveyUrl}
              style={`display:inline-block;padding:14px 28px;${font};font-size:16px;font-weight:700;color:#ffffff;text-decoration:none`}
            >
              {layout.button}
            </a>
          </td>
        </tr>
      </table>
      {layout.signature ? (
        <p class="ink" style={`margin:24px 0 0;${text}`}>
          <Lines text={layout.signature} />
        </p>
      ) : null}
    </>
  )
}

function Footer({ layout }: { layout: Layout }) {
  const words = wordsIn(layout.language)
  return (
    <p class="quiet" style={`margin:0;${small}`}>
      {words.why(layout.brand.name)} {words.personal}
      <br />
      {layout.controller ? (
        <>
          {words.controller(layout.controller)}
          <br />
        </>
      ) : null}
      <a href={layout.unsubscribeUrl} class="quiet" style={`color:${light.muted};text-decoration:underline`}>
        {words.unsubscribe}
      </a>
    </p>
  )
}

const Lines = ({ text }: { text: string }) =>
  text.split('\n').map((line, index) => (
    <>
      {index > 0 ? <br /> : null}
      {line}
    </>
  ))

/** A brand's colour goes into a style attribute: nothing but six hex digits does. */
const colorOf = (color: string): string => (/^#[\da-f]{6}$/i.test(color) ? color : light.accent)
