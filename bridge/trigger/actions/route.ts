import { Hono } from 'hono'
import { fail } from '../../core/failures.ts'
import type { Keys } from '../../core/keys.ts'
import { isRecordId } from '../../core/salesforce/record-id.ts'
import { openedByBearer, openEvents } from '../events/open.ts'
import { fromOwnOrg, handOver } from '../door/hand-over.ts'
import type { ActionsOrg } from '../port.ts'
import { methodNotAllowed, toJson } from '../door/reply.ts'
import { json } from '../route.ts'
import { parseActionMessage } from './message.ts'

type Deps = { keys: Keys; org: (orgKey: string) => ActionsOrg }

/**
 * `/actions/:orgKey`, the address of the package's named credential: `act`, what people press in Salesforce, and `status`, how the bridge
 * stands for its Setup Assistant. Paths of their own, because nobody says whether a callout puts a slash behind a bare address.
 */
export const actionsRoute = ({ keys, org }: Deps) =>
  new Hono()
    .post('/:orgKey/act', async (c) => {
      const orgKey = c.req.param('orgKey')
      const opened = await openEvents(c.req.raw, orgKey, keys, json)
      if (!opened.ok) return toJson(opened)
      const { generation, bytes } = opened.value
      const at = { door: 'events', orgKey, generation, org: org(orgKey) } as const
      const act = handOver(at, bytes, parseActionMessage, ({ userId, actions }) =>
        at.org.act(generation, userId, actions),
      )
      return toJson(await act)
    })
    .get('/:orgKey/status', async (c) => {
      const orgKey = c.req.param('orgKey')
      const opened = openedByBearer(c.req.raw, orgKey, keys)
      if (!opened.ok) return toJson(opened)
      const at = { door: 'events', orgKey, ...opened.value, org: org(orgKey) } as const
      const status = await at.org.packageStatus(at.generation)
      const organizationId = c.req.query('organizationId') ?? ''
      if (!status.ok) return toJson(status) // a revoked key is a 401 whatever was asked
      if (!isRecordId(organizationId)) return toJson(fail({ code: 'malformed', detail: 'organizationId: an id' }))
      return toJson(await fromOwnOrg(at, organizationId, async () => status))
    })
    .all('/:orgKey/act', methodNotAllowed)
