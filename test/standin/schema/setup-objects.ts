import type { ObjectType } from './field.ts'
import { object } from './notation.ts'

/** What set-up tools look at and change: people's access, licences, flows, apps. */
export const setupObjects = (): ObjectType[] => [
  object(
    'UserLicense',
    '100',
    'Name string(80)\nLicenseDefinitionKey string(80)\nTotalLicenses int\nUsedLicenses int\nStatus string(40)',
  ),
  object(
    'Profile',
    '00e',
    `
    Name string(255)
    Description string
    UserType string(40)
    UserLicenseId reference -> UserLicense
    PermissionsApiEnabled boolean
    PermissionsApiUserOnly boolean
    PermissionsEnableNotifications boolean
    PermissionsModifyAllData boolean`,
  ),
  object(
    'PermissionSet',
    '0PS',
    `
    Name string(80)
    Label string(80)
    Description string
    Type string(40)
    IsOwnedByProfile boolean
    IsCustom boolean
    ProfileId reference -> Profile
    LicenseId reference -> PermissionSetLicense
    NamespacePrefix string(15)
    PermissionsEnableNotifications boolean`,
  ),
  object(
    'PermissionSetGroup',
    '0PG',
    'DeveloperName string(80)\nMasterLabel string(80)\nDescription string\nStatus string(40)',
  ),
  object(
    'PermissionSetGroupComponent',
    '0PH',
    'PermissionSetGroupId reference cascade -> PermissionSetGroup\nPermissionSetId reference cascade -> PermissionSet',
  ),
  object(
    'PermissionSetAssignment',
    '0Pa',
    `
    AssigneeId reference ! fixed cascade -> User <- PermissionSetAssignments
    PermissionSetId reference fixed cascade -> PermissionSet <- Assignments
    PermissionSetGroupId reference fixed cascade -> PermissionSetGroup <- Assignments
    IsActive boolean`,
  ),
  object(
    'PermissionSetLicense',
    '0PL',
    'DeveloperName string(80)\nMasterLabel string(80)\nTotalLicenses int\nUsedLicenses int\nStatus string(40)',
  ),
  object(
    'PermissionSetLicenseAssign',
    '2LA',
    'AssigneeId reference ! fixed cascade -> User\nPermissionSetLicenseId reference ! fixed cascade -> PermissionSetLicense',
  ),
  object(
    'FieldPermissions',
    '01k',
    `
    ParentId reference cascade -> PermissionSet <- FieldPerms
    SobjectType string(80)
    Field string(160)
    PermissionsRead boolean
    PermissionsEdit boolean`,
  ),
  object(
    'ObjectPermissions',
    '110',
    `
    ParentId reference cascade -> PermissionSet <- ObjectPerms
    SobjectType string(80)
    PermissionsRead boolean
    PermissionsCreate boolean
    PermissionsEdit boolean
    PermissionsDelete boolean
    PermissionsViewAllRecords boolean
    PermissionsModifyAllRecords boolean`,
  ),
  object(
    'CaseStatus',
    '01J',
    'MasterLabel string(255)\nApiName string(255)\nSortOrder int\nIsClosed boolean\nIsDefault boolean',
  ),
  object('UserLogin', '0Yw', 'UserId reference cascade -> User\nIsFrozen boolean\nIsPasswordLocked boolean'),
  object(
    'FlowDefinitionView',
    '300',
    `
    DurableId string(255)
    ApiName string(255)
    Label string(255)
    Description string
    ProcessType string(40)
    TriggerType string(40)
    IsActive boolean
    ActiveVersionId string(18)
    LatestVersionId string(18)
    ActiveVersionNumber int
    VersionNumber int`,
  ),
  object('ExternalClientApplication', '0xI', 'DeveloperName string(80)\nMasterLabel string(80)\nContactEmail email'),
  object(
    'CustomNotificationType',
    '0ML',
    'DeveloperName string(80)\nMasterLabel string(80)\nCustomNotifTypeName string(80)\nDescription string',
  ),
]

/** What a user has beside the fields every test knows. */
export const userAccess = (): ObjectType =>
  object(
    'User',
    '005',
    `
    Alias string(8)
    ProfileId reference -> Profile <- Users
    LocaleSidKey string(40)
    TimeZoneSidKey string(40)
    EmailEncodingKey string(40)
    UserPermissionsInteractionUser boolean`,
  )
