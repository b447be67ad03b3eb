/** Types of the Metadata API whose files the stand-in understands or lists, with folder and suffix (META/meta_types_list.htm). */
export type MetadataType = { name: string; folder: string; suffix: string; children?: string[]; isBundle?: true }

export const types: MetadataType[] = [
  type('CustomLabels', 'labels', 'labels', ['CustomLabel']),
  type('CustomPermission', 'customPermissions', 'customPermission'),
  type('ApexClass', 'classes', 'cls'),
  type('ApexTrigger', 'triggers', 'trigger'),
  { ...type('LightningComponentBundle', 'lwc', ''), isBundle: true },
  type('StaticResource', 'staticresources', 'resource'),
  type('CustomObject', 'objects', 'object', [
    'CustomField',
    'ListView',
    'ValidationRule',
    'RecordType',
    'WebLink',
    'CompactLayout',
    'FieldSet',
    'BusinessProcess',
    'Index',
    'SharingReason',
  ]),
  type('CustomTab', 'tabs', 'tab'),
  type('CustomApplication', 'applications', 'app'),
  type('CustomNotificationType', 'notificationtypes', 'notiftype'),
  type('Layout', 'layouts', 'layout'),
  type('FlexiPage', 'flexipages', 'flexipage'),
  type('QuickAction', 'quickActions', 'quickAction'),
  type('Workflow', 'workflows', 'workflow', ['WorkflowOutboundMessage', 'WorkflowRule', 'WorkflowAlert']),
  type('Flow', 'flows', 'flow'),
  type('FlowDefinition', 'flowDefinitions', 'flowDefinition'),
  type('PermissionSet', 'permissionsets', 'permissionset'),
  type('PermissionSetGroup', 'permissionsetgroups', 'permissionsetgroup'),
  type('Profile', 'profiles', 'profile'),
  type('ReportType', 'reportTypes', 'reportType'),
  type('Report', 'reports', 'report'),
  type('Dashboard', 'dashboards', 'dashboard'),
  type('Translations', 'translations', 'translation'),
  type('CustomObjectTranslation', 'objectTranslations', 'objectTranslation'),
  type('ExternalCredential', 'externalCredentials', 'externalCredential'),
  type('NamedCredential', 'namedCredentials', 'namedCredential'),
  type('ExternalClientApplication', 'externalClientApps', 'eca'),
  type('ExtlClntAppGlobalOauthSettings', 'extlClntAppGlobalOauthSets', 'ecaGlblOauth'),
  type('ExtlClntAppOauthSettings', 'extlClntAppOauthSettings', 'ecaOauth'),
  type('ExtlClntAppOauthConfigurablePolicies', 'extlClntAppOauthPolicies', 'ecaOauthPlcy'),
  type('ExtlClntAppConfigurablePolicies', 'extlClntAppPolicies', 'ecaPlcy'),
  type('Settings', 'settings', 'settings'),
]

function type(name: string, folder: string, suffix: string, children?: string[]): MetadataType {
  return { name, folder, suffix, ...(children && { children }) }
}

export const typeNamed = (name: string): MetadataType | undefined =>
  types.find((known) => known.name === name || known.children?.includes(name))

/** Where the file of a component lies: a child lies in its parent's. */
export function fileOf({ name, folder, suffix, isBundle }: MetadataType, member: string, asked: string): string {
  const own = name === asked ? member : (member.split('.')[0] ?? member)
  if (name === 'CustomLabels') return 'labels/CustomLabels.labels'
  return isBundle ? `${folder}/${own}/` : `${folder}/${own}.${suffix}`
}
