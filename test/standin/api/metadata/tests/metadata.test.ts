import jsforce, { type Connection } from 'jsforce'
import { beforeEach, describe, expect, it } from 'vitest'
import { anOrg } from '../../tests/an-org.ts'
import { manifestOf, unzip, zip, type Members } from '../zip.ts'

const namespace = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
const field = `<CustomObject ${namespace}><fields><fullName>Zone__c</fullName><label>Zone</label><length>20</length><type>Text</type></fields></CustomObject>`
const message = (more = '') =>
  `<Workflow ${namespace}><outboundMessages><fullName>Told</fullName><apiVersion>66.0</apiVersion><endpointUrl>http://127.0.0.1:9/</endpointUrl><fields>Id</fields>${more}<includeSessionId>false</includeSessionId><integrationUser>USER</integrationUser><name>Told</name></outboundMessages></Workflow>`
const flow = (name = 'Case.Told') => `<Flow ${namespace}>
<actionCalls><name>Tell</name><actionName>${name}</actionName><actionType>outboundMessage</actionType></actionCalls>
<label>Tell</label><processType>AutoLaunchedFlow</processType>
<start><connector><targetReference>Tell</targetReference></connector><filterLogic>and</filterLogic>
<filters><field>IsClosed</field><operator>EqualTo</operator><value><booleanValue>true</booleanValue></value></filters>
<object>Case</object><recordTriggerType>CreateAndUpdate</recordTriggerType><triggerType>RecordAfterSave</triggerType></start>
<status>Active</status></Flow>`

type Scene = Awaited<ReturnType<typeof anOrg>>
let scene: Scene
let connection: Connection
beforeEach(async () => {
  scene = await anOrg()
  connection = new jsforce.Connection({ instanceUrl: scene.org.url, accessToken: scene.token, version: '66.0' })
  connection.metadata.pollInterval = 5
})

/** Through the real client, as a zip. */
async function deploy(
  files: Record<string, string>,
  members: [string, string][],
  destructive: [string, string][] = [],
) {
  const listOf = (some: [string, string][]): Members => some.map(([type, member]) => ({ type, member }))
  const user = scene.org.users[0]!.username
  const all = new Map(Object.entries(files).map(([path, text]) => [path, text.replace('USER', user)]))
  all.set('package.xml', manifestOf(listOf(members), '66.0'))
  if (destructive.length > 0) all.set('destructiveChanges.xml', manifestOf(listOf(destructive), '66.0'))
  return connection.metadata.deploy(await zip(all), { rollbackOnError: true, singlePackage: true }).complete(true)
}
const problems = (result: Awaited<ReturnType<typeof deploy>>): string[] =>
  [result.details?.componentFailures ?? []].flat().map((one) => String((one as { problem?: string }).problem))

const files = { 'objects/Case.object': field, 'workflows/Case.workflow': message(), 'flows/Tell.flow': flow() }
const members: [string, string][] = [
  ['CustomField', 'Case.Zone__c'],
  ['WorkflowOutboundMessage', 'Case.Told'],
  ['Flow', 'Tell'],
]

describe('a deploy', () => {
  it('takes effect: the field can be written, and the rest is listed and read back', async () => {
    expect((await deploy(files, members)).success).toBe(true)
    const { id } = await connection.sobject('Case').create({ Subject: 'S', Zone__c: 'north' })
    expect(scene.org.read('Case', String(id))).toMatchObject({ Zone__c: 'north' })
    const listed = await connection.metadata.list([{ type: 'Flow' }])
    expect([listed].flat().map(({ fullName }) => fullName)).toEqual(['Tell'])
    const workflow = (await connection.metadata.read('Workflow', 'Case')) as { outboundMessages?: unknown }
    expect([workflow.outboundMessages].flat()).toMatchObject([{ fullName: 'Told', fields: ['Id'] }])
  })

  it('is all or nothing, and names what is wrong with each component', async () => {
    const result = await deploy(
      {
        ...files,
        'workflows/Case.workflow': message('<fields>Nowhere__c</fields>'),
        'flows/Tell.flow': flow('Case.Other'),
      },
      members,
    )
    expect(result.success).toBe(false)
    expect(problems(result)).toEqual([
      'In field: fields - no CustomField named Case.Nowhere__c found',
      expect.stringContaining('Case.Other'),
    ])
    expect(scene.org.schema.object('Case').fields.has('Zone__c')).toBe(false)
    expect(scene.org.components.all()).toEqual([])
  })

  it.each<[string, Record<string, string>, [string, string][], RegExp]>([
    [
      'a member without a file',
      {},
      [['Flow', 'Missing']],
      /named in package.xml, but was not found in zipped directory/,
    ],
    ['a file that is no XML', { 'flows/Bad.flow': '<Flow>' }, [['Flow', 'Bad']], /Error parsing file/],
    [
      'a user the org does not have',
      { 'workflows/Case.workflow': message().replace('USER', 'nobody@example.com') },
      [['WorkflowOutboundMessage', 'Case.Told']],
      /In field: integrationUser - no User named nobody@example.com found/,
    ],
    [
      'a permission set for an object the org does not have',
      {
        'permissionsets/P.permissionset': `<PermissionSet ${namespace}><label>P</label><objectPermissions><allowRead>true</allowRead><object>No_Such__c</object></objectPermissions></PermissionSet>`,
      },
      [['PermissionSet', 'P']],
      /In field: object - no CustomObject named No_Such__c found/,
    ],
    [
      'labels of a language that is off',
      { 'translations/fr.translation': `<Translations ${namespace}/>` },
      [['Translations', 'fr']],
      /Not available for deploy for this organization/,
    ],
  ])('refuses %s', async (_, given, named, problem) => {
    expect(problems(await deploy(given, named))).toEqual([expect.stringMatching(problem)])
  })

  it('that is only a check changes nothing', async () => {
    const manifest = manifestOf([{ type: 'CustomField', member: 'Case.Zone__c' }], '66.0')
    const bytes = await zip(new Map([...Object.entries(files), ['package.xml', manifest]]))
    const result = await connection.metadata.deploy(bytes, { checkOnly: true }).complete(true)
    expect(result).toMatchObject({ success: true, numberComponentsTotal: 1 })
    expect(scene.org.components.all()).toEqual([])
  })
})

describe('a flow', () => {
  const view = () =>
    scene.org.query('SELECT IsActive, VersionNumber, ActiveVersionNumber FROM FlowDefinitionView')[0] as object

  it('arrives inactive in production, and the Tooling API makes it run; the same text makes no new version', async () => {
    await deploy(files, members)
    expect(view()).toMatchObject({ IsActive: false, VersionNumber: 1 })
    const { records } = await connection.tooling.query<{ DefinitionId: string }>(
      `SELECT Id, DefinitionId FROM Flow WHERE Definition.DeveloperName IN ('Tell')`,
    )
    await connection.request({
      method: 'PATCH',
      url: `/services/data/v66.0/tooling/sobjects/FlowDefinition/${records[0]!.DefinitionId}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Metadata: { activeVersionNumber: 1 } }),
    })
    await deploy(files, members)
    expect(view()).toMatchObject({ IsActive: true, VersionNumber: 1, ActiveVersionNumber: 1 })
    await deploy({ ...files, 'flows/Tell.flow': flow().replace('<label>Tell', '<label>Say') }, members)
    expect(view()).toMatchObject({ VersionNumber: 2, ActiveVersionNumber: 1 })
  })

  it('cannot be deleted while it runs, nor can the message it sends', async () => {
    scene.org.switches.deploysFlowsActive = true
    await deploy(files, members)
    expect(problems(await deploy({}, [], [['Flow', 'Tell']]))).toEqual([expect.stringContaining('is active')])
    const message = await deploy({}, [], [['WorkflowOutboundMessage', 'Case.Told']])
    expect(problems(message)).toEqual([expect.stringContaining('referenced elsewhere')])
  })
})

describe('a retrieve', () => {
  it('gives the files back, and says what is not there', async () => {
    await deploy(files, members)
    const unpackaged = { types: [{ members: ['Tell', 'Other'], name: 'Flow' }], version: '66.0' }
    const { id } = await connection.metadata.retrieve({ apiVersion: '66.0', singlePackage: true, unpackaged } as never)
    const result = await connection.metadata.checkRetrieveStatus(id)
    const found = await unzip(Buffer.from(result.zipFile, 'base64'))
    expect([...found.keys()]).toEqual(['flows/Tell.flow', 'package.xml'])
    expect(found.get('flows/Tell.flow')).toContain('<actionName>Case.Told</actionName>')
    expect([result.messages].flat()).toMatchObject([{ problem: expect.stringContaining("named 'Other'") }])
  })
})

describe('access', () => {
  it('a user of the free licence needs the permission set licence before the set', async () => {
    const profile = scene.org.query(`SELECT Id FROM Profile WHERE Name = 'Survey Bridge Integration'`)[0]!['Id']
    const known = {
      TimeZoneSidKey: 'GMT',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
    }
    const user = {
      Username: 'new@x.example',
      LastName: 'New',
      Alias: 'new',
      Email: 'n@x.example',
      ProfileId: profile,
      ...known,
    }
    const made = (await connection.sobject('User').create({ ...user, IsActive: true } as never)) as { id?: string }
    await deploy(
      {
        'permissionsets/P.permissionset': `<PermissionSet ${namespace}><label>P</label><objectPermissions><allowRead>true</allowRead><object>Case</object></objectPermissions></PermissionSet>`,
      },
      [['PermissionSet', 'P']],
    )
    const set = scene.org.query(`SELECT Id FROM PermissionSet WHERE Name = 'P'`)[0]!['Id']
    const assign = () =>
      connection.sobject('PermissionSetAssignment').create({ AssigneeId: made.id, PermissionSetId: set } as never)
    await expect(assign()).rejects.toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION' })
    const licence = scene.org.query('SELECT Id FROM PermissionSetLicense')[0]!['Id']
    await connection
      .sobject('PermissionSetLicenseAssign')
      .create({ AssigneeId: made.id, PermissionSetLicenseId: licence } as never)
    await assign()
    await expect(assign()).rejects.toMatchObject({ errorCode: 'DUPLICATE_VALUE' })
    expect(scene.org.users.find(({ username }) => username === 'new@x.example')).toMatchObject({ kind: 'integration' })
  })
})
