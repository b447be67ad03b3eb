import { rejected, type Rejected } from '../record.ts'

const advice = (kind: 'field' | 'relationship') =>
  kind === 'field'
    ? `If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`
    : `If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.`
const wsdl = 'Please reference your WSDL or the describe call for the appropriate names.'

export const noSuchColumn = (soql: string, name: string, entity: string): Rejected =>
  rejected(
    'INVALID_FIELD',
    pointTo(soql, name, `No such column '${name}' on entity '${entity}'. ${advice('field')} ${wsdl}`),
  )

export const noSuchRelationship = (soql: string, name: string): Rejected => {
  const text = `Didn't understand relationship '${name}' in field path. ${advice('relationship')} ${wsdl}`
  return rejected('INVALID_FIELD', pointTo(soql, name, text))
}

export const noSuchObject = (soql: string, name: string): Rejected => {
  const text = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${wsdl}`
  return rejected('INVALID_TYPE', pointTo(soql, name, text))
}

export const wrongLiteral = (soql: string, name: string, type: string): Rejected => {
  const quotes = type === 'string' ? 'should be enclosed in quotes' : 'should not be enclosed in quotes'
  const text = `value of filter criterion for field '${name}' must be of type ${type} and ${quotes}`
  return rejected('INVALID_FIELD', pointTo(soql, name, text))
}

export const wrongId = (soql: string, name: string, value: string): Rejected =>
  rejected('INVALID_QUERY_FILTER_OPERATOR', pointTo(soql, name, `invalid ID field: ${value}`))

/** For what real SOQL has and the stand-in has not: loud, so that nobody takes an empty answer for the truth. */
export const notHere = (what: string): Rejected =>
  rejected('MALFORMED_QUERY', `the stand-in does not understand ${what}`)

/** What the parser says, in Salesforce's words. */
export function unexpectedToken(error: unknown): Rejected {
  const text = error instanceof Error ? error.message : String(error)
  const found = /found(?:: | --> )'?([^'\n]*)'?/.exec(text)?.[1]
  return rejected('MALFORMED_QUERY', `unexpected token: ${found?.trim() || '<EOF>'}`)
}

/** The query around the place, a caret below it, then the text; at most 32 characters of query come before. */
function pointTo(soql: string, name: string, text: string): string {
  const at = Math.max(0, soql.search(new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`, 'i')))
  const window = soql.slice(Math.max(0, at - 32), at + name.length + 32)
  const caret = ' '.repeat(Math.min(at, 32))
  return `\n${window}\n${caret}^\nERROR at Row:1:Column:${at + 1}\n${text}`
}
