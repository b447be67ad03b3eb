import { caseClosed, connectOrg, startBridge, type BridgeOrg } from '../bridge/start.ts'
import { targetOf } from '../bridge/target.ts'
import type { Check } from '../machine/figures.ts'
import { openMailbox, type Mailbox } from '../org/mailbox.ts'
import { startOrg } from '../org/start.ts'
import { until } from '../../../scripts/run/ports.ts'
import { Sent } from './accept.ts'
import type { Bench } from './bench.ts'
import { steadyFigures, steadyLoad } from './open-loop.ts'

const farApart = 500_000_000 // so that the two orgs' customers have addresses of their own

/**
 * Salesforce of one of two orgs in one process hangs, first for writes, then for 60 s for everything. One event in twenty makes a
 * survey mail at once. Neither Acks nor the other org may notice; mails of the hanging org wait only while it cannot be read.
 */
export async function hanging(bench: Bench): Promise<void> {
  if (!bench.wants('bridge')) return
  const mailbox = await openMailbox()
  const orgs = [await startOrg(bench.folder('hang')), await startOrg(bench.folder('hang'))] as const
  const bridge = await startBridge(await bench.place('hang'))
  const documents = caseClosed('live', { after: '0s', sample: 5 })
  try {
    const sides = await Promise.all(
      orgs.map(async ({ orgId, connection }, at) => {
        const org = await connectOrg(bridge, orgId, {
          documents,
          connections: { salesforce: connection, mail: mailbox.connection },
        })
        const sent = new Sent()
        sent.next += at * farApart
        return { name: 'AB'[at]!, org, sent, target: targetOf('bridge', org) }
      }),
    )
    await Promise.all(sides.map(({ target, sent }) => steadyLoad(target, sent, bench.isQuick ? 3 : 10))) // warm
    for (const hangs of ['nothing', 'writes', 'everything'] as const) {
      const seconds = bench.isQuick ? 6 : hangs === 'writes' ? 20 : 60 // as long before as while: a p99 of less is one stall
      await orgs[0].behave({ hangs })
      const what = hangs === 'nothing' ? 'A answers' : `A hangs: ${hangs}`
      await Promise.all(
        sides.map(async ({ name, target, sent }) => {
          const before = mailsTo(mailbox, name)
          const load = await steadyLoad(target, sent, seconds)
          const mails = mailsTo(mailbox, name) - before
          bench.results.add('one org hangs', `org ${name}, ${what}`, { ...steadyFigures(load), mails })
        }),
      )
    }
    await orgs[0].behave({ hangs: 'nothing' })
    for (const { name, org, sent, target } of sides) {
      await until(`the mails of org ${name}`, () => nothingWaits(org), 180_000)
      bench.results.check('one org hangs', `org ${name}, A hangs: everything`, sent.compare(await target.stored()))
      bench.results.check('one org hangs', `org ${name}, A hangs: everything`, await compareMails(org, mailbox))
    }
  } finally {
    await bridge.running.stop()
    for (const one of [...orgs, mailbox]) await one.stop()
  }
}

const mailsTo = ({ received }: Mailbox, side: string): number =>
  [...received.keys()].filter((email) => Number(/\d+/.exec(email)?.[0]) >= farApart === (side === 'B')).length

async function nothingWaits({ api }: BridgeOrg): Promise<boolean> {
  const { undecided, invitations, sends } = await api<{
    undecided: number
    invitations: Record<string, number>
    sends: Record<string, number>
  }>('')
  return undecided + (invitations['Queued'] ?? 0) + (sends['waiting'] ?? 0) + (sends['in_flight'] ?? 0) === 0
}

/** Every invitation was mailed once. */
async function compareMails({ api }: BridgeOrg, { received }: Mailbox): Promise<Check> {
  const check = { taken: 0, lost: 0, doubled: 0, mixedUp: 0 }
  type Row = { id: string; status: string; recipient: { email: string } }
  for (let after: string | null = ''; after !== null;) {
    const page: { rows: Row[]; next: string | null } = await api(`invitations?limit=200&after=${after}`)
    for (const { status, recipient } of page.rows.filter(({ status }) => status !== 'Not Sent')) {
      const mails = received.get(recipient.email) ?? 0
      check.taken++
      if (status !== 'Sent' || mails === 0) check.lost++
      if (mails > 1) check.doubled++
    }
    after = page.next
  }
  return check
}
