import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { httpStatus } from '../../bridge/core/failures.ts'
import { metricsOf } from '../../bridge/definitions/answers/metrics.ts'
import { survey as surveySchema } from '../../bridge/definitions/survey.ts'
import {
  actionMessageInput,
  mostActions,
  parseActionMessage,
  type ActionResult,
} from '../../bridge/trigger/actions/message.ts'
import { actionDoors } from '../../bridge/trigger/actions/openapi.ts'
import { all, type Element, first, textAt, walk } from '../../scripts/check/metadata/xml.ts'
import { files, root } from './sources.ts'

const folder = join(root, 'lwc-package/main')
const apex = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.cls'))
    .map((path) => [/(\w+)\.cls$/.exec(path)![1]!, readFileSync(join(folder, path), 'utf8')]),
)
const client = apex.get('SurveyBridge')!
const fileOf = (type: string, name: string) => files.find((file) => file.type === type && file.name === name)!.root
const wordsIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, word]) => word!)
const within = (text: string, from: string, to: string) => text.split(from)[1]!.split(to)[0]!

type KeyOf<T> = T extends T ? keyof T : never
/** Every field that a result may have; the compiler holds it against the bridge. */
const resultFields: Record<KeyOf<ActionResult>, true> = {
  id: true,
  ok: true,
  message: true,
  code: true,
  invitation: true,
  url: true,
  askAgainAt: true,
}

describe('what Apex sends and what the bridge reads', () => {
  const action = actionMessageInput.shape.actions.element.shape

  it('have the same fields', () => {
    const [ofAction, ofMessage] = [within(client, 'toJson()', '}'), within(client, 'message = new Map', '}')]
    expect(wordsIn(ofAction, /'(\w+)' =>/g)).toEqual(Object.keys(action))
    expect(wordsIn(ofMessage, /'(\w+)' =>/g)).toEqual(Object.keys(actionMessageInput.shape))
    expect(wordsIn(within(client, 'class Result', '}'), /public \w+ (\w+);/g).sort()).toEqual(
      Object.keys(resultFields).sort(),
    )
  })

  it('know the same verbs and carry the same number', () => {
    const verbs = within(apex.get('SurveyActions')!, 'ABOUT_RECORDS =', '//')
    expect(new Set(wordsIn(verbs, /'(\w+)'/g))).toEqual(new Set(action.do.options))
    expect(wordsIn(client, /MOST_ACTIONS = (\d+);/g)).toEqual([String(mostActions)])
  })

  it('hold the same shapes', () => {
    const press = (change: object) => ({ organizationId: id, userId: id, actions: [{ ...wish, ...change }] })
    const [id, key] = ['001000000000001AAA', 'a'.repeat(27)]
    const wish = { id: 'a', do: 'send', program: 'case-closed', object: 'Case', recordId: id }
    const samples = {
      PRESS_ID: ['id', {}, ['a', 'a b', ' a', 'a ', 'é', '', 'a'.repeat(64), 'a'.repeat(65)]],
      PROGRAM: [
        'program',
        {},
        ['case', 'case-closed', 'Case', 'case--closed', '-case', 'c'.repeat(40), 'c'.repeat(41)],
      ],
      INVITATION: ['invitation', { do: 'cancel' }, [key, key.slice(1), `${key}a`, key.replace('a', '.')]],
    } as const
    for (const [name, [field, change, values]] of Object.entries(samples)) {
      const [literal] = wordsIn(apex.get('SurveyActions')!, new RegExp(`${name} = '(.+)';`, 'g'))
      const shape = new RegExp(`^(?:${literal!.replaceAll('\\\\', '\\')})$`)
      for (const value of values) {
        const read = parseActionMessage(JSON.stringify(press({ ...change, [field]: value })))
        expect([name, value, shape.test(value)]).toEqual([name, value, read.ok])
      }
    }
  })

  it('know the refusals whose cure is a Setup page', () => {
    expect([401, 403]).toEqual([httpStatus({ code: 'unauthorized' }), httpStatus({ code: 'wrong_org' })])
    expect(client).toContain('status == 401')
    expect(client).toContain("'wrong_org'")
    // and what a job tries again, a connection that broke among it
    expect(wordsIn(client, /passing\((?:status == 429 \? 'busy' : )?'(\w+)'/g)).toEqual([
      'timeout',
      'unreached',
      'unavailable',
    ])
  })

  it('meet at one address, with one header, for who holds the principal', () => {
    const named = fileOf('namedCredential', 'Survey_Bridge')
    const parameters = all(named, 'namedCredentialParameters')
    expect(parameters.map((each) => textAt(each, 'parameterValue'))).toContain('{{bridgeOrigin}}/actions/{{orgKey}}')
    expect(parameters.map((each) => textAt(each, 'externalCredential'))).toContain('Survey_Bridge')
    expect(client).toContain("'callout:Survey_Bridge'")
    const paths = actionDoors.map(({ route }) => route.replace('{orgKey}', '')) // as the bridge has them
    expect(paths).toEqual(['POST /actions//act', 'GET /actions//status'])
    for (const path of ['/act', '/status?organizationId=']) expect(client).toContain(`'${path}'`)
    const external = all(fileOf('externalCredential', 'Survey_Bridge'), 'externalCredentialParameters')
    const called = (type: string) => external.filter((each) => textAt(each, 'parameterType') === type)
    expect(called('NamedPrincipal').map((each) => textAt(each, 'parameterName'))).toEqual(['Bridge'])
    expect(called('AuthHeader').map((each) => [textAt(each, 'parameterName'), textAt(each, 'parameterValue')])).toEqual(
      [['Authorization', "{!'Bearer ' & $Credential.Survey_Bridge.Credential}"]],
    )
  })
})

describe('what buttons and flows name', () => {
  const flows = files.filter(({ area, type }) => area === 'main' && type === 'flow')
  const bundles = files.filter(({ path }) => path.endsWith('.js-meta.xml'))
  const labels = new Set(all(fileOf('labels', 'CustomLabels'), 'labels').map((label) => textAt(label, 'fullName')))

  it('exists as Apex, with every input', () => {
    const calls = flows
      .flatMap(({ root }) => all(root, 'actionCalls'))
      .filter((call) => textAt(call, 'actionType') === 'apex')
    expect(calls).not.toHaveLength(0)
    for (const call of calls) {
      const request = within(apex.get(textAt(call, 'actionName')) ?? '', 'class Request', 'class Result')
      const inputs = wordsIn(request, /public [\w<>]+ (\w+)(?: =|;)/g)
      expect(inputs).toEqual(expect.arrayContaining(all(call, 'inputParameters').map((each) => textAt(each, 'name'))))
    }
  })

  it('exists as a component, with every property', () => {
    const shown = flows.flatMap(({ root }) => [...walk(root)]).filter(({ name }) => name === 'extensionName')
    expect(shown.map(({ text }) => text)).toEqual(['c:surveyProgramPicker'])
    const picker = bundles.find(({ name }) => name === 'surveyProgramPicker')!.path
    for (const property of ['objectApiName', 'value'])
      expect(readFileSync(join(root, picker), 'utf8')).toContain(`"${property}"`)
    const actions = files.filter(({ type }) => type === 'quickAction')
    expect(actions.map(({ name }) => name)).toEqual(objects.map((object) => `${object}.Send_Survey`))
    for (const { root } of actions)
      expect(bundles.map(({ name }) => name)).toContain(textAt(root, 'lightningWebComponent'))
  })

  it('exists as a flow behind each list button, which says of what object it is', () => {
    const buttons = files.filter(({ type }) => type === 'webLink')
    expect(buttons.map(({ root }) => textAt(root, 'url'))).toEqual(
      objects.map((object) => `/flow/Survey_Send_To_Many?objectName=${object}&retURL=/lightning/o/${object}/list`),
    )
    const inputs = all(fileOf('flow', 'Survey_Send_To_Many'), 'variables').filter(
      (variable) => textAt(variable, 'isInput') === 'true',
    )
    expect(inputs.map((input) => [textAt(input, 'name'), textAt(input, 'isCollection')])).toEqual([
      ['ids', 'true'],
      ['objectName', 'false'],
    ])
  })

  it('exists as what permission sets grant', () => {
    const sets = files.filter(({ area, type }) => area === 'main' && type === 'permissionset')
    const granted = (element: string, name: string) =>
      sets.flatMap(({ root }) => all(root, element).map((access) => textAt(access, name)))
    const classes = granted('classAccesses', 'apexClass')
    expect(classes).not.toHaveLength(0)
    expect(classes.filter((name) => !apex.has(name))).toEqual([])
    const entries = [...apex].filter(([, text]) => /@(InvocableMethod|AuraEnabled)/.test(text)).map(([name]) => name)
    expect(entries.filter((name) => !classes.includes(name))).toEqual([]) // whoever may press may run it
    expect(flows.map(({ name }) => name)).toEqual(expect.arrayContaining(granted('flowAccesses', 'flow')))
    for (const set of all(fileOf('permissionsetgroup', 'Survey_Bridge_Administrator'), 'permissionSets'))
      expect(sets.map(({ name }) => name)).toContain(set.text)
  })

  it('exists as a notification and as labels', () => {
    const alert = fileOf('flow', 'Survey_Bad_Score_Alert')
    const looked = textAt(first(alert, 'recordLookups'), 'filters', 'value', 'stringValue')
    expect(files.filter(({ type }) => type === 'notiftype').map(({ name }) => name)).toEqual([looked])
    const texts = [...apex.values(), ...flows.flatMap(({ root }) => [...walk(root)].map(({ text }) => text))].join('\n')
    const named = wordsIn(texts, /\$?Label\.(\w+)/g)
    expect(named).not.toHaveLength(0)
    expect(named.filter((label) => !labels.has(label))).toEqual([])
  })
})

const objects = ['Account', 'Case', 'Contact', 'Lead', 'Opportunity']

describe('a score alerts the owner', () => {
  const start = first(fileOf('flow', 'Survey_Bad_Score_Alert'), 'start')!

  it.each([
    ['csat', [1, 2, 3], [4, 5]],
    ['nps', [0, 3, 6], [7, 8, 9, 10]],
    ['ces', [1, 2, 3], [4, 5, 7]],
  ] as const)('when the bridge counts it as bad: %s', (metric, bad, good) => {
    for (const score of bad) expect([score, alerts(start, rowOf(metric, score))]).toEqual([score, true])
    for (const score of good) expect([score, alerts(start, rowOf(metric, score))]).toEqual([score, false])
  })

  it('not without an answer, and not of a test or a robot', () => {
    expect(alerts(start, rowOf('csat', null))).toBe(false)
    for (const flag of ['Is_Test__c', 'Is_Bot__c'])
      expect(alerts(start, { ...rowOf('csat', 1), [flag]: true })).toBe(false)
  })

  it('and names the score that is bad, whatever else was asked', () => {
    const good = { CSAT__c: 5, CSAT_Positive__c: 1, NPS__c: 9, NPS_Factor__c: 1, CES__c: 6 }
    const blank = { CSAT__c: null, CSAT_Positive__c: null, NPS__c: null, NPS_Factor__c: null, CES__c: null }
    expect(scoreOf({ ...good, CSAT__c: 2, CSAT_Positive__c: 0 })).toBe('2 of 5')
    expect(scoreOf({ ...good, NPS__c: 3, NPS_Factor__c: -1 })).toBe('3 of 10')
    expect(scoreOf({ ...good, CES__c: 1 })).toBe('1 of 7')
    expect(scoreOf({ ...blank, NPS__c: 0, NPS_Factor__c: -1 })).toBe('0 of 10')
    expect(scoreOf({ ...blank, CES__c: 3 })).toBe('3 of 7')
  })

  it('once: only what becomes bad is news, and nothing waits for the save', () => {
    expect(textAt(start, 'doesRequireRecordChangedToMeetCriteria')).toBe('true')
    expect(textAt(start, 'recordTriggerType')).toBe('CreateAndUpdate')
    expect(all(start, 'connector')).toEqual([])
    expect(all(start, 'scheduledPaths').map((path) => textAt(path, 'pathType'))).toEqual(['AsyncAfterCommit'])
  })
})

type Row = Record<string, number | boolean | null>

/** What the default mapping writes of a response to one question. */
function rowOf(metric: 'csat' | 'nps' | 'ces', score: number | null): Row {
  const question = metric === 'csat' ? { type: 'rating', metric } : { type: metric }
  const survey = surveySchema.parse({
    survey: 'one-question',
    title: { en: 'One' },
    questions: [{ id: 'q', title: { en: 'How?' }, ...question }],
  })
  const { nps, csat, ces } = metricsOf(survey, score === null ? {} : { q: score })
  return {
    Is_Test__c: false,
    Is_Bot__c: false,
    NPS_Factor__c: nps?.factor ?? null,
    CSAT_Positive__c: csat?.positive ?? null,
    CES__c: ces?.score ?? null,
  }
}

/** The flow's formula of that name. Of its functions, those it uses. */
function scoreOf(row: Row): string {
  const formula = all(fileOf('flow', 'Survey_Bad_Score_Alert'), 'formulas').find(
    (each) => textAt(each, 'name') === 'score',
  )!
  const script = textAt(formula, 'expression')
    .replaceAll(/\{!\$Record\.(\w+)\}/g, 'row.$1')
    .replaceAll(' = ', ' === ')
    .replaceAll('&', '+')
  const functions = {
    IF: (condition: boolean, yes: unknown, no: unknown) => (condition ? yes : no),
    AND: (...all: boolean[]) => all.every(Boolean),
    NOT: (condition: boolean) => !condition,
    ISNULL: (value: unknown) => value === null,
    TEXT: String,
  }
  return runInNewContext(script, { row, ...functions }) as string
}

/** The entry conditions of the flow. Like the platform, a blank compared with a number is no match. */
function alerts(start: Element, row: Row): boolean {
  const holds = all(start, 'filters').map((filter) => {
    const is = row[textAt(filter, 'field')]
    const flag = textAt(filter, 'value', 'booleanValue') === 'true'
    const value = Number(textAt(filter, 'value', 'numberValue'))
    const operator = textAt(filter, 'operator')
    if (operator === 'IsNull') return (is === null) === flag
    if (typeof is === 'boolean') return operator === 'EqualTo' && is === flag
    if (typeof is !== 'number') return false
    return operator === 'EqualTo' ? is === value : operator === 'LessThanOrEqualTo' && is <= value
  })
  const [, , anyOf] = /^(1 AND 2 AND) \((.*)\)$/.exec(textAt(start, 'filterLogic'))!
  const one = (term: string) => wordsIn(term, /(\d+)/g).every((number) => holds[Number(number) - 1])
  return one('1 2') && anyOf!.split(' OR ').some(one)
}
