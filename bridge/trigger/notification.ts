export { id18, isRecordId } from '../core/salesforce/record-id.ts'

/** One record's event, whichever door it came through. */
export type Notification = {
  id: string
  object: string // '' when the message of a deleted record does not tell
  recordId: string // 18 characters; '' when the record was deleted before the message left
  fields: Record<string, string> | null // null: none to keep, see note. A field that is null in Salesforce is absent
  note: null | 'deleted' | 'too_wide' | 'missed'
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
