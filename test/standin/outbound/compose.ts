import type { StandInOrg } from '../org.ts'
import { madeId, numberOf } from './ids.ts'
import { renderMessage, type Row } from './message.ts'
import type { Queued } from './queue.ts'
import type { Switches } from './switches.ts'
import type { Action } from './triggers/deploy.ts'
import { fieldTypes } from './triggers/fields.ts'
import { valueText } from './values.ts'

/** The id of a notification; it stays the same however often it is sent. */
export const notificationId = (orgId: string, seq: number): string => madeId('04l', orgId, seq)
/** The id of an outbound message's definition. */
export const actionId = (orgId: string, action: string): string => madeId('04k', orgId, numberOf(action))

/** One message about these notifications, with the values the records have now. */
export function composeMessage(org: StandInOrg, action: Action, items: Queued[], switches: Switches): string {
  const shortened = (id: string) => (switches.old15CharIds ? id.slice(0, 15) : id)
  const host = `${org.url}/services/Soap`
  const tail = `${action.apiVersion}/${org.id.slice(0, 15)}`
  return renderMessage(
    {
      organizationId: shortened(org.id),
      actionId: shortened(actionId(org.id, action.name)),
      sessionId: switches.sessionId === true ? `${org.id.slice(0, 15)}!AQEAQOld.Session` : switches.sessionId || null,
      enterpriseUrl: `${host}/c/${tail}`,
      partnerUrl: `${host}/u/${tail}`,
    },
    currentRows(org, action, items, shortened),
  )
}

function currentRows(org: StandInOrg, action: Action, items: Queued[], shortened: (id: string) => string): Row[] {
  const types = fieldTypes(org, action.object)
  const ids = [...new Set(items.map(({ recordId }) => recordId))]
  const fields = [...new Set(['Id', ...action.fields])]
  const list = ids.map((id) => `'${id}'`).join(',')
  const found = org.query(`SELECT ${fields.join(', ')} FROM ${action.object} WHERE Id IN (${list})`)
  const byId = new Map(found.map((record) => [String(record.Id), record]))
  return items.map(({ seq, recordId }) => {
    const record = byId.get(recordId)
    const id = shortened(notificationId(org.id, seq))
    if (!record) return { id, object: action.object, fields: null }
    const texts = fields.map((field) => {
      const type = types.get(field) ?? 'string'
      const text = valueText(record[field], type)
      return [field, text !== null && (type === 'id' || type === 'reference') ? shortened(text) : text] as const
    })
    return { id, object: action.object, fields: new Map(texts.filter((pair): pair is [string, string] => pair[1] !== null)) }
  })
}
