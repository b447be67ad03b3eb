import { describe, expect, it } from 'vitest'
import { isRequired } from '../../scripts/check/metadata/names.ts'
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
    custom: [],
  },
  {
    role: 'Survey_User',
    objects: Object.fromEntries(objects.slice(0, 3).map((object) => [object, 'read'])),
    edits: [],
    reads: without([...shown, ...people], links),
    custom: [],
  },
  {
    role: 'Survey_Admin',
    objects: {
      ...Object.fromEntries(objects.slice(0, 3).map((object) => [object, manage])),
      Survey_Write__c: 'read, view all',
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
    custom: ['Survey_Bridge_Admin'],
  },
  { role: 'Survey_Link_Reader', objects: { Survey_Invitation__c: 'read' }, edits: [], reads: links, custom: [] },
]

describe('permission sets', () => {
  it('are one for each role', () => {
    const names = files.filter(({ type }) => type === 'permissionset').map(({ name }) => name)
    expect(names.sort()).toEqual(roles.map(({ role }) => role).sort())
  })

  describe.each(roles)('$role grants what its role needs and nothing more', ({ role, ...expected }) => {
    const { root } = files.find((file) => file.type === 'permissionset' && file.name === role)!
    const fields = all(root, 'fieldPermissions')
    const withEdit = (edit: string) =>
      fields.filter((field) => textAt(field, 'editable') === edit).map((field) => textAt(field, 'field'))

    it('on objects', () => {
      const granted = all(root, 'objectPermissions').map((permission) => [
        textAt(permission, 'object'),
        rights
          .filter(([element]) => textAt(permission, element) === 'true')
          .map(([, right]) => right)
          .join(', '),
      ])
      expect(Object.fromEntries(granted)).toEqual(expected.objects)
    })

    it('on fields', () => {
      expect(withEdit('true').sort()).toEqual([...expected.edits].sort())
      expect(withEdit('false').sort()).toEqual([...expected.reads].sort())
    })

    it('and nothing of the platform', () => {
      expect(all(root, 'customPermissions').map((permission) => textAt(permission, 'name'))).toEqual(expected.custom)
      expect(all(root, 'userPermissions')).toEqual([])
      expect(all(root, 'license')).toEqual([]) // whoever holds any licence may hold it
    })
  })
})
