import { SaxesParser, type SaxesTagNS, type XMLDecl } from 'saxes'

// A real message is 6 deep. The parser's time grows with the square of the depth: 20,000 levels take 4 s.
const maxDepth = 12
const maxAttributes = 50 // of one element; a real one has 3
const maxElements = 60_000 // 100 notifications of 500 fields, and room

/** Why a text is not taken. Never holds a word of it: it ends up in an alert. */
export class Refusal extends Error {}

export function refuse(detail: string): never {
  throw new Refusal(detail)
}

export type Place = {
  depth: number // 1 for the root
  hasAttributes: boolean
  resolve: (prefix: string) => string | undefined // to a namespace
}

/** Is told of every element; texts come in pieces, around comments and CDATA. */
export type Visitor = {
  open(tag: SaxesTagNS, place: Place): void
  text(part: string): void
  close(tag: SaxesTagNS, place: Place): void
}

/**
 * Reads XML 1.0 in UTF-8 without DOCTYPE and processing instructions, within the caps above.
 * A parser belongs to one text: shared ones are known to mix the contents of concurrent messages.
 * @throws Refusal
 */
export function readXml(text: string, visitor: Visitor): void {
  const parser = new StrictParser({ xmlns: true })
  const place: Place = { depth: 0, hasAttributes: false, resolve: (prefix) => parser.resolve(prefix) }
  let elements = 0
  let attributes = 0 // of the element that is opening
  parser.on('attribute', () => {
    if (++attributes > maxAttributes) refuse(`more than ${maxAttributes} attributes`)
  })
  parser.on('opentag', (tag) => {
    if (++elements > maxElements) refuse(`more than ${maxElements} elements`)
    if (++place.depth > maxDepth) refuse(`deeper than ${maxDepth} elements`)
    place.hasAttributes = attributes !== 0
    attributes = 0
    visitor.open(tag, place)
  })
  parser.on('text', (part) => visitor.text(part))
  parser.on('cdata', (part) => visitor.text(part))
  parser.on('closetag', (tag) => {
    visitor.close(tag, place)
    place.depth -= 1
  })
  parser.on('doctype', () => refuse('a DOCTYPE'))
  parser.on('processinginstruction', () => refuse('a processing instruction'))
  const { xmlDecl } = parser.write(text) // close() forgets it
  parser.close()
  checkDeclaration(xmlDecl)
}

/**
 * Refuses at the first fault; saxes itself would quote the text in its message. Being a subclass it has room for its
 * handlers: with seven of them V8 turns a plain SaxesParser into a slow object that takes five times as long.
 */
class StrictParser extends SaxesParser<{ xmlns: true }> {
  override fail(): never {
    refuse(`not well-formed XML at line ${this.line}, column ${this.column}`)
  }
}

function checkDeclaration({ version, encoding }: XMLDecl): void {
  if (version !== undefined && version !== '1.0') refuse('not XML 1.0')
  // The bytes were read as UTF-8: with any other claim the text in hand is not what was sent.
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') refuse('an encoding other than UTF-8')
}
