/** What would break a record or lie about its direction: controls other than tab and line feed, bidi overrides, non-characters. */
// oxlint-disable-next-line no-control-regex
const unwanted = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g

/**
 * Unicode's Stream-Safe Text Format (UAX #15, section 13) allows 30 combining marks in a row.
 * Without that limit NFC is quadratic: 120,000 marks took four seconds.
 */
const longRunOfMarks = /(\p{M}{30})\p{M}+/gu

/**
 * A typed text as it is stored. Cleaning it twice changes nothing.
 * Line breaks become one character first: browsers count one and send two.
 */
export function cleanText(raw: string, lines: 'one' | 'many'): string {
  const text = raw
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(unwanted, '')
    .replace(longRunOfMarks, '$1')
    .normalize('NFC')
    .replace(longRunOfMarks, '$1') // a few marks become two
  return (lines === 'one' ? text.replace(/[\t\n]+/g, ' ') : text).trim()
}
