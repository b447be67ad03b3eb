import type { Sighting } from '../history/history.ts'
import type { BridgeRows } from './rows.ts'

const ranks: Record<string, number> = { Held: 0, Queued: 1, Sent: 2, Opened: 3, Partial: 4, Completed: 5 }
const isOpen = (state: string): boolean => state === 'waiting' || state === 'in_flight'

/** How everything that only moves forward stands now. */
export const look = ({ invitations, responses, sends, notifications }: BridgeRows): Sighting[] => [
  ...invitations.map(({ id, status }) => {
    const rank = ranks[status]
    return { id: `invitation ${id}`, state: status, rank: rank ?? 6, final: rank === undefined }
  }),
  ...responses.map(({ id, state, version }) => ({ id: `response ${id}`, state, rank: version, final: false })),
  ...sends.map(({ id, state }) => ({
    id: `send ${id}`,
    state: isOpen(state) ? 'open' : state,
    rank: isOpen(state) ? 0 : state === 'unknown' ? 1 : 2, // a sign of life settles an unknown one
    final: state === 'sent' || state === 'refused',
  })),
  ...notifications.map(({ id, decided }) => ({
    id: `notification ${id}`,
    state: decided ? 'decided' : 'undecided',
    rank: decided ? 1 : 0,
    final: decided,
  })),
]
