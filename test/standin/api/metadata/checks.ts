import type { StandInOrg } from '../../org.ts'
import { all, child, text, type XmlNode } from '../../schema/xml.ts'
import { isReadable } from './effects/triggers.ts'
import type { Offered, Problem } from './read-files.ts'

/** What the org would know after the deploy. */
type View = {
  has: (type: string, fullName: string) => boolean
  hasObject: (name: string) => boolean
  /** `isStrict`: a standard field the stand-in does not know counts as missing. */
  hasField: (object: string, field: string, isStrict?: boolean) => boolean
}

/** Why components cannot be deployed, in Salesforce's words where those are known (`In field: … - no … named … found`). */
export function checkComponents(org: StandInOrg, offered: Offered[], removed: ReadonlySet<string>): Problem[] {
  const view = viewOf(org, offered, removed)
  return offered.flatMap((component) => {
    const check = component.node && checks[component.type]
    const complaint = (check && check(component.node!, view, org, component)) || isSupported(org, component)
    return complaint
      ? [{ type: component.type, fullName: component.fullName, fileName: component.fileName, problem: complaint }]
      : []
  })
}

const notFound = (place: string, type: string, name: string): string =>
  `In field: ${place} - no ${type} named ${name} found`

type Check = (node: XmlNode, view: View, org: StandInOrg, component: Offered) => string | null

const checks: Record<string, Check> = {
  PermissionSet(node, view) {
    for (const one of all(node, 'objectPermissions'))
      if (!view.hasObject(text(one, 'object'))) return notFound('object', 'CustomObject', text(one, 'object'))
    for (const one of all(node, 'fieldPermissions')) {
      const [object = '', field = ''] = text(one, 'field').split('.')
      if (!view.hasObject(object) || !view.hasField(object, field))
        return notFound('field', 'CustomField', text(one, 'field'))
    }
    return (
      references(node, view, 'classAccesses', 'apexClass', 'ApexClass') ??
      references(node, view, 'customPermissions', 'name', 'CustomPermission') ??
      references(node, view, 'applicationVisibilities', 'application', 'CustomApplication') ??
      references(node, view, 'flowAccesses', 'flow', 'Flow') ??
      principals(node, view)
    )
  },
  PermissionSetGroup: (node, view) => {
    const missing = all(node, 'permissionSets').find(({ text: name }) => !view.has('PermissionSet', name.trim()))
    return missing ? notFound('permissionSets', 'PermissionSet', missing.text.trim()) : null
  },
  CustomField(node, view, _, { fullName }) {
    const [object = ''] = fullName.split('.')
    if (!view.hasObject(object)) return `Entity Enumeration Or ID: bad value for restricted picklist field: ${object}`
    const target = text(node, 'referenceTo')
    return target && !view.hasObject(target) ? notFound('referenceTo', 'CustomObject', target) : null
  },
  WorkflowOutboundMessage(node, view, org, { fullName }) {
    const [object = ''] = fullName.split('.')
    if (!view.hasObject(object)) return notFound('object', 'CustomObject', object)
    const missing = all(node, 'fields').find((field) => !view.hasField(object, field.text.trim(), true))
    if (missing) return notFound('fields', 'CustomField', `${object}.${missing.text.trim()}`)
    const user = text(node, 'integrationUser')
    if (!org.query(`SELECT Id FROM User WHERE IsActive = true AND Username = '${user.replaceAll("'", "\\'")}'`)[0])
      return notFound('integrationUser', 'User', user)
    return null
  },
  WorkflowRule(node, view, _, { fullName }) {
    const [object = ''] = fullName.split('.')
    const action = all(node, 'actions').find(
      (one) => !view.has('WorkflowOutboundMessage', `${object}.${text(one, 'name')}`),
    )
    return action ? notFound('actions', 'WorkflowOutboundMessage', `${object}.${text(action, 'name')}`) : null
  },
  Flow(node, view, _, { fullName }) {
    const action = all(node, 'actionCalls').find(
      (one) =>
        text(one, 'actionType') === 'outboundMessage' && !view.has('WorkflowOutboundMessage', text(one, 'actionName')),
    )
    if (action)
      return `${text(action, 'name')} (Action) - We can’t find the outbound message "${text(action, 'actionName')}".`
    const start = child(node, 'start')
    const object = start ? text(start, 'object') : ''
    if (object && !view.hasObject(object)) return notFound('object', 'CustomObject', object)
    const filter = start && all(start, 'filters').find((one) => !view.hasField(object, text(one, 'field')))
    if (filter) return `${fullName} - The field "${text(filter, 'field')}" for the object "${object}" doesn't exist.`
    return isReadable(fullName, node)
  },
  Profile(node, _, org) {
    const licence = text(node, 'userLicense')
    return !licence || org.query(`SELECT Id FROM UserLicense WHERE Name = '${licence}'`)[0]
      ? null
      : notFound('userLicense', 'UserLicense', licence)
  },
  NamedCredential: (node, view) =>
    parameters(node, 'namedCredentialParameters', 'Authentication')
      .map((one) => text(one, 'externalCredential'))
      .filter((name) => !view.has('ExternalCredential', name))
      .map((name) => notFound('externalCredential', 'ExternalCredential', name))[0] ?? null,
  ExtlClntAppGlobalOauthSettings: (node, view, org) =>
    org.switches.consumerSecretsByMetadata
      ? ofApp(node, view)
      : 'You don’t have permission to deploy this component. Turn on Allow access to External Client App consumer secrets via Metadata API in External Client App Settings.',
  ExtlClntAppOauthSettings: (node, view) => ofApp(node, view),
  ExtlClntAppOauthConfigurablePolicies: (node, view) => ofApp(node, view),
  ExtlClntAppConfigurablePolicies: (node, view) => ofApp(node, view),
}

const parameters = (node: XmlNode, name: string, type: string): XmlNode[] =>
  all(node, name).filter((one) => text(one, 'parameterType') === type)

const ofApp = (node: XmlNode, view: View): string | null => {
  const name = text(node, 'externalClientApplication')
  return view.has('ExternalClientApplication', name)
    ? null
    : notFound('externalClientApplication', 'ExternalClientApplication', name)
}

function references(node: XmlNode, view: View, list: string, field: string, type: string): string | null {
  const missing = all(node, list).find((one) => !view.has(type, text(one, field)))
  return missing ? notFound(field, type, text(missing, field)) : null
}

/** `Credential-Principal`. */
function principals(node: XmlNode, view: View): string | null {
  for (const one of all(node, 'externalCredentialPrincipalAccesses')) {
    const name = text(one, 'externalCredentialPrincipal')
    if (!view.has('ExternalCredential', name.split('-')[0] ?? ''))
      return notFound('externalCredentialPrincipal', 'ExternalCredentialParameter', name)
  }
  return null
}

/** Languages that are off and objects the org does not have. */
function isSupported(org: StandInOrg, { type, fullName }: Offered): string | null {
  if (type === 'CustomObjectTranslation' || type === 'Translations') {
    const language = type === 'Translations' ? fullName : (fullName.split('-').at(-1) ?? '')
    return org.switches.languages.includes(language) ? null : 'Not available for deploy for this organization'
  }
  return null
}

function viewOf(org: StandInOrg, offered: Offered[], removed: ReadonlySet<string>): View {
  const coming = new Set(offered.map(({ type, fullName }) => `${type}:${fullName}`))
  const has = (type: string, fullName: string): boolean =>
    coming.has(`${type}:${fullName}`) ||
    (org.components.find(type, fullName) !== undefined && !removed.has(`${type}:${fullName}`))
  return {
    has,
    hasObject: (name) =>
      org.schema.find(name) !== undefined || has('CustomObject', name) || !/__[a-z]+$|^Order$/.test(name),
    hasField: (object, field, isStrict = false) =>
      org.schema.find(object)?.fields.has(field) === true ||
      has('CustomField', `${object}.${field}`) ||
      // Standard fields the stand-in has no use for: the org has them.
      (!isStrict && !field.endsWith('__c') && org.schema.find(object)?.custom !== true),
  }
}
