/** One record's event, whichever door it came through. */
export type Notification = {
  id: string
  object: string // '' when the message of a deleted record does not tell
  recordId: string // 18 characters; '' when the record was deleted before the message left
  fields: Record<string, string> | null // null: none to keep, see note. A field that is null in Salesforce is absent
  note: null | 'deleted' | 'too_wide'
  /** The user who caused the event, where the door tells. */
  causedBy?: string
}

export const maxNotifications = 100
export const maxFields = 500

/** Of a notification's fields as JSON in UTF-8. A row may hold 2 MB, and one statement binds about 1 MB. */
const maxFieldsBytes = 1_000_000

/** The fields when one row can hold them, else none: a record too wide to keep is still acknowledged and decided. */
export function fitted(fields: Record<string, string>): Pick<Notification, 'fields' | 'note'> {
  let units = 0
  for (const name in fields) units += name.length + fields[name]!.length + 6
  // No UTF-16 unit takes more than 6 bytes, so what is small needs no second look.
  const fits = units * 6 <= maxFieldsBytes || Buffer.byteLength(JSON.stringify(fields)) <= maxFieldsBytes
  return fits ? { fields, note: null } : { fields: null, note: 'too_wide' }
}

const suffixLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const shape = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/

/** True for what looks like a Salesforce id; the suffix of 18 characters is not checked. */
export const isRecordId = (text: string): boolean => shape.test(text)

/** The 18-character spelling of an id: each of its last three characters tells which of five are capitals. */
export function id18(id: string): string {
  if (id.length !== 15) return id
  let suffix = ''
  for (let start = 0; start < 15; start += 5) {
    let capitals = 0
    for (let bit = 0; bit < 5; bit++) {
      const code = id.charCodeAt(start + bit)
      if (code >= 65 && code <= 90) capitals += 1 << bit
    }
    suffix += suffixLetters[capitals]
  }
  return id + suffix
}
