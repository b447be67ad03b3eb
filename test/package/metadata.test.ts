import { describe, expect, it } from 'vitest'
import { checkMetadata, checkMetadataSources } from '../../scripts/check/metadata.ts'
import { areas } from '../../scripts/check/metadata/sources.ts'
import { loadMetadataTypes } from '../../scripts/check/metadata/wsdl.ts'
import { planted, root, sources } from './sources.ts'

describe('the Salesforce metadata', () => {
  it('has no problem', () => {
    expect(checkMetadata(root)).toEqual([])
  })

  it.each(areas)('has files in %s', (area) => {
    expect(sources.filter(({ path }) => path.startsWith(`lwc-package/${area}/`))).not.toHaveLength(0)
  })

  it('fires on seven events, each as a flow and as a rule', () => {
    const count = (start: string, word: string) =>
      sources
        .filter(({ path }) => path.startsWith(start))
        .reduce((sum, { text }) => sum + text.split(word).length - 1, 0)
    expect(count('lwc-package/trigger/flows/', '<Flow ')).toBe(7)
    expect(count('lwc-package/trigger/workflows/', '<outboundMessages>')).toBe(7)
    expect(count('lwc-package/legacy/workflows/', '<rules>')).toBe(7)
  })
})

describe('the types of the Metadata API', () => {
  it('are read with what they inherit, their values and what they require', () => {
    const typeOf = loadMetadataTypes()
    expect(typeOf('FieldType')).toMatchObject({ kind: 'values', values: expect.objectContaining({ size: 32 }) })
    const action = typeOf('FlowActionCall')
    if (action?.kind !== 'element') throw new Error('FlowActionCall is no element')
    expect(action.properties.get('label')).toEqual({ type: 'string', many: false, optional: true })
    expect(action.properties.get('locationX')).toEqual({ type: 'number', many: false, optional: false })
    expect(action.properties.get('inputParameters')?.many).toBe(true)
    expect(typeOf('NoSuchType')).toBeUndefined()
  })
})

const main = 'lwc-package/main/feedback-data/objects'
const score = `${main}/Survey_Response__c/fields/NPS__c.field-meta.xml`
const contact = `${main}/Survey_Response__c/fields/Contact__c.field-meta.xml`
const key = `${main}/Survey_Response__c/fields/Response_Key__c.field-meta.xml`
const status = `${main}/Survey_Invitation__c/fields/Status__c.field-meta.xml`
const response = `${main}/Survey_Response__c/Survey_Response__c.object-meta.xml`
const flow = 'lwc-package/trigger/flows/Survey_Case_Closed.flow-meta.xml'
const accountFlow = 'lwc-package/trigger/flows/Survey_Account_Changed.flow-meta.xml'
const message = 'lwc-package/trigger/workflows/Case.workflow-meta.xml'
const rule = 'lwc-package/legacy/workflows/Case.workflow-meta.xml'
const named = 'lwc-package/connection/namedCredentials/Survey_Bridge.namedCredential-meta.xml'
const user = 'lwc-package/main/access/permissionsets/Survey_User.permissionset-meta.xml'
const french = 'lwc-package/translations/objectTranslations/Survey_Response__c-fr/NPS__c.fieldTranslation-meta.xml'
const frenchStatus =
  'lwc-package/translations/objectTranslations/Survey_Invitation__c-fr/Status__c.fieldTranslation-meta.xml'
const customPermission = '<customPermissions><enabled>true</enabled><name>Gone</name></customPermissions>'
const bypass = 'lwc-package/main/access/customPermissions/Survey_Bridge_Bypass.customPermission-meta.xml'

describe('a planted mistake is found', () => {
  it.each([
    ['broken XML', score, '</CustomField>', '', /not well formed/],
    ['an unknown element', score, '<scale>0</scale>', '<scaling>0</scaling>', /no element <scaling>/],
    ['an unknown value', score, '<type>Number</type>', '<type>Decimal</type>', /"Decimal" is no FieldType/],
    ['a number that is none', score, '<scale>0</scale>', '<scale>none</scale>', /"none" is no number/],
    ['a boolean that is none', score, '<required>false', '<required>no', /"no" is no boolean/],
    ['an element twice', score, '<scale>0</scale>', '<scale>0</scale><scale>1</scale>', /may stand once/],
    ['a missing element', message, '<protected>false</protected>', '', /lacks <protected>/],
    [
      'a split list',
      message,
      '<includeSessionId>false</includeSessionId>',
      '$&<fields>Priority</fields>',
      /must stand together/,
    ],
    ['another namespace', score, '2006/04/metadata', '2006/04/data', /namespace/],
    ['elements where text belongs', score, '<scale>0</scale>', '<scale><a>0</a></scale>', /not elements/],
    ['a field without description', score, /<description>.*<\/description>/, '', /no description/],
    ['a field without help', score, /<inlineHelpText>.*<\/inlineHelpText>/, '', /no help text/],
    ['a formula', score, '<scale>0</scale>', '<formula>1</formula><scale>0</scale>', /no formula/],
    ['a name unlike its file', score, '>NPS__c<', '>Nps__c<', /fullName/],
    ['a key that is not unique', key, '<unique>true', '<unique>false', /a key must be unique/],
    ['a lookup that stops a delete', contact, '>SetNull<', '>Restrict<', /must be SetNull/],
    ['a lookup to nowhere', contact, '<referenceTo>Contact', '<referenceTo>Person', /no object Person/],
    ['an object that says nothing of sharing', response, '<sharingModel>Read</sharingModel>', '', /sharing/],
    ['a session id', message, '<includeSessionId>false', '<includeSessionId>true', /includeSessionId/],
    ['a message without its occasion', message, '<fields>ClosedDate</fields>', '', /lacks ClosedDate/],
    ['a field nobody has', message, '<fields>Origin</fields>', '<fields>Orign</fields>', /no field Orign/],
    ['an endpoint', message, '__ENDPOINT_URL__', 'https://bridge.test/', /no placeholder/],
    ['a username', message, '__INTEGRATION_USERNAME__', 'me@acme.test', /looks like an address/],
    ['a record id', message, '>Survey: Case Closed<', '>0125g000000ABCdEAG<', /looks like a record id/],
    ['an unknown placeholder', message, '__ENDPOINT_URL__', '__ENDPOINT__', /nobody fills in/],
    ['a place that setup does not know', named, '{{orgKey}}', '{{orgId}}', /nobody fills in/],
    ['a place in the package', score, /<description>/, '<description>{{orgKey}}', /nobody fills in/],
    ['a placeholder in the package', score, /<description>/, '<description>__ACCOUNT_FIELD__', /nobody fills in/],
    ['a flow to a missing message', flow, /Case\.Survey_Case_Closed/g, 'Case.Gone', /no message Case\.Gone/],
    ['a message no flow sends', flow, /Case\.Survey_Case_Closed/g, 'Case.Gone', /no flow sends/],
    ['a fault nobody catches', flow, /<faultConnector>[^]*?<\/faultConnector>/, '', /no fault connector/],
    ['a connector to nowhere', flow, 'Reference>Let_The_Save_Through', 'Reference>Away', /leads to Away/],
    ['a flow without bypass', flow, 'Reference>Bypass<', 'Reference>Tell_Survey_Bridge<', /must ask for/],
    [
      'a bypass the wrong way round',
      flow,
      /(<conditionLogic>[^]*?)<booleanValue>true/,
      '$1<booleanValue>false',
      /must ask for/,
    ],
    ['a condition on a missing field', flow, '<field>IsClosed', '<field>Closed', /no field Closed/],
    ['a flow on every save', flow, 'MeetCriteria>true', 'MeetCriteria>false', /must run after a save/],
    ['a flow before the save', flow, '>RecordAfterSave<', '>RecordBeforeSave<', /must run after a save/],
    ['"changed" on creation', accountFlow, '>Update<', '>CreateAndUpdate<', /must run after a save/],
    ['a rule without bypass', rule, 'NOT($Permission.Survey_Bridge_Bypass), ', '', /no bypass/],
    ['a rule with another message', rule, '<name>Survey_Case_Closed<', '<name>Gone<', /no message Gone/],
    ['a rule on a missing field', rule, 'Bypass), IsClosed', 'Bypass), IsShut', /no field IsShut/],
    ['a legacy message of its own', rule, '<fields>Origin</fields>', '', /not the message of the template/],
    ['a permission on a missing field', user, 'Response__c.CES__c', 'Response__c.Ces', /no field Ces/],
    ['a permission on a required field', user, 'Response__c.CES__c', 'Response__c.Response_Key__c', /is required/],
    ['a permission on a master', user, 'Answer__c.Type__c', 'Answer__c.Response__c', /is required/],
    ['a permission on a system field', user, 'Case.Last_Survey_Score__c', 'Case.Status', /is required/],
    [
      'a permission on no object',
      user,
      '<object>Survey_Answer__c',
      '<object>Survey_Reply__c',
      /no object Survey_Reply__c/,
    ],
    ['a missing custom permission', user, '<description>', `${customPermission}$&`, /no custom permission Gone/],
    ['a French label without a field', french, '<name>NPS__c', '<name>Nps__c', /name is Nps__c/],
    ['a value without French', status, '<label>Held</label>', '<label>On Hold</label>', /the values are/],
    ['a French value that is gone', frenchStatus, '>Held<', '>On Hold<', /the values are/],
  ])('%s', (_, path, from, to, expected) => {
    const messages = checkMetadataSources(planted(path, from, to)).map(({ message }) => message)
    expect(messages.join('\n')).toMatch(expected)
  })

  it.each([
    ['a field without French', french, /no French label/],
    ['no bypass permission', bypass, /no custom permission Survey_Bridge_Bypass/],
    ['a field that permission sets name', score, /has no field NPS__c/],
  ])('%s', (_, path, expected) => {
    const left = sources.filter((source) => source.path !== path)
    expect(left).toHaveLength(sources.length - 1)
    expect(
      checkMetadataSources(left)
        .map(({ message }) => message)
        .join('\n'),
    ).toMatch(expected)
  })
})
