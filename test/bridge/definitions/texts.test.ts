import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkText, fieldsInText, renderText } from '../../../bridge/definitions/texts.ts'

const values = {
  recipient: { name: 'Zoé <b>', email: null },
  fields: {
    CaseNumber: '00001026',
    'Contact.Name': 'Zoé',
    Contact: undefined,
    ClosedDate: '2026-11-21T10:00:00.000Z',
    Topics: ['a', 'b'],
  },
}
const html = (source: string) => renderText(source, values, { escape: true })
const text = (source: string, language: 'en' | 'fr' = 'en') => renderText(source, values, { escape: false, language })
const written = (value: string) => ({ ok: true, value })

describe('a text', () => {
  it('fills in merge fields', () => {
    expect(text('{{ fields.CaseNumber }} of {{ recipient.name }}')).toEqual(written('00001026 of Zoé <b>'))
  })

  it('reaches a parent by its path', () => {
    expect(text('{{ fields.Contact.Name }}')).toEqual(written('Zoé'))
  })

  it('leaves an unknown or empty merge field empty', () => {
    expect(text('a{{ fields.Nothing.At.All }}{{ recipient.email }}{{ nobody }}b')).toEqual(written('ab'))
  })

  it('escapes every value as HTML when it becomes HTML, and nothing that is its own', () => {
    expect(html('<p>{{ recipient.name }} {% echo recipient.name %}</p>')).toEqual(
      written('<p>Zoé &lt;b&gt; Zoé &lt;b&gt;</p>'),
    )
    expect(html(`{% assign a = recipient.name | append: '"' %}{{ a }}`)).toEqual(written('Zoé &lt;b&gt;&#34;'))
  })

  it('has conditions and the small filters', () => {
    expect(text('{% if recipient.name %}{{ recipient.name | upcase | slice: 0, 3 }}{% else %}you{% endif %}')).toEqual(
      written('ZOÉ'),
    )
    expect(text("{{ fields.Nothing | default: 'none' }} {{ fields.Topics | join: ', ' }}")).toEqual(
      written('none a, b'),
    )
    expect(
      text("{% if fields.CaseNumber contains '1026' %}yes{% endif %}{% if fields.Topics contains 'b' %}!{% endif %}"),
    ).toEqual(written('yes!'))
  })

  it('writes dates in UTC and in its language', () => {
    expect(text("{{ fields.ClosedDate | date: '%d %B %Y %H:%M' }}", 'fr')).toEqual(written('21 novembre 2026 10:00'))
    expect(text("{{ fields.ClosedDate | date: '%d %B %Y' }}")).toEqual(written('21 November 2026'))
  })

  it('sees own properties only', () => {
    expect(text('{{ fields.constructor }}{{ recipient.__proto__ }}{{ fields.CaseNumber.at }}')).toEqual(written(''))
  })
})

describe('a text that may not be', () => {
  it.each([
    ['a loop', '{% for a in (1..3) %}{{ a }}{% endfor %}'],
    ['a table', '{% tablerow a in fields.Topics %}{% endtablerow %}'],
    ['an include', "{% include 'x' %}"],
    ['a partial', "{% render 'x' %}"],
    ['a layout', "{% layout 'x' %}"],
    ['a block', '{% block x %}{% endblock %}'],
    ['a capture', '{% capture a %}{% endcapture %}'],
    ['a value kept from escaping', '{{ recipient.name | raw }}'],
    ['an unknown filter', '{{ recipient.name | unknown }}'],
    ['a filter that is not in the set', '{{ recipient.name | split: "" }}'],
    ['an open value', '{{ recipient.name'],
    ['a condition without one', '{% if %}'],
    ['an end without a beginning', '{% endif %}'],
    ['more than 10,000 characters', 'x'.repeat(10_001)],
  ])('is refused before it is saved and when it is filled in: %s', (_, source) => {
    expect(checkText(source)).toHaveLength(1)
    expect(html(source)).toMatchObject({ ok: false, failure: { code: 'malformed' } })
    expect(text(source)).toMatchObject({ ok: false, failure: { code: 'malformed' } })
  })

  it('names the merge fields there are', () => {
    expect(
      checkText('{{ contact.name }}{{ recipient.name }}{% assign own = 1 %}{{ own }}', ['recipient', 'fields']),
    ).toEqual([{ path: '', message: "unknown merge field 'contact'; use one of recipient, fields" }])
  })
})

describe('a text made to hurt', () => {
  const times = (count: number, source: string) => source.repeat(count)
  it.each([
    ['doubling', `{% assign a = 'aaaaaaaa' %}${times(30, '{% assign a = a | append: a %}')}{{ a }}`],
    ['a long range', '{% assign a = (1..99999999) %}{{ a }}'],
    [
      'replacing by something long',
      `{% assign a = 'x' %}${times(13, '{% assign a = a | append: a %}')}{{ a | replace: 'x', a }}`,
    ],
    ['a date as wide as a book', "{{ fields.ClosedDate | date: '%90000Y' }}"],
    ['a padded date', "{{ fields.ClosedDate | date: '%999999999Y' }}"],
    [
      'a long needle',
      `{% assign a = 'ab' %}${times(8, '{% assign a = a | append: a %}')}{% if a contains a %}{% endif %}`,
    ],
    [
      'a long needle to remove',
      `{% assign a = 'ab' %}${times(8, '{% assign a = a | append: a %}')}{{ a | remove: a }}`,
    ],
  ])('is refused: %s', (_, source) => {
    expect(text(source)).toMatchObject({ ok: false, failure: { code: 'malformed' } })
  })

  it('has a bounded output, however long the values are', () => {
    const long = renderText(
      times(500, '{{ fields.Text }}'),
      { fields: { Text: 'x'.repeat(200_000) } },
      { escape: false },
    )
    expect(long).toMatchObject({
      ok: false,
      failure: { code: 'malformed', detail: 'becomes longer than 100000 characters' },
    })
    const cut = renderText('{{ fields.Text }}', { fields: { Text: 'x'.repeat(200_000) } }, { escape: false })
    expect(cut.ok && cut.value).toHaveLength(20_000)
  })

  it('costs little even where it is let through', () => {
    const fields = { Text: `${'a'.repeat(19_999)}b` }
    const source = times(150, "{% if fields.Text contains 'aaaaaaaaaaaaaaaaaaaab' %}.{% endif %}")
    expect(renderText(source, { fields }, { escape: false })).toEqual(written('.'.repeat(150)))
  })

  it('may be nested as deeply as its length allows', () => {
    const depth = 580
    expect(text(`${times(depth, '{%if 1%}')}x${times(depth, '{%endif%}')}`)).toEqual(written('x'))
  })

  it('never makes the engine throw', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      ' if ',
      ' endif ',
      ' a ',
      '|',
      " 'x' ",
      ' append: ',
      '..',
      '(',
      ')',
      '-',
      ' case ',
      ' when ',
      ' liquid ',
      '\n',
      ' raw ',
      '#',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.jsonValue(), (pieces, value) => {
        const result = renderText(pieces.join(''), { a: value, fields: value }, { escape: true })
        expect(typeof result.ok).toBe('boolean')
        expect(Array.isArray(checkText(pieces.join('')))).toBe(true)
      }),
    )
  })

  it('lets no value into HTML unescaped', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const result = renderText("{{ a }}{{ a | append: '<' | upcase }}", { a: `<${value}>` }, { escape: true })
        expect(result.ok && /[<>"']/.test(result.value)).toBe(false)
      }),
    )
  })
})

describe('the fields a text names', () => {
  it('are their paths, once each', () => {
    expect(
      fieldsInText(
        '{{ fields.CaseNumber }} {% if fields.Contact.Name %}{{ fields.CaseNumber }}{% endif %}{{ recipient.name }}',
      ),
    ).toEqual(['CaseNumber', 'Contact.Name'])
    expect(fieldsInText('{{ fields }}{{ x')).toEqual([])
  })
})
