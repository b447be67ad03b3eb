import { describe, expect, it } from 'vitest'
import { isRequired } from '../../scripts/check/metadata/names.ts'
import { isNeverPermissionable } from '../../scripts/check/metadata/standard-fields.ts'
import { all, textAt } from '../../scripts/check/metadata/xml.ts'
import { fieldsOf, files } from './sources.ts'

const objects = ['Survey_Answer__c', 'Survey_Invitation__c', 'Survey_Response__c', 'Survey_Write__c']
const rights = [
  ['allowRead', 'read'],
  ['allowCreate', 'create'],
  ['allowEdit', 'edit'],
  ['allowDelete', 'delete'],
  ['viewAllRecords', 'view all'],
  ['modifyAllRecords', 'modify all'],
] as const

const everything = 'read, create, edit, delete, view all, modify all'
const manage = 'read, edit, delete, view all, modify all'

/** Fields of ours that a permission set can name: not the required ones, not the master. */
const fieldsOn = (object: string): string[] =>
  fieldsOf(object)
    .filter((field) => !isRequired(field))
    .map(({ name }) => `${object}.${name}`)

const people = ['Account', 'Case', 'Contact', 'Lead'].flatMap(fieldsOn)
const links = ['Survey_Invitation__c.Link__c', 'Contact.Survey_Link__c', 'Lead.Survey_Link__c']
const without = (names: string[], left: string[]) => names.filter((name) => !left.includes(name))
const named = (names: string[], pattern: RegExp) => names.filter((name) => pattern.test(name))
const shown = objects.slice(0, 3).flatMap(fieldsOn)
const doNotSurvey = ['Contact.Do_Not_Survey__c', 'Lead.Do_Not_Survey__c']

/** Who calls the bridge needs the principal, and to read where Salesforce keeps what it signs in with. */
const calling = { UserExternalCredential: 'read' }
const principal = 'Survey_Bridge-Bridge'
const controller = 'SurveyBridgeController'
const forFlow = ['CancelInvitationAction', 'GetSurveyLinkAction', 'SendSurveyAction', 'SendSurveyToManyAction']
const nothing = { classes: [], flows: [], principals: [], custom: [] }

const roles = [
  {
    role: 'Survey_Integration',
    objects: {
      ...Object.fromEntries(objects.map((object) => [object, everything])),
      ...Object.fromEntries(['Account', 'Case', 'Contact', 'Lead'].map((object) => [object, 'read, edit, view all'])),
      Opportunity: 'read, view all',
    },
    edits: [...objects.flatMap(fieldsOn), ...without(people, named(people, /\.(Survey_Language__c|Survey_Email__c)$/))],
    reads: [
      ...named(people, /\.(Survey_Language__c|Survey_Email__c)$/),
      ...['AccountId', 'ContactId', 'Origin', 'Subject', 'SuppliedEmail', 'SuppliedName', 'Type'].map(
        (name) => `Case.${name}`,
      ),
      'Contact.AccountId',
      'Contact.Email',
      'Contact.HasOptedOutOfEmail',
      'Lead.Email',
      'Lead.HasOptedOutOfEmail',
      'Opportunity.AccountId',
      'Opportunity.Amount',
      'Opportunity.Type',
    ],
    ...nothing,
  },
  {
    role: 'Survey_User',
    objects: { ...Object.fromEntries(objects.slice(0, 3).map((object) => [object, 'read'])), ...calling },
    edits: doNotSurvey,
    reads: without([...shown, ...people], [...links, ...doNotSurvey]),
    classes: [...forFlow, controller],
    flows: ['Survey_Send_To_Many'],
    principals: [principal],
    custom: [],
  },
  {
    role: 'Survey_Admin',
    objects: {
      ...Object.fromEntries(objects.slice(0, 3).map((object) => [object, manage])),
      Survey_Write__c: 'read, view all',
      ...calling,
    },
    edits: [
      ...named(shown, /^Survey_(Invitation|Response)__c\.(Contact|Lead|Account|Case|Opportunity|Is_Test|Is_Bot)__c$/),
      ...named(people, /\.(Survey_Language|Do_Not_Survey|Survey_Email)__c$/),
    ],
    reads: [
      ...named(without(shown, links), /^(?!.*\.(Contact|Lead|Account|Case|Opportunity|Is_Test|Is_Bot)__c$)/),
      ...named(without(people, links), /^(?!.*\.(Survey_Language|Do_Not_Survey|Survey_Email)__c$)/),
      ...fieldsOn('Survey_Write__c'),
    ],
    classes: [controller],
    flows: [],
    principals: [principal],
    custom: ['Survey_Bridge_Admin'],
  },
  { role: 'Survey_Link_Reader', objects: { Survey_Invitation__c: 'read' }, edits: [], reads: links, ...nothing },
  { role: 'Survey_Data_Loader', objects: {}, edits: [], reads: [], ...nothing, custom: ['Survey_Bridge_Bypass'] },
]

const sets = files.filter(({ area, type }) => area === 'main' && type === 'permissionset')

describe('permission sets', () => {
  it('are one for each role', () => {
    const names = sets.map(({ name }) => name)
    expect(names.sort()).toEqual(roles.map(({ role }) => role).sort())
  })

  describe.each(roles)('$role grants what its role needs and nothing more', ({ role, ...expected }) => {
    const { root } = sets.find(({ name }) => name === role)!
    const granted = (element: string, name: string) =>
      all(root, element)
        .filter((access) => textAt(access, 'enabled') === 'true')
        .map((access) => textAt(access, name))
        .sort()
    const fields = all(root, 'fieldPermissions')
    const withEdit = (edit: string) =>
      fields.filter((field) => textAt(field, 'editable') === edit).map((field) => textAt(field, 'field'))

    it('on objects', () => {
      const permissions = all(root, 'objectPermissions').map((permission) => [
        textAt(permission, 'object'),
        rights
          .filter(([element]) => textAt(permission, element) === 'true')
          .map(([, right]) => right)
          .join(', '),
      ])
      expect(Object.fromEntries(permissions)).toEqual(expected.objects)
    })

    it('on fields', () => {
      expect(withEdit('true').sort()).toEqual([...expected.edits].sort())
      expect(withEdit('false').sort()).toEqual([...expected.reads].sort())
    })

    it('on code, flows and the way to the bridge', () => {
      expect(granted('classAccesses', 'apexClass')).toEqual(expected.classes)
      expect(granted('flowAccesses', 'flow')).toEqual(expected.flows)
      expect(granted('externalCredentialPrincipalAccesses', 'externalCredentialPrincipal')).toEqual(expected.principals)
    })

    it('and nothing of the platform', () => {
      expect(granted('customPermissions', 'name')).toEqual(expected.custom)
      expect(all(root, 'userPermissions')).toEqual([])
      expect(all(root, 'license')).toEqual([]) // whoever holds any licence may hold it
    })
  })

  it('are one group for who runs surveys', () => {
    const groups = files.filter(({ type }) => type === 'permissionsetgroup')
    expect(groups.map(({ name }) => name)).toEqual(['Survey_Bridge_Administrator'])
    const members = all(groups[0]!.root, 'permissionSets').map(({ text }) => text)
    expect(members).toEqual(['Survey_Admin', 'Survey_Link_Reader', 'Survey_User'])
  })
})

describe('what the integration user reads of a record', () => {
  const messages = files.filter(({ area, type }) => area === 'trigger' && type === 'workflow')
  const granted = files
    .filter(({ name, type }) => type === 'permissionset' && name.startsWith('Survey_Integration'))
    .flatMap(({ root }) => all(root, 'fieldPermissions'))
    .map((permission) => textAt(permission, 'field'))

  // A field the user cannot read is missing from the message, without a word.
  it.each(messages.map(({ name, root }) => [name, root] as const))(
    'is all that its messages carry: %s',
    (object, root) => {
      const fields = all(root, 'outboundMessages').flatMap((message) => all(message, 'fields').map(({ text }) => text))
      const free = fields.filter((field) => !field.startsWith('__') && !isNeverPermissionable(object, field))
      expect(fields).not.toHaveLength(0)
      expect(granted).toEqual(expect.arrayContaining(free.map((field) => `${object}.${field}`)))
    },
  )
})
