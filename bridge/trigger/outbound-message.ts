import type { SaxesTagNS } from 'saxes'
import { fail, ok, type Failure, type Result } from '../core/failures.ts'
import { apiNamePattern } from '../core/salesforce/api-name.ts'
import { fitted, id18, isRecordId, maxFields, maxNotifications, type Notification } from './notification.ts'
import { namespaces, readPlainMessage, type OutboundMessage } from './plain-message.ts'
import { readXml, Refusal, refuse, type Place, type Visitor } from './strict-xml.ts'

const { soap11, outbound, sobject, xsi } = namespaces
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
const fieldName = new RegExp(`^${apiNamePattern}$`)
const prefixedName = new RegExp(`^([^:]+):(${apiNamePattern})$`)

export type Malformed = Extract<Failure, { code: 'malformed' }>
export type { OutboundMessage }

/** Reads a Salesforce outbound message, trusting nothing: one thing out of order and the whole message is refused. */
export function parseOutboundMessage(text: string): Result<OutboundMessage, Malformed> {
  const plain = readPlainMessage(text)
  return plain === null ? parseStrictly(text) : ok(plain)
}

/** The one that decides: `parseOutboundMessage` gives the same, only sooner. */
export function parseStrictly(text: string): Result<OutboundMessage, Malformed> {
  const walk = new MessageWalk()
  try {
    readXml(text, walk)
    return ok(walk.message())
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause
    return fail({ code: 'malformed', detail: cause.message })
  }
}

type Current = {
  id: string | null
  object: string
  recordId: string
  fields: Record<string, string> | null
  count: number
}

/**
 * Follows one message and keeps what counts. Places are told by depth: Envelope 1, Body 2, notifications 3,
 * Notification 4, sObject 5, its fields 6 (API guide "Outbound Message Notifications", and its WSDL).
 * Elements are known by namespace and name, never by prefix. SessionId is never read.
 */
class MessageWalk implements Visitor {
  #ignoredFrom = 0 // depth of an element whose content is of no interest; 0: none
  #value: string | null = null // of the element being read
  #isNil = false
  #seen = new Set<string>()
  #organizationId = ''
  #actionId = ''
  #current: Current | null = null
  readonly #notifications: Notification[] = []

  open(tag: SaxesTagNS, place: Place): void {
    if (this.#ignoredFrom !== 0) return
    if (this.#value !== null) refuse('an element inside a value')
    if (place.depth === 6) this.#openField(tag, place)
    else if (place.depth === 5) this.#openPart(tag, place)
    else if (place.depth === 4) this.#openHead(tag, place)
    else this.#openFrame(tag, place)
  }

  text(part: string): void {
    if (this.#value !== null) this.#value += part
  }

  close(tag: SaxesTagNS, { depth }: Place): void {
    if (this.#ignoredFrom !== 0) {
      if (this.#ignoredFrom === depth) this.#ignoredFrom = 0
    } else if (this.#value !== null) {
      this.#closeValue(tag.local, this.#value, depth)
      this.#value = null
    } else if (depth === 4 && this.#current !== null) {
      this.#notifications.push(finish(this.#current))
      this.#current = null
    }
  }

  message(): OutboundMessage {
    for (const name of ['notifications', 'OrganizationId', 'ActionId']) if (!this.#seen.has(name)) refuse(`no ${name}`)
    if (this.#notifications.length === 0) refuse('no Notification')
    return { organizationId: this.#organizationId, actionId: this.#actionId, notifications: this.#notifications }
  }

  /** Envelope, Body and notifications, exactly one of each. */
  #openFrame(tag: SaxesTagNS, { depth }: Place): void {
    if (depth === 1 && tag.uri === soap12) refuse('SOAP 1.2')
    if (depth === 2 && tag.local === 'Header' && tag.uri === soap11) return this.#ignore(depth)
    const name = depth === 1 ? 'Envelope' : depth === 2 ? 'Body' : 'notifications'
    if (tag.local !== name || tag.uri !== (depth === 3 ? outbound : soap11))
      refuse(`another element where ${name} belongs`)
    this.#only(name)
  }

  #openHead(tag: SaxesTagNS, { depth }: Place): void {
    if (tag.uri !== outbound) refuse('another namespace inside notifications')
    if (tag.local === 'Notification') {
      if (this.#notifications.length === maxNotifications) refuse(`more than ${maxNotifications} notifications`)
      this.#current = { id: null, object: '', recordId: '', fields: null, count: 0 }
    } else if (tag.local === 'OrganizationId' || tag.local === 'ActionId') {
      this.#only(tag.local)
      this.#value = ''
    } else this.#ignore(depth)
  }

  #openPart(tag: SaxesTagNS, { depth, resolve }: Place): void {
    const current = this.#current!
    if (tag.uri !== outbound) refuse('another namespace inside Notification')
    if (tag.local === 'Id') {
      if (current.id !== null) refuse('two Ids in one Notification')
      this.#value = ''
    } else if (tag.local === 'sObject') {
      if (current.fields !== null) refuse('two sObjects in one Notification')
      current.object = objectOf(tag, resolve)
      current.fields = {}
    } else this.#ignore(depth)
  }

  #openField(tag: SaxesTagNS, { depth, hasAttributes }: Place): void {
    const current = this.#current!
    if (tag.uri !== sobject) refuse('a field outside the sObject namespace')
    if (tag.local === 'fieldsToNull') return this.#ignore(depth) // in the schema, may repeat, never sent
    // API names begin with a letter: __proto__ is no field, and a plain object can hold the rest.
    if (!fieldName.test(tag.local)) refuse('a field name that Salesforce does not allow')
    if (++current.count > maxFields) refuse(`more than ${maxFields} fields`)
    if (Object.hasOwn(current.fields!, tag.local)) refuse('a field given twice')
    this.#isNil = hasAttributes && isNil(tag)
    this.#value = ''
  }

  #closeValue(name: string, value: string, depth: number): void {
    if (depth === 6) {
      if (this.#isNil) return // the same as absent
      if (name === 'Id') this.#current!.recordId = recordId(value, 'record')
      this.#current!.fields![name] = value
    } else if (depth === 5) this.#current!.id = recordId(value, 'Notification')
    else if (name === 'OrganizationId') this.#organizationId = organizationId(value)
    else this.#actionId = recordId(value, 'action')
  }

  #only(name: string): void {
    if (this.#seen.has(name)) refuse(`more than one ${name}`)
    this.#seen.add(name)
  }

  #ignore(depth: number): void {
    this.#ignoredFrom = depth
  }
}

/** A record deleted before the message left has no data; how that looks is not published, so every empty form is taken. */
function finish({ id, object, recordId, fields }: Current): Notification {
  if (id === null) refuse('a Notification without Id')
  if (fields === null || Object.keys(fields).length === 0)
    return { id, object, recordId: '', fields: null, note: 'deleted' }
  if (object === '') refuse('an sObject without type')
  if (recordId === '') refuse('a record without Id')
  return { id, object, recordId, ...fitted(fields) }
}

function organizationId(text: string): string {
  const id = text.trim()
  if (!isRecordId(id)) refuse('an OrganizationId that is none')
  return id
}

function recordId(text: string, of: string): string {
  const id = text.trim()
  if (!isRecordId(id)) refuse(`an Id of a ${of} that is none`)
  return id18(id)
}

/** `xsi:type="sf:Case"` → `Case`; the prefix must stand for the sObject namespace. '' when it is missing. */
function objectOf(tag: SaxesTagNS, resolve: Place['resolve']): string {
  const type = attributeOf(tag, 'type')
  if (type === null) return ''
  const found = prefixedName.exec(type)
  if (!found || resolve(found[1]!) !== sobject) refuse('an sObject of no known type')
  return found[2]!
}

function isNil(tag: SaxesTagNS): boolean {
  const nil = attributeOf(tag, 'nil')
  return nil === 'true' || nil === '1'
}

function attributeOf(tag: SaxesTagNS, local: string): string | null {
  for (const name in tag.attributes) {
    const attribute = tag.attributes[name]!
    if (attribute.local === local && attribute.uri === xsi) return attribute.value.trim()
  }
  return null
}
