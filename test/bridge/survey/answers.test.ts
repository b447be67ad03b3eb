import { describe, expect, it } from 'vitest'
import { formOf, parseAnswers } from '../../../bridge/survey/answers.ts'
import { aForm, aSurvey, everyQuestion, type Payload } from '../../support/survey/surveys.ts'

const survey = everyQuestion()
const aspects = { speed: 4, quality: 5 }
const parse = (payload: Payload, options?: { partial?: boolean }) => parseAnswers(survey, aForm(payload), options)
const codes = (payload: Payload) => parse(payload).errors.map((error) => error.code)

describe('a possible set of answers', () => {
  it('is taken as typed values', () => {
    const { answers, errors } = parse({
      nps: 2,
      why: 'slow',
      csat: 5,
      stars: 1,
      ces: 7,
      topics: ['support', 'price'],
      channel: 'phone',
      number_to_call: '+33 (0)6 12.34-56/78',
      aspects,
      mail: 'zoe@example.com',
      quantity: '2.5',
      renewal: '2028-02-29',
      role: 'CFO',
    })
    expect(errors).toEqual([])
    expect({ ...answers, aspects: { ...(answers.aspects as object) } }).toEqual({
      nps: 2,
      why: 'slow',
      csat: 5,
      stars: 1,
      ces: 7,
      topics: ['price', 'support'], // in the survey's order: the same ticks are the same answer
      channel: 'phone',
      number_to_call: '+33 (0)6 12.34-56/78',
      aspects,
      mail: 'zoe@example.com',
      quantity: 2.5,
      renewal: '2028-02-29',
      role: 'CFO',
    })
  })

  it('is the same when it is shown and sent again', () => {
    const { answers } = parse({ nps: 0, why: 'x', csat: 'na', topics: ['price'], aspects, quantity: '3' })
    expect(parseAnswers(survey, formOf(answers))).toEqual({ answers, errors: [] })
  })

  it.each<[string, Payload, Payload]>([
    ['an answer to a hidden question is dropped', { nps: 10, why: 'x', aspects }, { nps: 10, aspects }],
    ['however impossible it is', { nps: 10, number_to_call: '<b>', aspects }, { nps: 10, aspects }],
    ['"not applicable" is an answer of its own', { nps: 9, csat: 'na', aspects }, { nps: 9, csat: null, aspects }],
    ['empty fields are no answers', { nps: 9, role: '', topics: ['', ''], aspects }, { nps: 9, aspects }],
    ['blanks are no answer', { nps: 9, role: ' \t\u00a0 ', aspects }, { nps: 9, aspects }],
    [
      'repeated ticks count once',
      { nps: 9, topics: ['price', 'price', 'price'], aspects },
      { nps: 9, topics: ['price'], aspects },
    ],
    [
      'names that begin with _ are the page’s own',
      { nps: 9, aspects, _language: 'fr', ['__proto__x']: 'y' },
      { nps: 9, aspects },
    ],
    [
      'an object is text like any other',
      { nps: 1, why: ['[object Object]'], aspects },
      { nps: 1, why: '[object Object]', aspects },
    ],
  ])('%s', (_, payload, wanted) => {
    const { answers, errors } = parse(payload)
    expect(errors).toEqual([])
    expect(JSON.parse(JSON.stringify(answers))).toEqual(wanted)
  })

  it('has no prototype, whatever the questions are called', () => {
    const odd = aSurvey({
      questions: [
        { id: 'constructor', type: 'text', title: 'x' },
        { id: 'csat', type: 'nps', title: 'y' },
      ],
    })
    const { answers } = parseAnswers(odd, aForm({ csat: 3 }))
    expect(Object.getPrototypeOf(answers)).toBeNull()
    expect(answers.constructor).toBeUndefined()
  })
})

describe('what this survey cannot hold is refused', () => {
  it.each<[string, Payload, string[]]>([
    ['nothing at all', {}, ['required', 'required', 'required']],
    ['what is required because it became visible', { nps: 2, aspects }, ['required']],
    ['NPS 42', { nps: 42, aspects }, ['range']],
    ['NPS 7.5', { nps: '7.5', aspects }, ['type']],
    ['NPS 07', { nps: '07', aspects }, ['type']],
    ['NPS -1', { nps: '-1', aspects }, ['type']],
    ['NPS with a blank', { nps: ' 9', aspects }, ['type']],
    ['NPS in other digits', { nps: '٩', aspects }, ['type']],
    ['two NPS values', { nps: [3, 9], aspects }, ['type']],
    ['"not applicable" where it is not offered', { nps: 'na', aspects }, ['type']],
    ['CES 0', { nps: 9, ces: 0, aspects }, ['range']],
    ['CES 8', { nps: 9, ces: 8, aspects }, ['range']],
    ['a rating of 6 out of 5', { nps: 9, stars: 6, aspects }, ['range']],
    ['a script in a rating', { nps: 9, csat: '<script>', aspects }, ['type']],
    ['a choice that is not in the list', { nps: 9, channel: 'fax', aspects }, ['choice']],
    ['a choice named like a property', { nps: 9, channel: 'constructor', aspects }, ['choice']],
    ['two of one', { nps: 9, channel: ['email', 'phone'], aspects }, ['too_many']],
    ['a tick that is not in the list', { nps: 9, topics: ['price', 'hack'], aspects }, ['choice']],
    ['three ticks of two', { nps: 9, topics: ['price', 'delivery', 'support'], aspects }, ['too_many']],
    ['5,000 characters of 2,000', { nps: 1, why: 'a'.repeat(5000), aspects }, ['too_long']],
    ['two texts in one field', { nps: 1, why: ['a', 'b'], aspects }, ['type']],
    ['a matrix cell of 77', { nps: 9, aspects: { speed: 77, quality: 5 } }, ['range']],
    ['two values in a cell', { nps: 9, 'aspects.speed': [1, 2], 'aspects.quality': [1] }, ['type']],
    ['half a required matrix', { nps: 9, aspects: { speed: 1 } }, ['required']],
    ['an unknown row', { nps: 9, aspects: { ...aspects, foo: 1 } }, ['unknown']],
    ['a matrix as a text', { nps: 9, aspects: 'hey' }, ['required', 'required', 'unknown']],
    ['an unknown name', { nps: 9, evil: 'x', aspects }, ['unknown']],
    ['a name from the prototype', { nps: 9, ['constructor']: 'x', aspects }, ['unknown']],
    ['a number out of range', { nps: 9, quantity: '99', aspects }, ['range']],
    ['a hexadecimal number', { nps: 9, quantity: '0x3', aspects }, ['type']],
    ['a number with an exponent', { nps: 9, quantity: '1e0', aspects }, ['type']],
    ['a number that means two things', { nps: 9, quantity: '1,000', aspects }, ['type']],
    ['no number at all', { nps: 9, quantity: 'Infinity', aspects }, ['type']],
    ['no e-mail address', { nps: 9, mail: 'no', aspects }, ['type']],
    ['an address with a header in it', { nps: 9, mail: 'a@example.com\r\nBcc: b@example.com', aspects }, ['type']],
    ['two addresses', { nps: 9, mail: 'a@example.com,b@example.com', aspects }, ['type']],
    ['an address with a name', { nps: 9, mail: 'Zoé <a@example.com>', aspects }, ['type']],
    ['a phone number of letters', { nps: 9, channel: 'phone', number_to_call: 'call me', aspects }, ['type']],
    ['a phone number of 20 digits', { nps: 9, channel: 'phone', number_to_call: '1'.repeat(20), aspects }, ['type']],
    ['a day that does not exist', { nps: 9, renewal: '2027-02-29', aspects }, ['type']],
    ['a day in another order', { nps: 9, renewal: '31/12/2027', aspects }, ['type']],
    ['a time', { nps: 9, renewal: '2027-12-31T00:00', aspects }, ['type']],
  ])('%s', (_, payload, wanted) => {
    expect(codes(payload)).toEqual(wanted)
  })

  it('an empty form, even where every question may be left out', () => {
    const free = aSurvey({
      questions: [
        { id: 'one', type: 'nps', title: 'x' },
        { id: 'two', type: 'text', title: 'y' },
      ],
    })
    expect(parseAnswers(free, new Map()).errors).toEqual([{ question: 'one', code: 'required' }])
    expect(parseAnswers(free, aForm({ two: 'z' })).errors).toEqual([])
  })

  it('and the refusal names at most twenty strange fields, cut short', () => {
    const form = new Map(Array.from({ length: 5000 }, (_, index) => [`${'😀'.repeat(50)}${index}`, ['x']]))
    const { errors } = parseAnswers(survey, form, { partial: true })
    expect(errors).toHaveLength(20)
    for (const { question } of errors) expect(question.length).toBeLessThanOrEqual(40)
  })
})

describe('a text', () => {
  const why = (raw: string) => parse({ nps: 1, why: raw, aspects }).answers.why

  it('counts a line break as one character, as the browser does', () => {
    expect(why('a'.repeat(1990) + '\r\nb'.repeat(5))).toBe('a'.repeat(1990) + '\nb'.repeat(5))
    expect(codes({ nps: 1, why: 'a'.repeat(1990) + '\r\nb'.repeat(6), aspects })).toEqual(['too_long'])
  })

  it.each([
    ['lone carriage returns', 'a\rb', 'a\nb'],
    ['line separators', 'a\u2028b\u2029c', 'a\nb\nc'],
    ['controls', 'a\u0000b\u001bc\u007fd\u0085e', 'abcd\ne'],
    ['direction overrides', 'abc\u202Egnp.exe', 'abcgnp.exe'],
    ['half a character', 'a\ud83d', 'a\ufffd'],
    ['letters in two parts', 'e\u0301', 'é'],
    ['blanks around it', '  a b \n', 'a b'],
  ])('is cleaned of %s', (_, raw, wanted) => {
    expect(why(raw)).toBe(wanted)
  })

  it('of one line keeps to one line', () => {
    expect(parse({ nps: 9, role: 'a\r\n\tb', aspects }).answers.role).toBe('a b')
  })

  it('of combining marks without end is cut to what Unicode calls stream-safe: sorting them took seconds', () => {
    const text = String(why('a' + '\u0301\u0316'.repeat(60_000) + 'b'))
    expect(text.normalize('NFD')).toHaveLength(32)
  })

  it('of marks that become two is the same when it is sent again', () => {
    const once = String(why('a' + '\u0344'.repeat(30)))
    expect(once.length).toBeGreaterThan(20)
    expect(why(once)).toBe(once)
  })
})

describe('an unfinished form', () => {
  it('keeps what is valid and requires nothing', () => {
    const { answers, errors } = parse({ nps: 3, csat: 9, mail: 'no', aspects: { speed: 2 } }, { partial: true })
    expect(JSON.parse(JSON.stringify(answers))).toEqual({ nps: 3, aspects: { speed: 2 } })
    expect(errors.map((error) => error.code)).toEqual(['range', 'type'])
  })

  it('may be empty', () => {
    expect(parse({}, { partial: true })).toEqual({ answers: Object.create(null), errors: [] })
  })
})
