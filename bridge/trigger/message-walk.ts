import type { SaxesTagNS, XMLDecl } from 'saxes'
import { fitted, maxFields, maxNotifications, type Notification } from './notification.ts'
import type { OutboundMessage } from './outbound-message.ts'
import { id18, isRecordId } from './record-id.ts'

const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
const outbound = 'http://soap.sforce.com/2005/09/outbound'
const sobject = 'urn:sobject.enterprise.soap.sforce.com'
const xsi = 'http://www.w3.org/2001/XMLSchema-instance'

// A real message is 6 deep. The parser's time grows with the square of the depth: 20,000 levels take 4 s.
const maxDepth = 12
const maxElements = 60_000 // 100 notifications of 500 fields, and room

/** Why a message is not taken. Never holds a word of the body: it ends up in an alert. */
export class Refusal extends Error {}

export function refuse(detail: string): never {
  throw new Refusal(detail)
}

type Current = {
  id: string | null
  object: string
  recordId: string
  fields: Record<string, string> | null
  count: number
}

/**
 * Follows a parser through one message and keeps what counts. Places are told by depth: Envelope 1, Body 2,
 * notifications 3, Notification 4, sObject 5, its fields 6 (API guide "Outbound Message Notifications", WSDL).
 * Elements are known by namespace and name, never by prefix. SessionId is never read.
 */
export class MessageWalk {
  #depth = 0
  #elements = 0
  #ignoredFrom = 0 // depth of an element whose content is of no interest; 0: none
  #value: string | null = null // of the element being read; parts around comments and CDATA are joined
  #isNil = false
  #seen = new Set<string>()
  #organizationId = ''
  #actionId = ''
  #current: Current | null = null
  readonly #notifications: Notification[] = []
  readonly #resolve: (prefix: string) => string | undefined

  constructor(resolve: (prefix: string) => string | undefined) {
    this.#resolve = resolve
  }

  open(tag: SaxesTagNS): void {
    this.#depth += 1
    if (this.#depth > maxDepth) refuse(`deeper than ${maxDepth} elements`)
    if (++this.#elements > maxElements) refuse(`more than ${maxElements} elements`)
    if (this.#ignoredFrom !== 0) return
    if (this.#value !== null) refuse('an element inside a value')
    if (this.#depth === 6) this.#openField(tag)
    else if (this.#depth === 5) this.#openPart(tag)
    else if (this.#depth === 4) this.#openHead(tag)
    else this.#openFrame(tag)
  }

  text(part: string): void {
    if (this.#value !== null) this.#value += part
  }

  close(tag: SaxesTagNS): void {
    if (this.#ignoredFrom !== 0) {
      if (this.#ignoredFrom === this.#depth) this.#ignoredFrom = 0
    } else if (this.#value !== null) {
      this.#closeValue(tag.local, this.#value)
      this.#value = null
    } else if (this.#depth === 4 && this.#current !== null) {
      this.#notifications.push(finish(this.#current))
      this.#current = null
    }
    this.#depth -= 1
  }

  message({ version, encoding }: XMLDecl): OutboundMessage {
    if (version !== undefined && version !== '1.0') refuse('not XML 1.0')
    // The bytes were read as UTF-8: with any other claim the text in hand is not what was sent.
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') refuse('an encoding other than UTF-8')
    for (const name of ['notifications', 'OrganizationId', 'ActionId']) if (!this.#seen.has(name)) refuse(`no ${name}`)
    if (this.#notifications.length === 0) refuse('no Notification')
    return { organizationId: this.#organizationId, actionId: this.#actionId, notifications: this.#notifications }
  }

  /** Envelope, Body and notifications, exactly one of each. */
  #openFrame(tag: SaxesTagNS): void {
    if (this.#depth === 1 && tag.uri === soap12) refuse('SOAP 1.2')
    if (this.#depth === 2 && isOf(tag, soap11, 'Header')) return this.#ignore()
    const [namespace, name] =
      this.#depth === 1 ? [soap11, 'Envelope'] : this.#depth === 2 ? [soap11, 'Body'] : [outbound, 'notifications']
    if (!isOf(tag, namespace!, name!)) refuse(`another element where ${name} belongs`)
    this.#only(name!)
  }

  #openHead(tag: SaxesTagNS): void {
    if (tag.uri !== outbound) refuse('another namespace inside notifications')
    if (tag.local === 'Notification') {
      if (this.#notifications.length === maxNotifications) refuse(`more than ${maxNotifications} notifications`)
      this.#current = { id: null, object: '', recordId: '', fields: null, count: 0 }
    } else if (tag.local === 'OrganizationId' || tag.local === 'ActionId') {
      this.#only(tag.local)
      this.#value = ''
    } else this.#ignore()
  }

  #openPart(tag: SaxesTagNS): void {
    const current = this.#current!
    if (tag.uri !== outbound) refuse('another namespace inside Notification')
    if (tag.local === 'Id') {
      if (current.id !== null) refuse('two Ids in one Notification')
      this.#value = ''
    } else if (tag.local === 'sObject') {
      if (current.fields !== null) refuse('two sObjects in one Notification')
      current.object = this.#objectOf(tag)
      current.fields = {}
      if (isNil(tag)) this.#ignore()
    } else this.#ignore()
  }

  #openField(tag: SaxesTagNS): void {
    const current = this.#current!
    if (tag.uri !== sobject) refuse('a field outside the sObject namespace')
    if (tag.local === 'fieldsToNull') return this.#ignore() // in the schema, may repeat, never sent
    // API names begin with a letter: __proto__ is no field, and a plain object can hold the rest.
    if (!/^[A-Za-z]\w*$/.test(tag.local)) refuse('a field name that Salesforce does not allow')
    if (++current.count > maxFields) refuse(`more than ${maxFields} fields`)
    if (Object.hasOwn(current.fields!, tag.local)) refuse('a field given twice')
    this.#isNil = isNil(tag)
    this.#value = ''
  }

  #closeValue(name: string, value: string): void {
    if (this.#depth === 6) {
      if (this.#isNil) return // the same as absent
      if (name === 'Id') this.#current!.recordId = recordId(value, 'record')
      this.#current!.fields![name] = value
    } else if (this.#depth === 5) this.#current!.id = recordId(value, 'Notification')
    else if (name === 'OrganizationId') this.#organizationId = organizationId(value)
    else this.#actionId = recordId(value, 'action')
  }

  /** `xsi:type="sf:Case"` → `Case`; the prefix must stand for the sObject namespace. '' when it is missing. */
  #objectOf(tag: SaxesTagNS): string {
    const type = attributeOf(tag, 'type')
    if (type === null) return ''
    const found = /^([^:]+):([A-Za-z]\w{0,79})$/.exec(type)
    if (!found || this.#resolve(found[1]!) !== sobject) refuse('an sObject of no known type')
    return found[2]!
  }

  #only(name: string): void {
    if (this.#seen.has(name)) refuse(`more than one ${name}`)
    this.#seen.add(name)
  }

  #ignore(): void {
    this.#ignoredFrom = this.#depth
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

const isOf = (tag: SaxesTagNS, namespace: string, name: string): boolean => tag.uri === namespace && tag.local === name

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
