import { createHash } from 'node:crypto'
import type { StandInOrg } from '../org.ts'
import { toId18 } from '../data/ids.ts'
import { renderMessage, type Row } from './message.ts'
import type { Queued } from './queue.ts'
import type { Switches } from './switches.ts'
import type { Action } from '../api/metadata/effects/triggers.ts'
import { fieldTypes } from './triggers/fields.ts'
import { valueText } from './values.ts'

/** The id of an outbound message's definition: steady over restarts, because it comes from the name alone. */
export function actionId(orgId: string, action: string): string {
  const hash = createHash('sha256').update(action).digest('hex').slice(0, 7)
  return toId18(`04k${orgId.slice(3, 5)}000${hash}`)
}

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
  const fields = new Set(['Id', ...action.fields])
  return items.map((item) => {
    const record = org.read(action.object, item.recordId)
    const row = { id: shortened(item.id), object: action.object, fields: null }
    if (!record) return row
    const texts = new Map<string, string>()
    for (const field of fields) {
      const type = types.get(field) ?? 'string'
      const text = valueText(record[field] ?? null, type)
      if (text !== null) texts.set(field, type === 'id' || type === 'reference' ? shortened(text) : text)
    }
    return { ...row, fields: texts }
  })
}
