import { describe, expect, it } from 'vitest'
import { recordsOf } from '../../support/salesforce.ts'
import { aStandInOrg, type StandInOrg } from '../../support/stand-in.ts'

/** The queries of all composite calls so far cannot be seen in the log; the calls can. */
const callsOf = async (org: StandInOrg) => (await org.calls()).filter(({ path }) => path.includes('/composite')).length

const injections = ["x' OR Id != '", "') OR (Id != '", '\\', "\\'", "5005g00000AAAAA' --", '', '*', '%']

describe('records read before a decision', () => {
  it('have the paths as they were asked for, and say when they are deleted', async () => {
    const org = await aStandInOrg()
    const contact = await org.save('Contact', { LastName: 'Doe', Email: 'jane@example.com' })
    const open = await org.save('Case', { Subject: 'Toaster', ContactId: contact })
    const bare = await org.save('Case', { Subject: 'Kettle' })
    const gone = await org.save('Case', { Subject: 'Lamp' })
    await org.delete('Case', gone)
    const unknown = '500000000000000AAA'
    const ids = [open.slice(0, 15), bare, gone, unknown]
    const paths = ['contact.email', 'Subject', 'IsClosed', 'Id', 'Contact.Survey_Language__c']
    const read = await recordsOf(org).read('Case', ids, paths)
    if (!read.ok) throw new Error(read.failure.message)
    expect(read.value).toHaveLength(3)
    expect(read.value.find(({ id }) => id === ids[0])).toEqual({
      id: ids[0],
      isDeleted: false,
      values: {
        'contact.email': 'jane@example.com',
        Subject: 'Toaster',
        IsClosed: false,
        Id: open,
        'Contact.Survey_Language__c': null,
      },
    })
    expect(read.value.find(({ id }) => id === bare)).toMatchObject({ values: { 'contact.email': null } })
    expect(read.value.find(({ id }) => id === gone)).toMatchObject({ isDeleted: true })
    expect(await callsOf(org)).toBe(1)
  })

  it('are 2,000 in one call, and none cost none', async () => {
    const org = await aStandInOrg()
    const saves = Array.from({ length: 20 }, (_, index) => ({ object: 'Case', fields: { Subject: `S${index}` } }))
    const saved = (await org.control('POST', '/save', saves)) as { id: string }[]
    const prefix = saved[0]!.id.slice(0, 10)
    const strangers = Array.from({ length: 1_980 }, (_, index) => `${prefix}Z${String(index).padStart(4, '0')}`)
    const records = recordsOf(org)
    const read = await records.read('Case', [...saved.map(({ id }) => id), ...strangers], ['Subject'])
    expect(read.ok && read.value.length).toBe(20)
    expect(await callsOf(org)).toBe(1)
    expect(await records.read('Case', [], ['Subject'])).toEqual({ ok: true, value: [] })
    expect(await callsOf(org)).toBe(1)
  })

  it('of users have no recycle bin', async () => {
    const org = await aStandInOrg()
    const [user] = await org.query('SELECT Id, Name FROM User LIMIT 1')
    const read = await recordsOf(org).read('User', [user!.Id], ['Name'])
    expect(read).toMatchObject({ ok: true, value: [{ isDeleted: false, values: { Name: user!['Name'] } }] })
  })

  it('never run what an id says', async () => {
    const org = await aStandInOrg()
    await org.save('Case', { Subject: 'Secret' })
    const records = recordsOf(org)
    expect(await records.read('Case', injections, ['Subject'])).toEqual({ ok: true, value: [] })
    expect(await records.successors('Contact', injections)).toEqual({
      ok: true,
      value: injections.map((id) => ({ id, successor: null })),
    })
    expect(await records.primaryContacts(injections)).toEqual({ ok: true, value: {} })
    expect(await callsOf(org)).toBe(0)
  })

  it('never run what a name says', async () => {
    const org = await aStandInOrg()
    const id = await org.save('Case', { Subject: 'Secret' })
    const records = recordsOf(org)
    for (const [object, path] of [
      ['Case WHERE Id != null --', 'Subject'],
      ['Case', 'Subject FROM Case --'],
      ['Case', '(SELECT Id FROM CaseComments)'],
      ['Case', 'A.B.C.D.E'],
    ] as const)
      expect(await records.read(object, [id], [path])).toMatchObject({ ok: false, failure: { status: 'BAD_NAME' } })
    expect(await callsOf(org)).toBe(0)
  })

  it('name the field that the object does not have', async () => {
    const org = await aStandInOrg()
    const id = await org.save('Case', { Subject: 'Toaster' })
    expect(await recordsOf(org).read('Case', [id], ['Mood__c'])).toMatchObject({
      ok: false,
      failure: { kind: 'rejected', status: 'INVALID_FIELD', field: 'Mood__c' },
    })
  })

  it('fail as a call fails', async () => {
    const org = await aStandInOrg()
    const id = await org.save('Case', { Subject: 'Toaster' })
    await org.faults({ kind: 'unavailable', match: { path: '/composite' } })
    expect(await recordsOf(org).read('Case', [id], ['Subject'])).toMatchObject({
      ok: false,
      failure: { kind: 'transient', status: 'SERVER_UNAVAILABLE' },
    })
  })
})

describe('the contact of an opportunity', () => {
  it('is its primary role', async () => {
    const org = await aStandInOrg()
    const [jane, joe] = [
      await org.save('Contact', { LastName: 'Jane' }),
      await org.save('Contact', { LastName: 'Joe' }),
    ]
    const deal = { StageName: 'Prospecting', CloseDate: '2026-12-01' }
    const [won, lone] = [
      await org.save('Opportunity', { Name: 'Won', ...deal }),
      await org.save('Opportunity', { Name: 'Lone', ...deal }),
    ]
    await org.save('OpportunityContactRole', { OpportunityId: won, ContactId: joe, IsPrimary: false })
    await org.save('OpportunityContactRole', { OpportunityId: won, ContactId: jane, IsPrimary: true })
    await org.save('OpportunityContactRole', { OpportunityId: lone, ContactId: joe, IsPrimary: false })
    const short = won.slice(0, 15)
    expect(await recordsOf(org).primaryContacts([short, lone])).toEqual({ ok: true, value: { [short]: jane } })
  })
})

describe('people with an address', () => {
  it('are found among contacts and leads, however the address is written', async () => {
    const org = await aStandInOrg()
    const contact = await org.save('Contact', { LastName: 'Doe', Email: 'Jane@Example.com' })
    const lead = await org.save('Lead', { LastName: 'Doe', Company: 'Acme', Email: 'jane@example.com' })
    const converted = await org.save('Lead', { LastName: 'Old', Company: 'Acme', Email: 'jane@example.com' })
    const { contactId } = await org.convert(converted)
    await org.save('Contact', { LastName: 'Other', Email: 'other@example.com' })
    const found = await recordsOf(org).peopleWithEmail(['JANE@example.com'])
    const jane = { email: 'JANE@example.com' }
    expect(found.ok && found.value.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
      [
        { entity: 'Contact', id: contact, ...jane },
        { entity: 'Contact', id: contactId, ...jane },
        { entity: 'Lead', id: lead, ...jane },
      ].toSorted((a, b) => a.id.localeCompare(b.id)),
    )
  })

  it('may have a quote in it, and nothing in it is run', async () => {
    const org = await aStandInOrg()
    const contact = await org.save('Contact', { LastName: "O'Neil", Email: "pat.o'neil@example.com" })
    await org.save('Contact', { LastName: 'Other', Email: 'other@example.com' })
    const records = recordsOf(org)
    expect(await records.peopleWithEmail(["pat.o'neil@example.com"])).toMatchObject({
      ok: true,
      value: [{ entity: 'Contact', id: contact, email: "pat.o'neil@example.com" }],
    })
    const hostile = [
      ...injections,
      "a@b.c' OR Email LIKE '%",
      "\\') OR Email != null OR Email IN ('",
      'a\nb@c.d',
      '@{part0.x}',
    ]
    expect(await records.peopleWithEmail(hostile)).toEqual({ ok: true, value: [] })
  })

  it('are all found when there are more than one page of them', async () => {
    const org = await aStandInOrg()
    const shared = Array.from({ length: 2_300 }, (_, index) => ({
      object: 'Contact',
      fields: { LastName: `L${index}`, Email: 'info@example.com' },
    }))
    await org.control('POST', '/save', shared)
    const found = await recordsOf(org).peopleWithEmail(['info@example.com'])
    expect(found.ok && new Set(found.value.map(({ id }) => id)).size).toBe(2_300)
    expect(await callsOf(org)).toBe(2)
  })
})

describe('who took a record’s place', () => {
  it('is the winner of its merge, and of the merge after that', async () => {
    const org = await aStandInOrg()
    const [first, second, third] = await Promise.all(
      ['A', 'B', 'C'].map((name) => org.save('Contact', { LastName: name })),
    )
    await org.merge('Contact', second!, [first!])
    await org.merge('Contact', third!, [second!])
    expect(await recordsOf(org).successors('Contact', [first!, second!.slice(0, 15), third!])).toEqual({
      ok: true,
      value: [
        { id: first, successor: third },
        { id: second!.slice(0, 15), successor: third },
        { id: third, successor: third },
      ],
    })
  })

  it('is nobody when it was deleted, or its winner was', async () => {
    const org = await aStandInOrg()
    const [loser, winner, deleted] = await Promise.all(
      ['A', 'B', 'C'].map((name) => org.save('Account', { Name: name })),
    )
    await org.merge('Account', winner!, [loser!])
    await org.delete('Account', winner!)
    await org.delete('Account', deleted!)
    const never = '001000000000000AAA'
    expect(await recordsOf(org).successors('Account', [loser!, deleted!, never])).toEqual({
      ok: true,
      value: [loser, deleted, never].map((id) => ({ id, successor: null })),
    })
  })

  it('is the contact that a lead became, even when that was merged later', async () => {
    const org = await aStandInOrg()
    const lead = await org.save('Lead', { LastName: 'Doe', Company: 'Acme' })
    const { contactId } = await org.convert(lead)
    const records = recordsOf(org)
    expect(await records.successors('Lead', [lead])).toEqual({ ok: true, value: [{ id: lead, successor: contactId }] })
    const winner = await org.save('Contact', { LastName: 'Doe' })
    await org.merge('Contact', winner, [contactId])
    expect(await records.successors('Lead', [lead])).toEqual({ ok: true, value: [{ id: lead, successor: winner }] })
  })

  it('is itself for an object without merges that still stands', async () => {
    const org = await aStandInOrg()
    const deal = { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-01' }
    const [here, gone] = [await org.save('Opportunity', deal), await org.save('Opportunity', deal)]
    await org.delete('Opportunity', gone)
    expect(await recordsOf(org).successors('Opportunity', [here, gone])).toEqual({
      ok: true,
      value: [
        { id: here, successor: here },
        { id: gone, successor: null },
      ],
    })
  })
})
