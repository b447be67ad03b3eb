import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { livePrograms } from '../../scripts/run/demo.ts'
import { until } from '../../scripts/run/ports.ts'
import { World, type Mail, type Notification } from './world.ts'

const cases = 200
const kills = 20
const seed = Number(process.env['SEED'] ?? 1)

type Send = { id: string; invitationId: string; state: string }
type Invitation = { id: string; recordId: string; recipient: { email: string }; status: string }
type Write = { key: string; state: string; recordId: string | null; dueAt: string | null }

describe(`${kills} kills while ${cases} cases close and answers come in (seed ${seed})`, () => {
  let world: World
  const accepted = new Set<string>() // addresses whose answer was accepted
  const asked = new Set<string>() // addresses whose answer was sent at least once

  beforeAll(async () => {
    world = await World.start({
      clockScale: 120,
      programs: livePrograms(['case-closed']).replaceAll(/^hold: .*$/gm, ''),
    })
    const customers = await Promise.all(Array.from({ length: cases }, (_, n) => world.customer(`Customer ${n}`)))
    const caseIds = await Promise.all(customers.map((customer) => world.openCase(customer)))
    const random = randomOf(seed)
    let done = false
    const closing = (async () => {
      for (const id of caseIds) {
        await world.closeCase(id)
        await pause(20 * random())
      }
    })()
    const answering = (async () => {
      while (!done) {
        await answerNew(world, asked, accepted)
        await pause(100)
      }
    })()
    try {
      for (let kill = 0; kill < kills; kill++) {
        await pause(100 + 600 * random())
        await world.killAndRestart()
      }
      await closing
      await settled(world)
      await until(
        'the last answers',
        async () => {
          await answerNew(world, asked, accepted)
          return (await world.mails()).every((mail) => accepted.has(addressOf(mail)))
        },
        60_000,
      )
    } finally {
      done = true // also when it came to nothing: nobody goes on in a world that is gone
      await Promise.allSettled([closing, answering])
    }
    await answering
    await written(world)
  }, 480_000)
  afterAll(() => world.stop())

  it('loses no acknowledged notification: every case has its decision', async () => {
    const notifications = await world.all<Notification>('notifications')
    expect(new Set(notifications.map(({ recordId }) => recordId)).size).toBe(cases)
    expect(notifications.filter(({ decisions }) => decisions.length === 0)).toEqual([])
    expect((await world.all<Invitation>('invitations')).length).toBe(cases)
  })

  it('sends no mail twice, and lists every mail whose fate is unknown', async () => {
    const mails = (await world.mails()).map(addressOf)
    expect(mails.length).toBe(new Set(mails).size)
    const invitations = new Map((await world.all<Invitation>('invitations')).map((one) => [one.recipient.email, one]))
    const unknown = new Set((await world.all<Send>('sends', '&state=unknown')).map(({ invitationId }) => invitationId))
    const unsent = [...invitations.values()].filter(({ recipient }) => !mails.includes(recipient.email))
    for (const { id } of unsent) expect(unknown, `invitation ${id} got no mail`).toContain(id)
    expect(unknown.size).toBeLessThanOrEqual(2 * kills) // at most the sends in flight at each kill
    console.log(`mails ${mails.length}, of unknown fate ${unknown.size}, of these not arrived ${unsent.length}`)
  })

  it('brings every accepted answer to Salesforce exactly once', async () => {
    const responses = await world.query<{ Contact__r: { Email: string }; Invitation__r: { Status__c: string } }>(
      'SELECT Id, Contact__r.Email, Invitation__r.Status__c FROM Survey_Response__c',
    )
    const emails = responses.map(({ Contact__r }) => Contact__r.Email)
    expect(emails.length).toBe(new Set(emails).size)
    expect(new Set(emails)).toEqual(accepted)
    expect(responses.filter(({ Invitation__r }) => Invitation__r.Status__c !== 'Completed')).toEqual([])
    const answers = await world.query('SELECT Id FROM Survey_Answer__c')
    expect(answers.length).toBe(2 * accepted.size)
  })

  it('has one Survey Invitation for each case', async () => {
    const invitations = await world.query<{ Case__c: string }>('SELECT Case__c FROM Survey_Invitation__c')
    expect(invitations.length).toBe(cases)
    expect(new Set(invitations.map(({ Case__c }) => Case__c)).size).toBe(cases)
  })

  it('leaves no write dead and logs no error of ours', async () => {
    expect(await world.all('writes', '&state=dead')).toEqual([])
    const errors = world.log.filter((line) => line.includes('"level":"error"'))
    expect(errors).toEqual([])
  })
})

/** Answers each mail once; a connection that breaks is a customer who presses the button again. */
async function answerNew(world: World, asked: Set<string>, accepted: Set<string>): Promise<void> {
  const mails = await world.mails()
  await Promise.all(
    mails.map(async (mail) => {
      const email = addressOf(mail)
      if (accepted.has(email)) return
      try {
        const link = await world.linkIn(mail.id)
        asked.add(email)
        const reply = await world.post(link, { csat: '5', comment: `from ${email}` })
        if (reply.status === 303) accepted.add(email)
      } catch {
        // the bridge is dead for a moment
      }
    }),
  )
}

/** Salesforce has delivered everything, and no mail is on its way. */
const settled = (world: World): Promise<unknown> =>
  until(
    'every notification and mail to settle',
    async () => {
      const { counts } = await world.control<{ counts: Record<string, number> }>('GET', 'outbound')
      const { undecided, sends, invitations } = await world.api<{
        undecided: number
        sends: Record<string, number>
        invitations: Record<string, number>
      }>('GET', '')
      const open =
        (counts['pending'] ?? 0) +
        (counts['failed'] ?? 0) +
        undecided +
        (sends['waiting'] ?? 0) +
        (sends['in_flight'] ?? 0)
      const queued = (invitations['Queued'] ?? 0) - (sends['unknown'] ?? 0)
      return open === 0 && queued <= 0
    },
    150_000,
  )

/** Nothing is to be written but what is repeated for safety 11 minutes after an unknown outcome. */
const written = (world: World): Promise<unknown> =>
  until(
    'every write',
    async () => {
      const { unplanned } = await world.api<{ unplanned: number }>('GET', '')
      const writes = await world.all<Write>('writes')
      return (
        unplanned === 0 &&
        writes.every(
          ({ state, recordId, dueAt }) =>
            state === 'done' ||
            (state === 'waiting' && recordId !== null && dueAt !== null && Date.parse(dueAt) > Date.now() + 60_000),
        )
      )
    },
    150_000,
  )

const addressOf = (mail: Mail): string => [mail.to].flat()[0] ?? ''
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A small seeded generator (mulberry32), so that a failing run can be repeated. */
function randomOf(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
