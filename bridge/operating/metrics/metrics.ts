import type { Answered } from '../ask-orgs.ts'
import { severityOf, storageLimitBytes } from '../health.ts'
import type { Labels, Metric, Sample } from './prometheus.ts'
import type { Standing } from '../standing.ts'
import { bundle } from '../version.ts'

type Read = (standing: Standing) => Sample[]

/** What a scrape tells of the orgs it asked. `isAll` false: there are more, after the page. */
export function metricsOf(answered: Answered[], isAll: boolean): Metric[] {
  const answers = answered.flatMap(({ orgKey, standing }) => (standing ? [{ orgKey, standing }] : []))
  const ofOrg = ({ orgKey }: { orgKey: string }, { labels, value }: Sample): Sample => ({
    labels: { org: orgKey, ...labels },
    value,
  })
  const asked = (read: (one: Answered) => number): Sample[] =>
    answered.map((one) => ofOrg(one, { labels: {}, value: read(one) }))
  return [
    gauge('build_info', 'The bundle that answers.', 'max', [{ labels: bundle, value: 1 }]),
    gauge('orgs_asked', 'Orgs asked by this scrape.', 'sum', [{ labels: {}, value: answered.length }]),
    gauge('orgs_left', '1 when there are more orgs than this scrape asked: scrape the next page too.', 'max', [
      { labels: {}, value: isAll ? 0 : 1 },
    ]),
    gauge(
      'org_up',
      '1 when the org answered in time.',
      'sum',
      asked(({ standing }) => (standing ? 1 : 0)),
    ),
    gauge(
      'org_health',
      '0 ok, 1 degraded, 2 failed, as /health/deep judges.',
      'max',
      asked(({ status }) => severityOf(status)),
    ),
    ...families.map(({ read, ...family }) => ({
      ...family,
      samples: answers.flatMap((org) => read(org.standing).map((sample) => ofOrg(org, sample))),
    })),
  ]
}

type Family = Omit<Metric, 'samples'> & { read: Read }

const gauge = (name: string, help: string, over: Metric['over'], samples: Sample[]): Metric => ({
  name: `survey_bridge_${name}`,
  help,
  type: 'gauge',
  over,
  samples,
})

const family = (name: string, help: string, read: Read, over: Metric['over'] = 'sum'): Family => {
  const { samples: _, ...rest } = gauge(name, help, over, [])
  return { ...rest, read }
}

/** Counts of `counters.ts` whose name begins so; what follows are the values of the labels. */
const counter = (name: string, help: string, of: string, ...labels: string[]): Family => ({
  name: `survey_bridge_${name}_total`,
  help,
  type: 'counter',
  over: 'sum',
  read: ({ counts }) =>
    Object.entries(counts).flatMap(([key, value]) => {
      const [first, ...values] = key.split('|')
      return first === of
        ? [{ labels: Object.fromEntries(labels.map((label, n) => [label, values[n] ?? ''])), value }]
        : []
    }),
})

const one = (value: number, labels: Labels = {}): Sample[] => [{ labels, value }]
const each = (values: Record<string, number>, label: string): Sample[] =>
  Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }))
const ofConnections =
  (read: (one: Standing['connections'][number]) => number | null): Read =>
  ({ connections }) =>
    connections.flatMap((found) => {
      const value = read(found)
      return value === null ? [] : one(value, { connection: found.name })
    })

/** Gauges are read from indexes and stop at 10,000 rows; counters are kept by the object. */
const families: Family[] = [
  family('alerts_open', 'Open alerts; README.md says what each code means.', ({ alerts }) => each(alerts, 'code')),
  family(
    'lane_overdue_seconds',
    'How long the oldest row of a lane has been due; 0 when nothing of it is due.',
    ({ lanes, at }) => lanes.flatMap(({ lane, at: dueAt }) => one(Math.max(0, (at - dueAt) / 1000), { lane })),
    'max',
  ),
  family('notifications_undecided', 'Events taken in and not decided yet.', ({ undecided }) => one(undecided)),
  family('invitations_queued', 'Invitations that wait for their time to be sent.', ({ queued }) => one(queued)),
  family('invitations_held', 'Invitations that wait for a person to let them go.', ({ held }) => one(held)),
  family('writes', 'Writes that are not over, by state.', ({ writes: { waiting, inFlight, dead } }) =>
    each({ waiting, in_flight: inFlight, dead }, 'state'),
  ),
  family('mails', 'Mails that are not over, by state.', ({ mails: { waiting, inFlight, unknown } }) =>
    each({ waiting, in_flight: inFlight, unknown }, 'state'),
  ),
  family(
    'connection_stopped',
    '1 when a person has to reconnect it.',
    ofConnections(({ state }) => (state === 'stopped' ? 1 : 0)),
  ),
  family(
    'connection_failures',
    'Calls that failed in a row.',
    ofConnections(({ failures }) => failures),
    'max',
  ),
  family(
    'connection_last_success_timestamp_seconds',
    'When a call last went through.',
    ofConnections(({ lastSuccessAt }) => lastSuccessAt && lastSuccessAt.getTime() / 1000),
    'max',
  ),
  family(
    'api_calls_used',
    'API calls of the last 24 hours as the app counts them, whoever made them.',
    ofConnections(({ apiUsed }) => apiUsed),
  ),
  family(
    'api_calls_limit',
    'API calls the app allows in 24 hours.',
    ofConnections(({ apiLimit }) => apiLimit),
  ),
  family('storage_bytes', "Size of the org's database.", ({ storageBytes }) => one(storageBytes), 'max'),
  family('storage_limit_bytes', 'What one object may hold on Cloudflare.', () => one(storageLimitBytes), 'max'),
  counter('messages', 'Messages taken in, by door.', 'messages', 'door'),
  counter('notifications', 'Events taken in: new, or known already.', 'notifications', 'result'),
  counter('messages_refused', 'Messages that came with the right key and were not taken.', 'refused', 'code'),
  counter('answers', 'Submissions of surveys that were stored.', 'answers'),
  counter('lane_runs', 'Runs of a lane that found work.', 'runs', 'lane'),
  counter('lane_rows', 'Rows a lane took on.', 'rows', 'lane'),
  counter('lane_milliseconds', 'Time that lanes ran, their calls included.', 'ms', 'lane'),
  counter('calls', 'Calls to outside apps, by what became of the call.', 'calls', 'connection', 'result'),
  counter('rows_written', 'Rows sent to apps, by what became of each.', 'written', 'connection', 'result'),
  counter('mails_sent', 'Mails handed over, by what became of each.', 'mails', 'result'),
]
