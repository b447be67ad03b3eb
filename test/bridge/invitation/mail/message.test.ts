import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaleWords } from '../../../../bridge/definitions/answers/scale.ts'
import type { Language } from '../../../../bridge/definitions/common.ts'
import { renderMail, type MailInput } from '../../../../bridge/invitation/message.ts'
import { wordsIn } from '../../../../bridge/invitation/mail/words.ts'
import { textsIn } from '../../../../bridge/survey/page/texts.ts'
import { aProgram, aSurvey } from '../../../support/documents.ts'

const surveyUrl = 'https://surveys.example.com/s/abcdefghijklmnop/2kRz1vQ8mXb7tYpL4nWc9d'
const unsubscribeUrl = 'https://surveys.example.com/u/abcdefghijklmnop/3kRz1vQ8mXb7tYpL4nWc9e'
const nps = { id: 'nps', type: 'nps', title: { en: 'Would you recommend us?', fr: 'Nous recommanderiez-vous\u00a0?' } }
const mailOf = (mail: object) => aProgram({ mail: { subject: 'Your case', body: 'Hello', ...mail } })

const input = (given: Partial<MailInput> = {}): MailInput => ({
  program: aProgram(),
  survey: aSurvey([nps]),
  language: 'en',
  values: {
    recipient: { name: 'Zoé Martin', email: 'zoe@example.com' },
    fields: { CaseNumber: '00001042', Subject: 'Bill' },
  },
  surveyUrl,
  unsubscribeUrl,
  brand: { name: 'Nuage SA', color: '#0b5cab' },
  kind: 'invite',
  controller: 'Nuage SA, 12 rue des Lilas, Paris',
  ...given,
})
function rendered(given: Partial<MailInput> = {}) {
  const mail = renderMail(input(given))
  if (!mail.ok) throw new Error(JSON.stringify(mail.failure))
  return mail.value
}
const decoded = (html: string) => html.replaceAll('&amp;', '&').replaceAll('&#39;', "'")
const linksIn = (html: string) => [...html.matchAll(/<a href="([^"]*)"/g)].map(([, url]) => decoded(url!))

describe('a mail', () => {
  it.each(['en', 'fr'] as const)('is written in %s from head to foot', (language) => {
    const words = wordsIn(language)
    const { html, text, subject } = rendered({ language })
    expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${language}">`))
    expect(subject).toBe(words.subject)
    const shown = [
      words.answer(1),
      words.unsubscribe,
      words.why('Nuage SA'),
      scaleWords[language].ends.nps[0],
      'Nuage SA, 12 rue des Lilas, Paris',
    ]
    for (const part of [...shown, language === 'fr' ? 'Nous recommanderiez-vous\u00a0?' : 'Would you recommend us?']) {
      expect(decoded(html)).toContain(part)
      expect(text).toContain(part)
    }
  })

  it('says everything in plain text too, with every link of the HTML', () => {
    const { html, text } = rendered()
    expect(linksIn(html)).toContain(unsubscribeUrl)
    for (const link of linksIn(html)) expect(text).toContain(link)
    expect(text).not.toMatch(/<[a-z]|&\w+;/)
  })

  it('weighs little: mail clients cut long mails off before the unsubscribe link', () => {
    const longest = { en: 'x'.repeat(1000), fr: 'é'.repeat(1000) }
    const { html } = rendered({
      program: mailOf({ body: longest, heading: longest, signature: longest }),
      language: 'fr',
    })
    expect(Buffer.byteLength(html)).toBeLessThan(20_000)
    expect(Buffer.byteLength(rendered().html)).toBeLessThan(14_000)
  })

  it('says that it is a reminder', () => {
    const { subject, html } = rendered({
      kind: 'reminder',
      language: 'fr',
      program: mailOf({ subject: 'Votre demande' }),
    })
    expect(subject).toBe('Rappel\u00a0: Votre demande')
    expect(html).toContain('>Rappel</p>')
    expect(rendered({ kind: 'resend', program: mailOf({}) }).subject).toBe('Your case')
  })

  it('works in the dark and loads nothing but the brand’s own logo', () => {
    const logoUrl = 'https://nuage.example/logo.png'
    const { html } = rendered({ brand: { name: 'Nuage SA', color: '#0b5cab', logoUrl } })
    expect(html).toContain('prefers-color-scheme:dark')
    expect(html).toContain(`<img src="${logoUrl}" alt="Nuage SA"`)
    expect(html.replaceAll(`src="${logoUrl}"`, '')).not.toMatch(/src=|@import|url\(|<script/)
    expect(rendered().html).not.toContain('<img')
  })
})

describe('the first question', () => {
  it('is a row of links that preselect: 11 for NPS', () => {
    const links = linksIn(rendered().html)
    expect(links).toEqual([...Array.from({ length: 11 }, (_, n) => `${surveyUrl}?nps=${n}`), surveyUrl, unsubscribeUrl])
  })

  it.each([
    [{ type: 'ces' }, [1, 2, 3, 4, 5, 6, 7]],
    [{ type: 'rating', style: 'smiley' }, [1, 2, 3, 4, 5]],
    [{ type: 'rating', style: 'star', max: 3 }, [1, 2, 3]],
    [{ type: 'rating', style: 'number', max: 10 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ])('%j offers its own values', (question, values) => {
    const survey = aSurvey([{ id: 'q', title: 'How was it?', ...question }])
    expect(linksIn(rendered({ survey }).html).slice(0, -2)).toEqual(values.map((value) => `${surveyUrl}?q=${value}`))
  })

  it.each([
    { type: 'comment' },
    {
      type: 'multiple',
      options: [
        { value: 'a', text: 'A' },
        { value: 'b', text: 'B' },
      ],
    },
  ])('%j is only a button', (question) => {
    const survey = aSurvey([{ id: 'q', title: 'How was it?', ...question }])
    expect(linksIn(rendered({ survey }).html)).toEqual([surveyUrl, unsubscribeUrl])
  })

  it('says to everybody what each link is', () => {
    const survey = aSurvey([{ id: 'q', type: 'rating', style: 'smiley', title: 'How was it?' }])
    const labels = (html: string) => [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label)
    expect(labels(rendered({ survey, language: 'fr' }).html)).toEqual(scaleWords.fr.faces)
    expect(labels(rendered().html)[7]).toBe('7 out of 10')
  })

  it.each(['en', 'fr'] as const)('names the way out as the page does (%s)', (language: Language) => {
    expect(wordsIn(language).unsubscribe).toBe(textsIn(language).unsubscribe)
  })
})

describe('the texts of a program', () => {
  it('are filled in and escaped', () => {
    const program = mailOf({
      subject: 'Case {{ fields.CaseNumber }}',
      heading: 'Did we help, {{ recipient.name }}?',
      body: 'Your case “{{ fields.Subject }}” is closed.\n\nTell us\nhow it went.',
      signature: 'The {{ brand.name }} team',
    })
    const values = { recipient: { name: 'Zoé' }, fields: { CaseNumber: '00001042', Subject: '<b>Bill</b> & "co"' } }
    const { subject, html, text } = rendered({ program, values })
    expect(subject).toBe('Case 00001042')
    expect(html).toContain('Did we help, Zoé?</h1>')
    expect(html).toContain('&lt;b&gt;Bill&lt;/b&gt; &amp; &quot;co&quot;')
    expect(html).toContain('Tell us<br/>how it went.')
    expect(html).toContain('The Nuage SA team')
    expect(text).toContain('Your case “<b>Bill</b> & "co"” is closed.\n\nTell us\nhow it went.')
  })

  it.each([
    ['an unknown filter', { body: '{{ fields.Subject | shout }}' }],
    ['a loop', { subject: '{% for x in (1..9) %}x{% endfor %}' }],
    ['an unclosed tag', { heading: '{{ fields.Subject' }],
    ['a broken signature', { signature: '{% if %}' }],
  ])('with %s send nothing', (_, mail) => {
    const result = renderMail(input({ program: mailOf(mail) }))
    expect(result).toMatchObject({ ok: false, failure: { code: 'malformed' } })
  })

  it('that become far too long send nothing', () => {
    const values = { recipient: {}, fields: { Subject: 'x'.repeat(6_000) } }
    const result = renderMail(input({ program: mailOf({ body: '{{ fields.Subject }}' }), values }))
    expect(result).toMatchObject({ ok: false, failure: { code: 'malformed' } })
  })

  it('greet nobody when the name is unknown, or reads like a message of a stranger', () => {
    const greeting = (name: unknown) =>
      rendered({ values: { recipient: { name } } })
        .text.split('\n')
        .find((line) => line.startsWith('Hello'))
    expect(greeting(null)).toBe('Hello,')
    expect(greeting('Zoé d’Arc-O’Neil Jr.')).toBe('Hello Zoé d’Arc-O’Neil Jr.,')
    for (const name of [
      'Win a prize at evil.example',
      'http://evil.example',
      'me@evil.example',
      'www evil',
      'x'.repeat(61),
    ])
      expect(greeting(name)).toBe('Hello,')
  })
})

describe('a hostile value', () => {
  it('stays one line of subject, at most 200 characters', () => {
    const program = mailOf({ subject: '{{ fields.Subject }}' })
    const subject = (value: string) => rendered({ program, values: { fields: { Subject: value } } }).subject
    expect(subject('Bill\r\nBcc: all@example.com')).toBe('Bill Bcc: all@example.com')
    expect(subject('x'.repeat(500))).toHaveLength(200)
    expect(subject('\u0000\n ')).toBe(wordsIn('en').subject)
  })

  it('never breaks out of subject, HTML or text', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc
        .array(
          fc.constantFrom('"', "'", '<', '>', '</style>', '<script>', '&', '\n\n', '\r', '\u2028', '{{', '%}', 'x'),
          { maxLength: 20 },
        )
        .map((list) => list.join('')),
    )
    const program = mailOf({
      subject: '{{ fields.a }}',
      heading: '{{ fields.a }}',
      body: '{{ fields.a }} {{ recipient.name }}',
      signature: '{{ fields.a }}',
    })
    const tags = (html: string) =>
      [...html.replace(/<br\/>|<p [^>]*>|<\/p>/g, '').matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/ .*/s, ''))
    const clean = tags(rendered({ program, values: { recipient: { name: 'x' }, fields: { a: 'x' } } }).html).join('')
    fc.assert(
      fc.property(hostile, hostile, (a, name) => {
        const { subject, html } = rendered({
          program,
          values: { recipient: { name }, fields: { a } },
          brand: { name, color: a },
        })
        expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        // an empty heading has no element
        expect(tags(html).join('').replace('<h1', '').replace('</h1>', '')).toBe(
          clean.replace('<h1', '').replace('</h1>', ''),
        )
        expect(html).toContain('background:#0b5cab')
      }),
      { numRuns: 300 },
    )
  })
})
