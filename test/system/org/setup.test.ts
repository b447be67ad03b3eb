import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../scripts/run/ports.ts'
import type { OrgControl } from '../../standin/control/client.ts'
import { BareWorld, failureOf, rows, statesOf, versions } from './bare.ts'
import { killedTests } from './killed-tests.ts'

let world: BareWorld
beforeAll(async () => {
  world = await BareWorld.start()
})
afterAll(() => world.stop())

describe('setup of an org that knows nothing of us', () => {
  let org: OrgControl
  beforeAll(async () => {
    org = await world.org()
    // An admin has given the last status another label, as one does in German.
    const [closed] = await rows<{ Id: string }>(org, `SELECT Id FROM CaseStatus WHERE ApiName = 'Closed'`)
    await org.save('CaseStatus', { MasterLabel: 'Geschlossen' }, closed!.Id)
  })

  it('says in a dry run what it would do, and does nothing', async () => {
    const states = statesOf(await world.setUp(org, { isDryRun: true }))
    expect(states).toMatchObject({ 'package.deploy': 'would', 'app.sign-in': 'would', 'road.test': 'would' })
    expect(Object.values(states)).not.toContain('done')
    await expect(rows(org, 'SELECT Id FROM Survey_Response__c')).rejects.toThrow('is not supported')
    expect(await rows(org, `SELECT Id FROM Profile WHERE Name = 'Survey Bridge Integration'`)).toEqual([])
  })

  it('goes from nothing to a first record in Salesforce', async () => {
    const result = await world.setUp(org)
    expect(failureOf(result)).toBeUndefined()
    expect(statesOf(result)).toMatchObject({
      'package.deploy': 'done',
      'user.make': 'done',
      'app.sign-in': 'done',
      'credential.named': 'done',
      'trigger.deploy': 'done',
      'language.translations': 'person', // French is not active
      'road.test': 'done',
    })
  })

  it('leaves the integration user API-only, with its licence and its sets, and unable to cause a survey', async () => {
    const [user] = await rows<{ Id: string; Profile: Record<string, unknown> }>(
      org,
      `SELECT Id, IsActive, Profile.PermissionsApiUserOnly, Profile.PermissionsEnableNotifications FROM User WHERE Profile.Name = 'Survey Bridge Integration'`,
    )
    expect(user).toMatchObject({
      IsActive: true,
      Profile: { PermissionsApiUserOnly: true, PermissionsEnableNotifications: false },
    })
    const sets = await rows<{ PermissionSet: { Name: string } }>(
      org,
      `SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE AssigneeId = '${user!.Id}' ORDER BY PermissionSet.Name`,
    )
    expect(sets.map(({ PermissionSet }) => PermissionSet.Name)).toEqual([
      'Survey_Integration',
      'Survey_Integration_Records',
    ])
  })

  it('leaves programs on watch, and an agent who closes a case is heard', async () => {
    const sent = (await org.outbound()).items.length
    const caseId = await org.save('Case', { Subject: 'S', Status: 'Closed' })
    const { items } = await until('the delivery', async () => {
      const seen = await org.outbound('delivered')
      return seen.items.length > sent && seen
    })
    expect(items.find(({ recordId }) => recordId === caseId)).toMatchObject({ action: 'Case.Survey_Case_Closed' })
    const [written] = await until('the record', async () => {
      const found = await rows(
        org,
        `SELECT Status__c, Not_Sent_Reason__c FROM Survey_Invitation__c WHERE Source_Record_Id__c = '${caseId}'`,
      )
      return found.length > 0 && found
    })
    expect(written).toMatchObject({ Status__c: 'Not Sent' })
  })

  it('changes nothing the second time', async () => {
    const before = await versions(org)
    const result = await world.setUp(org)
    expect(new Set(Object.values(statesOf(result)))).toEqual(new Set(['already', 'person']))
    expect(await versions(org)).toEqual(before)
    expect(before).toEqual(expect.arrayContaining([expect.objectContaining({ VersionNumber: 1, IsActive: true })]))
  })

  it('mends a flow that was changed by hand, and leaves a draft that somebody works on alone', async () => {
    const version = async (name: string) => (await versions(org)).find(({ ApiName }) => ApiName === name)
    const changed = (status: string) => (flow: string) =>
      flow
        .replace('<field>IsClosed</field>', '<field>IsEscalated</field>')
        .replace('<status>Active<', `<status>${status}<`)
    await world.changeFlow(org, 'Survey_Case_Closed', changed('Draft'))
    expect(statesOf(await world.setUp(org))['trigger.deploy']).toBe('already')
    expect(await version('Survey_Case_Closed')).toMatchObject({ VersionNumber: 2, ActiveVersionNumber: 1 })
    await org.ask('PATCH', 'switches', { deploysFlowsActive: true })
    await world.changeFlow(org, 'Survey_Case_Closed', changed('Active'))
    await org.ask('PATCH', 'switches', { deploysFlowsActive: false })
    expect(await version('Survey_Case_Closed')).toMatchObject({ VersionNumber: 3, ActiveVersionNumber: 3 })
    expect(statesOf(await world.setUp(org))).toMatchObject({ 'trigger.deploy': 'done', 'trigger.active': 'done' })
    expect(await version('Survey_Case_Closed')).toMatchObject({ VersionNumber: 4, ActiveVersionNumber: 4 })
  })

  it('ends the same when what it remembered is lost', async () => {
    const before = await versions(org)
    const result = await world.setUp(org, { stateDir: join(world.folder, 'lost') })
    expect(failureOf(result)).toBeUndefined()
    expect(statesOf(result)).toMatchObject({ 'user.make': 'already', 'user.access': 'already' })
    expect(await versions(org)).toEqual(before)
    expect(await rows(org, `SELECT Id FROM User WHERE FirstName = 'Survey'`)).toHaveLength(1)
    expect(statesOf(await world.setUp(org, { stateDir: join(world.folder, 'lost') }))['app.sign-in']).toBe('already')
  })
})

killedTests(() => world)

describe('an org that cannot carry us', () => {
  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ['an edition without messages', { edition: 'Professional Edition' }, 'edition', /Enterprise/],
    ['no free licence', { integrationLicences: 0 }, 'no_licence', /CompanyProfileInfo/],
  ])('%s: is told before anything is done', async (_, options, code, next) => {
    const result = await world.setUp(await world.org(options))
    expect(result.ok).toBe(false)
    expect(failureOf(result)).toMatchObject({ id: 'org.look', code, next: expect.stringMatching(next) })
    expect(result.steps.slice(1).map(({ state }) => state)).toEqual(result.steps.slice(1).map(() => 'skipped'))
  })
})

type Trouble = {
  faults?: Record<string, unknown>
  switches?: Record<string, unknown>
  asked?: Record<string, string>
  id: string
  code: RegExp
  next: RegExp
}
const cured = { activatesFlowsByApi: true, consumerSecretsByMetadata: true, tellsConsumerKey: true }

/** One org, one trouble after the other, as an admin may meet them: each is cured and setup goes on. */
const troubles: [string, Trouble][] = [
  [
    'a bridge that is not there',
    { asked: { bridge: 'http://127.0.0.1:9' }, id: 'bridge.reach', code: /^bridge_unreachable$/, next: /--bridge/ },
  ],
  [
    'a Metadata API that is down',
    {
      faults: { kind: 'unavailable', times: 'always', match: { path: '/services/Soap/m/' } },
      id: 'package.deploy',
      code: /503|unavailable/i,
      next: /again/,
    },
  ],
  [
    'a setting that only a person can turn on',
    {
      switches: { consumerSecretsByMetadata: false },
      id: 'app.sign-in',
      code: /^deploy_failed$/,
      next: /External Client App Settings/,
    },
  ],
  [
    'a consumer key that Salesforce keeps to itself',
    { switches: { tellsConsumerKey: false }, id: 'app.sign-in', code: /^no_consumer_key$/, next: /--consumer-key/ },
  ],
  [
    'an integration user who is not let in',
    {
      faults: {
        kind: 'error',
        code: 'invalid_grant',
        message: 'ip restricted',
        times: 'always',
        match: { path: '/oauth2/token' },
      },
      id: 'app.sign-in',
      code: /^sign_in_refused$/,
      next: /login IP ranges/,
    },
  ],
  [
    'an operator token that opens nothing',
    { asked: { operatorToken: 'x'.repeat(48) }, id: 'app.sign-in', code: /^unauthorized$/, next: /token/ },
  ],
  [
    'a Connect API that refuses',
    {
      faults: {
        kind: 'error',
        code: 'INSUFFICIENT_ACCESS',
        times: 'always',
        match: { path: '/named-credentials/credential' },
      },
      id: 'credential.named',
      code: /^INSUFFICIENT_ACCESS$/,
      next: /\w/,
    },
  ],
  [
    'flows that nobody may activate by the API',
    { switches: { activatesFlowsByApi: false }, id: 'road.test', code: /^no_notification$/, next: /doctor/ },
  ],
]

describe('an org with one trouble after the other', () => {
  let org: OrgControl
  beforeAll(async () => {
    org = await world.org()
  })

  it.each(troubles)('%s: says code and next step', async (_, { faults, switches, asked, id, code, next }) => {
    await org.ask('PATCH', 'switches', { ...cured, ...switches })
    if (faults) await org.ask('PUT', 'faults', faults)
    const result = await world.setUp(org, { ...asked, waitMinutes: '0' }) // nothing comes of waiting
    await org.ask('DELETE', 'faults')
    expect(result.ok).toBe(false)
    expect(failureOf(result)).toMatchObject({
      id,
      code: expect.stringMatching(code),
      next: expect.stringMatching(next),
    })
  })

  it('was told where a person activates the flows', async () => {
    const before = await world.setUp(org, { waitMinutes: '0' })
    expect(before.steps.find(({ id }) => id === 'trigger.active')).toMatchObject({
      state: 'person',
      next: expect.stringMatching(/lightning\/setup\/Flows\/home: open each of .*Survey_Case_Closed/),
    })
    await org.ask('PATCH', 'switches', cured)
  })

  it('takes a case that people close for the test where a rule allows none, and goes on to the end', async () => {
    const rule = { kind: 'error', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Choose a product', status: 400 }
    await org.ask('PUT', 'faults', { ...rule, times: 'always', match: { method: 'POST', path: '/sobjects/Case' } })
    expect(failureOf(await world.setUp(org))).toMatchObject({
      id: 'road.test',
      code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      detail: expect.stringContaining('Choose a product'),
      next: expect.stringContaining('Close a case of your own'),
    })
    const caseId = await org.save('Case', { Subject: 'Of a customer', Status: 'Closed' })
    const where = `Source_Record_Id__c = '${caseId}'`
    await until(
      'the record',
      async () => (await rows(org, `SELECT Id FROM Survey_Invitation__c WHERE ${where}`)).length,
    )
    const { ok, steps } = await world.setUp(org)
    expect([ok, steps.at(-1)]).toMatchObject([true, { state: 'already', detail: expect.stringContaining(caseId) }])
  })
})

describe('everything that setup printed', () => {
  it('holds no secret', () => {
    const text = world.printed.join('\n')
    expect(text).toContain('Let the bridge sign in')
    expect(text).not.toContain(world.secrets.operatorToken)
    expect(text).not.toMatch(/PRIVATE KEY|MII[A-Za-z0-9+/]{40}/)
    expect(text).not.toMatch(/00D[A-Za-z0-9]{12}!/) // a session
    expect(text).not.toMatch(/eyJ[\w-]{10,}\./) // an assertion
    expect(text).not.toMatch(/\/trigger\/[a-z2-7]{16}\/\d/) // an address that is a credential
    expect(text).not.toMatch(/\b\d+\.[\w-]{20,}/) // `<generation>.<mac>`
  })
})
