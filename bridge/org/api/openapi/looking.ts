import * as z from 'zod'
import { listKinds, type ListKind } from '../list.ts'
import { listQuery } from '../route.ts'
import type { Described } from './describe.ts'

/** Of each list: what its rows are, and by what it can be filtered. */
const lists: Record<ListKind, { rows: string; by: ('recordId' | 'invitation' | 'program' | 'state')[] }> = {
  notifications: { rows: 'Notification', by: ['recordId'] },
  invitations: { rows: 'Invitation', by: ['recordId', 'program', 'state'] },
  responses: { rows: 'Response', by: ['invitation', 'state'] },
  writes: { rows: 'Write', by: ['invitation', 'state'] },
  sends: { rows: 'Send', by: ['invitation', 'state'] },
  connections: { rows: 'Connection', by: [] },
  documents: { rows: 'DocumentHead', by: [] },
  audit: { rows: 'AuditEntry', by: [] },
  forgotten: { rows: 'Forgotten', by: [] },
}

/** One page of each list. */
export const pageShapes = (shapes: Record<string, z.ZodType>): Record<string, z.ZodType> =>
  Object.fromEntries(
    listKinds.map((kind) => [
      pageOf(kind),
      z.object({
        rows: z.array(shapes[lists[kind].rows]!),
        next: z.string().nullable().describe('Ask again with after=…; null: that was all'),
      }),
    ]),
  )

const pageOf = (kind: ListKind): string => `${lists[kind].rows}Page`

const look = (route: string, id: string, summary: string, answer: string, query?: z.ZodType): Described => ({
  route: `GET /api/orgs/{orgKey}${route}`,
  id,
  summary,
  opensTo: ['api'],
  query,
  answers: { 200: answer },
})

/** What an admin can see. */
export const lookingDoors = (): Described[] => [
  look('', 'showOrg', 'How the org stands: what waits, what is dead, what nobody knows', 'Summary'),
  look('/alerts', 'listAlerts', 'The open alerts, newest first', 'Alerts'),
  look(
    '/documents/{kind}/{name}',
    'showDocument',
    'A document, in its newest version unless told',
    'Document',
    z.object({ version: z.string().optional() }),
  ),
  look('/notifications/{id}', 'showNotification', 'One event, and what every program made of it', 'Notification'),
  look('/invitations/{id}', 'showInvitation', 'One ask from end to end', 'Ask'),
  ...listKinds.map((kind) => {
    const names = ['after', 'limit', ...lists[kind].by]
    const query = z.object(Object.fromEntries(Object.entries(listQuery.shape).filter(([name]) => names.includes(name))))
    const name = kind[0]!.toUpperCase() + kind.slice(1)
    return look(`/${kind}`, `list${name}`, `A page of the ${kind}`, pageOf(kind), query)
  }),
]
