import { apiNamePattern } from '../core/salesforce/api-name.ts'
import { fitted, id18, isRecordId, maxFields, maxNotifications, type Notification } from './notification.ts'

export const namespaces = {
  soap11: 'http://schemas.xmlsoap.org/soap/envelope/',
  outbound: 'http://soap.sforce.com/2005/09/outbound',
  sobject: 'urn:sobject.enterprise.soap.sforce.com',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
}

export type OutboundMessage = {
  organizationId: string // as sent, 15 or 18 characters
  actionId: string
  notifications: Notification[]
}

/**
 * Reads a message that is written exactly as Salesforce writes them, at a quarter of the price of an XML parser. Null: it is not, and the
 * strict reader decides. What is taken here means the same there: fixed prefixes in a fixed order, and in a value nothing but
 * characters of XML 1.0 and the five named entities.
 */
export function readPlainMessage(text: string): OutboundMessage | null {
  if (!text.isWellFormed()) return null // half a surrogate pair is no character
  try {
    return new PlainReader(text).message()
  } catch (cause) {
    if (cause !== unusual) throw cause
    return null
  }
}

/** One for all: a stack of its own would cost more than reading the message. */
const unusual = new Error('not a plain message')

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'
const envelope = `<soapenv:Envelope xmlns:soapenv="${namespaces.soap11}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="${namespaces.xsi}">`
const body = '<soapenv:Body>'
const list = `<notifications xmlns="${namespaces.outbound}">`
const recordOf = '<sObject xsi:type="sf:'
const endOfRecordTag = `" xmlns:sf="${namespaces.sobject}">`

// Each is tried at one place only, and runs to the first character it does not know.
const blanks = /[ \t\n\r]*/y
const name = new RegExp(apiNamePattern, 'y')
// Neither CR, which would become LF, nor `>`, which may not follow `]]`.
const value = /[\t\n\x20-;=?-\uFFFD]*/y
const notNamed = /&(?!(?:amp|lt|gt|quot|apos);)/

/** Goes through a text once, from left to right. Each step takes what must stand next, or it is the last one. */
class PlainReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  message(): OutboundMessage {
    if (this.#has(declaration)) this.#skipBlanks()
    this.#take(envelope)
    this.#takeNext(body)
    this.#takeNext(list)
    const organizationId = this.#id('<OrganizationId>', '</OrganizationId>')
    const actionId = id18(this.#id('<ActionId>', '</ActionId>'))
    this.#takeNext('<SessionId xsi:nil="true"/>')
    this.#takeNext('<EnterpriseUrl>')
    this.#value('</EnterpriseUrl>')
    this.#takeNext('<PartnerUrl>')
    this.#value('</PartnerUrl>')
    const notifications = this.#notifications()
    this.#takeNext('</soapenv:Body>')
    this.#takeNext('</soapenv:Envelope>')
    this.#skipBlanks()
    if (this.#at !== this.#text.length) throw unusual
    return { organizationId, actionId, notifications }
  }

  #notifications(): Notification[] {
    const notifications: Notification[] = []
    while (!this.#hasNext('</notifications>')) {
      if (notifications.length === maxNotifications) throw unusual
      notifications.push(this.#notification())
    }
    if (notifications.length === 0) throw unusual
    return notifications
  }

  #notification(): Notification {
    this.#take('<Notification>')
    const id = id18(this.#id('<Id>', '</Id>'))
    this.#takeNext(recordOf)
    const object = this.#name()
    this.#take(endOfRecordTag)
    const fields = this.#fields()
    this.#takeNext('</Notification>')
    const { Id: recordId = '' } = fields
    if (!isRecordId(recordId)) throw unusual
    return { id, object, recordId: id18(recordId), ...fitted(fields) }
  }

  #fields(): Record<string, string> {
    const fields: Record<string, string> = {}
    for (let count = 0; !this.#hasNext('</sObject>'); count++) {
      this.#take('<sf:')
      const name = this.#name()
      if (count === maxFields || name === 'fieldsToNull' || Object.hasOwn(fields, name)) throw unusual
      this.#take('>')
      fields[name] = this.#value('</sf:')
      this.#take(name)
      this.#take('>')
    }
    return fields
  }

  #id(open: string, close: string): string {
    this.#takeNext(open)
    const id = this.#value(close)
    if (!isRecordId(id)) throw unusual
    return id
  }

  /** What stands before `close`. */
  #value(close: string): string {
    const raw = this.#run(value)
    this.#take(close)
    return raw.includes('&') ? decoded(raw) : raw
  }

  #name(): string {
    const found = this.#run(name)
    if (found === '') throw unusual
    return found
  }

  #takeNext(expected: string): void {
    if (!this.#hasNext(expected)) throw unusual
  }

  #take(expected: string): void {
    if (!this.#has(expected)) throw unusual
  }

  #hasNext(expected: string): boolean {
    this.#skipBlanks()
    return this.#has(expected)
  }

  #has(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#at)) return false
    this.#at += expected.length
    return true
  }

  #skipBlanks(): void {
    this.#at = endOf(blanks, this.#text, this.#at)
  }

  #run(pattern: RegExp): string {
    const from = this.#at
    this.#at = endOf(pattern, this.#text, from)
    return this.#text.slice(from, this.#at)
  }
}

function endOf(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from
  return sticky.test(text) ? sticky.lastIndex : from
}

function decoded(raw: string): string {
  if (notNamed.test(raw)) throw unusual
  const text = raw.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'")
  return text.replaceAll('&amp;', '&') // last: what it makes is not read again
}
