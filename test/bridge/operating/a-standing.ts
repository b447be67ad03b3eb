import type { Standing } from '../../../bridge/operating/standing.ts'

export const now = Date.UTC(2026, 10, 21, 12)
export const minutesAgo = (minutes: number): number => now - minutes * 60_000

/** An org that is well. */
export const aStanding = (given: Partial<Standing> = {}): Standing => ({
  name: 'Production',
  at: now,
  clock: { alarmAt: null, dueAt: null, running: [] },
  schema: { applied: 1, known: 1 },
  lanes: [],
  connections: [aConnection(), aConnection({ name: 'mail', app: 'smtp' })],
  alerts: {},
  undecided: 0,
  queued: 0,
  held: 0,
  writes: { waiting: 0, inFlight: 0, dead: 0 },
  mails: { waiting: 0, inFlight: 0, unknown: 0 },
  storageBytes: 100_000,
  counts: {},
  ...given,
})

type Connection = Standing['connections'][number]

export const aConnection = (given: Partial<Connection> = {}): Connection => ({
  name: 'salesforce',
  app: 'salesforce',
  state: 'open',
  opensAt: null,
  failures: 0,
  lastError: null,
  lastSuccessAt: null,
  apiUsed: null,
  apiLimit: null,
  ...given,
})
