import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDocuments } from '../../../bridge/definitions/documents.ts'
import type { Program } from '../../../bridge/definitions/program.ts'
import { filtersIn, startOf } from '../../../scripts/org/trigger/filters.ts'
import { triggerFiles } from '../../../scripts/org/trigger/files.ts'
import { generateTriggers } from '../../../scripts/org/trigger/generate.ts'
import { readTemplates, textsOf } from '../../../scripts/org/trigger/templates.ts'
import { recordsPermissionSet } from '../../../scripts/org/setup/triggers/permission-set.ts'

const defaults = 'bridge/definitions/defaults'
const programs = readdirSync(defaults)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => readDocuments(readFileSync(join(defaults, name), 'utf8')).documents)
  .flatMap((one): Program[] => (one.kind === 'program' ? [one.body] : []))

const types = (written: string) =>
  new Map(
    written
      .split(' ')
      .map((one) => one.split(':') as [string, string])
      .map(([name, type = 'string']) => [name, type]),
  )
const objects = new Map([
  [
    'Case',
    types(
      'Id:id OwnerId:reference IsClosed:boolean ClosedDate:datetime Status:picklist Priority:picklist ContactId:reference ContactEmail:email CaseNumber Age__c:double',
    ),
  ],
  [
    'Opportunity',
    types(
      'Id:id IsClosed:boolean IsWon:boolean LastStageChangeDate:datetime ContactId:reference Amount:currency CurrencyIsoCode:picklist',
    ),
  ],
  ['Contract', types('Id:id Status:picklist ActivatedDate:datetime')],
  ['Account', types('Id:id Type:picklist Survey_Email__c:email IsPersonAccount:boolean PersonEmail:email')],
])
const place = { endpointUrl: 'https://bridge.example/trigger/k/1.mac', integrationUser: 'bridge@example.com' }
const aProgram = (changed: Partial<Program>): Program => ({
  ...programs.find(({ program }) => program === 'case-closed')!,
  ...changed,
})

describe('the triggers of the default programs', () => {
  const { triggers, omitted } = generateTriggers(programs, objects, place)

  it('are the templates of the package, filled in', () => {
    expect(triggers.map(({ name }) => name).sort()).toEqual(
      readTemplates(['trigger'])
        .filter(({ type, name }) => type === 'flow' && name !== 'Survey_Order_Activated')
        .map(({ name }) => name),
    )
    for (const { flow } of triggers) expect(flow).not.toMatch(/__[A-Z]+(_[A-Z]+)*__/)
  })

  it('leave out an object the org does not have, and say so', () => {
    expect(omitted).toEqual([{ program: 'order-activated', reason: 'the org has no object Order' }])
  })

  it('carry the occasion and only fields the org has, with those of multi-currency and person accounts', () => {
    for (const { object, message } of triggers)
      for (const field of message.fields) expect(objects.get(object)?.has(field)).toBe(true)
    const fieldsOf = (name: string) => triggers.find((one) => one.name === name)!.message.fields
    expect(fieldsOf('Survey_Case_Closed')).toContain('ClosedDate')
    expect(fieldsOf('Survey_Opportunity_Won')).toContain('CurrencyIsoCode')
    expect(fieldsOf('Survey_Account_Changed')).toEqual(
      expect.arrayContaining(['Type', 'PersonEmail', 'Survey_Email__c']),
    )
  })

  it('are deployed as messages and flows alone: the rest of an object’s workflow stays untouched', () => {
    const files = new Map(triggerFiles(triggers).map(({ path, text }) => [path, text]))
    expect(textsOf(files.get('package.xml')!, 'name')).toEqual(['WorkflowOutboundMessage', 'Flow'])
    const workflow = files.get('workflows/Opportunity.workflow')!
    expect(textsOf(workflow, 'fullName')).toEqual(['Survey_Opportunity_Lost', 'Survey_Opportunity_Won'])
    expect(textsOf(workflow, 'includeSessionId')).toEqual(['false', 'false'])
    expect(textsOf(workflow, 'endpointUrl')).toEqual([place.endpointUrl, place.endpointUrl])
  })
})

describe('a program of one’s own', () => {
  it('gets a flow of its own with its condition; the template’s bypass and fault path stay', () => {
    const when = {
      all: [
        { field: 'Priority', in: ['High', 'Urgent'] },
        { field: 'IsClosed', is: true },
      ],
    }
    const { triggers } = generateTriggers(
      [aProgram({ program: 'vip-solved', on: { object: 'Case', when } })],
      objects,
      place,
    )
    const [{ name, flow, isWeaker }] = triggers as [(typeof triggers)[0]]
    expect([name, isWeaker]).toEqual(['Survey_Vip_Solved', false])
    expect(textsOf(flow, 'filterLogic')).toEqual(['(1 OR 2) AND 3'])
    expect(filtersIn(flow).map(({ field, value }) => [field, value])).toEqual([
      ['Priority', 'High'],
      ['Priority', 'Urgent'],
      ['IsClosed', 'true'],
    ])
    expect(textsOf(flow, 'actionName')).toEqual(['Case.Survey_Vip_Solved'])
    expect(flow).toContain('$Permission.Survey_Bridge_Bypass')
    expect(flow).toContain('<faultConnector>')
  })

  it('shares the trigger of another with the same event, with the fields of both', () => {
    const twin = aProgram({ program: 'twin', recipient: { email: ['ContactEmail'], person: 'OwnerId' } })
    const { triggers } = generateTriggers([aProgram({}), twin], objects, place)
    expect(triggers.map(({ name, programs: both }) => [name, both])).toEqual([
      ['Survey_Case_Closed', ['case-closed', 'twin']],
    ])
  })

  it.each<[string, Partial<Program>, string]>([
    ['is off', { mode: 'off' }, 'it is off'],
    ['has an occasion the org lacks', { occasion: 'Solved_At__c' }, 'Case has no field Solved_At__c in this org'],
  ])('that %s gets none', (_, changed, reason) => {
    const made = generateTriggers([aProgram(changed)], objects, place)
    expect(made).toEqual({ triggers: [], omitted: [{ program: 'case-closed', reason }] })
  })
})

describe('the condition of a flow', () => {
  const start = (when: Program['on']['when']) => startOf(when, 'ClosedDate', objects.get('Case')!)
  const shown = (when: Program['on']['when']) =>
    start(when).filters.map(({ field, operator, value }) => `${field} ${operator} ${value}`)

  it.each<[Program['on']['when'], string[], string, boolean]>([
    [{ field: 'IsClosed', is: true }, ['IsClosed EqualTo true'], 'and', false],
    [{ not: { field: 'IsClosed', is: true } }, ['IsClosed NotEqualTo true'], 'and', false],
    [
      { field: 'Age__c', atLeast: 2, lessThan: 5 },
      ['Age__c GreaterThanOrEqualTo 2.0', 'Age__c LessThan 5.0'],
      'and',
      false,
    ],
    [{ field: 'Status', in: ['A', 'B'] }, ['Status EqualTo A', 'Status EqualTo B'], 'or', false],
    [{ not: { field: 'Status', in: ['A', 'B'] } }, ['Status NotEqualTo A', 'Status NotEqualTo B'], 'and', false],
    [{ field: 'Status', empty: true }, ['Status IsNull true'], 'and', false],
    [{ field: 'Status', is: null }, ['Status IsNull true'], 'and', false],
    [
      {
        all: [
          { field: 'IsClosed', is: true },
          { field: 'Contact.VIP__c', is: true },
        ],
      },
      ['IsClosed EqualTo true'],
      'and',
      true,
    ],
    [
      {
        any: [
          { field: 'IsClosed', is: true },
          { field: 'Contact.VIP__c', is: true },
        ],
      },
      ['ClosedDate IsChanged true'],
      'and',
      true,
    ],
    [{ field: 'ClosedDate', empty: false }, ['ClosedDate IsChanged true'], 'and', false],
    [undefined, ['ClosedDate IsChanged true'], 'and', true],
  ])('%j', (when, filters, logic, isWeaker) => {
    expect(shown(when)).toEqual(filters)
    expect(start(when)).toMatchObject({ logic, isWeaker })
  })

  it('never fires less often than the program asks: what it cannot ask inside `any` is not dropped', () => {
    const when = {
      all: [
        { field: 'IsClosed', is: true },
        {
          any: [
            { field: 'Status', is: 'A' },
            { field: 'ClosedDate', is: '2026-01-01' },
          ],
        },
      ],
    }
    expect(shown(when)).toEqual(['IsClosed EqualTo true'])
  })
})

describe('the permission set for records', () => {
  const template = readFileSync(
    'lwc-package/connection/permissionsets/Survey_Integration_Records.permissionset-meta.xml',
    'utf8',
  )
  const described = (fields: [string, boolean][]) =>
    fields.map(([name, permissionable]) => ({ name, type: 'string', permissionable }))

  it('keeps what the org has and can grant, and adds the fields of the messages', () => {
    const known = new Map([
      [
        'Case',
        described([
          ['ClosedDate', false],
          ['ContactEmail', true],
          ['Zone__c', true],
        ]),
      ],
    ])
    const { triggers } = generateTriggers([aProgram({})], objects, place)
    triggers[0]!.message.fields.push('Zone__c')
    const made = recordsPermissionSet(template, known, triggers)
    expect(textsOf(made, 'field')).toEqual(['Case.ContactEmail', 'Case.Zone__c'])
    expect(textsOf(made, 'object')).toEqual(['Case'])
  })
})
