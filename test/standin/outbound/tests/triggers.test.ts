import { describe, expect, it } from 'vitest'
import { parseXml } from '../../schema/xml.ts'
import { readFlow } from '../triggers/flow.ts'
import { parseFormula } from '../triggers/formula.ts'
import { readRules } from '../triggers/legacy.ts'
import { setScene } from './support.ts'

const counted = async (scene: ReturnType<typeof setScene>): Promise<number> => (await scene.org.outbound()).items.length

describe('the flow for closed cases', () => {
  const scene = setScene()

  it('fires when a case is closed', async () => {
    const id = await scene.org.save('Case', { Subject: 'S' })
    expect(await counted(scene)).toBe(0)
    await scene.closeCase(id)
    expect((await scene.settled()).items).toMatchObject([
      { recordId: id, action: 'Case.Survey_Case_Closed', state: 'delivered' },
    ])
  })

  it('fires when a case is created closed', async () => {
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    expect(await counted(scene)).toBe(1)
  })

  it('does not fire when another field of a closed case changes', async () => {
    const id = await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    await scene.org.save('Case', { Subject: 'Other' }, id)
    expect(await counted(scene)).toBe(1)
  })

  it('fires again when the case was reopened in between', async () => {
    const id = await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    await scene.org.save('Case', { Status: 'Working' }, id)
    await scene.closeCase(id)
    expect(await counted(scene)).toBe(2)
  })

  it('keeps quiet for a user who may not send outbound messages: the loop guard', async () => {
    const id = await scene.org.save('Case', { Subject: 'S' })
    await scene.org.save('Case', { Status: 'Closed' }, id, 'integration')
    expect(await counted(scene)).toBe(0)
  })

  it('keeps quiet for a user with the bypass permission', async () => {
    await scene.org.ask('PATCH', 'users/agent', { permissions: ['Survey_Bridge_Bypass'] })
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    expect(await counted(scene)).toBe(0)
  })

  it('sends nothing for a delete', async () => {
    const id = await scene.org.save('Case', { Subject: 'S' })
    await scene.org.ask('POST', 'delete', { object: 'Case', id })
    expect(await counted(scene)).toBe(0)
  })
})

describe('an org with the flow and the legacy rule for one event', () => {
  const scene = setScene({ kinds: ['flow', 'legacy'], only: ['Survey_Case_Closed'] })

  it('sends two notifications for one close', async () => {
    const id = await scene.org.save('Case', { Subject: 'S' })
    await scene.closeCase(id)
    const { items } = await scene.settled()
    expect(items.map(({ recordId }) => recordId)).toEqual([id, id])
    expect(new Set(items.map((item) => item.id)).size).toBe(2)
  })

  it('heeds the bypass in both', async () => {
    await scene.org.ask('PATCH', 'users/agent', { permissions: ['Survey_Bridge_Bypass'] })
    await scene.org.save('Case', { Subject: 'S', Status: 'Closed' })
    expect(await counted(scene)).toBe(0)
  })
})

describe.each(['flow', 'legacy'])('every template of the package, as %s', (kind) => {
  const scene = setScene({ kinds: [kind], accountField: 'Rating' })

  it('fires for its event', async () => {
    const AccountId = await scene.org.save('Account', { Name: 'A', Rating: 'Warm' })
    const CloseDate = '2026-12-01'
    const won = await scene.org.save('Opportunity', { Name: 'W', AccountId, CloseDate, StageName: 'Prospecting' })
    const lost = await scene.org.save('Opportunity', { Name: 'L', AccountId, CloseDate, StageName: 'Prospecting' })
    const contract = await scene.org.save('Contract', { AccountId, StartDate: CloseDate, ContractTerm: 12 })
    const order = await scene.org.save('Order', { AccountId, EffectiveDate: CloseDate, Status: 'Draft' })
    expect(await counted(scene)).toBe(0)
    await scene.org.save('Account', { Rating: 'Cold' }, AccountId)
    await scene.org.save('Opportunity', { StageName: 'Closed Won' }, won)
    await scene.org.save('Opportunity', { StageName: 'Closed Lost' }, lost)
    await scene.org.save('Contract', { Status: 'Activated' }, contract)
    await scene.org.save('Contract', { Status: 'Cancelled' }, contract)
    await scene.org.save('Order', { Status: 'Activated' }, order)
    const { items } = await scene.settled()
    expect(items.map(({ action, state }) => `${action} ${state}`).sort()).toEqual([
      'Account.Survey_Account_Changed delivered',
      'Contract.Survey_Contract_Activated delivered',
      'Contract.Survey_Contract_Cancelled delivered',
      'Opportunity.Survey_Opportunity_Lost delivered',
      'Opportunity.Survey_Opportunity_Won delivered',
      'Order.Survey_Order_Activated delivered',
    ])
  })
})

const saving = (before: object | null, after: object, ...permissions: string[]) => ({
  before: before && { Id: '1', ...before },
  after: { Id: '1', ...after },
  permissions: new Set(permissions),
})

it.each([
  ['AND(IsClosed, NOT($Permission.Skip))', true],
  ['OR(ISPICKVAL(Status, "Open"), ISPICKVAL(Status, \'Closed\'))', true],
  ['ISCHANGED({!$Record.Status}) && PRIORVALUE(Status) = "Open"', true],
  ['ISNEW() || ISBLANK(Amount)', true],
  ['!(IsClosed = TRUE) || Status <> "Closed"', false],
  ['Amount > 5', false],
])('the formula %s is %j for a case that was just closed', (formula, holds) => {
  expect(parseFormula(formula)(saving({ Status: 'Open' }, { Status: 'Closed', IsClosed: true, Amount: null }))).toBe(
    holds,
  )
})

it('a formula with an unknown function is refused by name', () => {
  expect(() => parseFormula('REGEX(Subject, "x")')).toThrow('REGEX is not known here')
})

it('a flow whose filters are joined by numbers is read as such', () => {
  const filter = (field: string) =>
    `<filters><field>${field}</field><operator>EqualTo</operator><value><booleanValue>true</booleanValue></value></filters>`
  const flow = readFlow(
    'F',
    parseXml(`<Flow>
    <actionCalls><name>Tell</name><actionName>Case.M</actionName><actionType>outboundMessage</actionType></actionCalls>
    <start><connector><targetReference>Tell</targetReference></connector><filterLogic>1 AND (2 OR 3)</filterLogic>
    ${filter('A')}${filter('B')}${filter('C')}<object>Case</object><recordTriggerType>Create</recordTriggerType>
    <triggerType>RecordAfterSave</triggerType></start></Flow>`),
  )
  expect(flow.fires(saving(null, { A: true, C: true }))).toEqual(['Case.M'])
  expect(flow.fires(saving(null, { B: true, C: true }))).toEqual([])
  expect(flow.fires(saving({}, { A: true, C: true }))).toEqual([])
})

it('a legacy rule with criteria fires on create and on the update that begins to match', () => {
  const [rule] = readRules(
    'Case',
    parseXml(`<Workflow><rules><fullName>R</fullName>
    <actions><name>M</name><type>OutboundMessage</type></actions><active>true</active>
    <criteriaItems><field>Case.IsClosed</field><operation>equals</operation><value>True</value></criteriaItems>
    <triggerType>onCreateOrTriggeringUpdate</triggerType></rules></Workflow>`),
  )
  expect(rule!.fires(saving(null, { IsClosed: true }))).toEqual(['Case.M'])
  expect(rule!.fires(saving({ IsClosed: false }, { IsClosed: true }))).toEqual(['Case.M'])
  expect(rule!.fires(saving({ IsClosed: true }, { IsClosed: true }))).toEqual([])
})
