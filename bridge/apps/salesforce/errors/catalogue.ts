import type { CallFailure } from '../../../core/failures.ts'

/** What one code means, where the text fits if one is given. `{object}` and `{field}` in a hint are filled in. */
export type Rule = { codes: string[]; text?: RegExp; kind: CallFailure['kind']; hint: string }

/** 401s that another token does not heal; jsforce knows the same two. */
export const notTheToken = /not valid for use with the REST API|not attached to Agent/i

export const wait = 'Salesforce is busy or under maintenance: the bridge tries again by itself.'
export const defect = 'This is a defect of the bridge: report the code and the text.'
export const signIn = 'Setup > Login History shows the last attempts of the integration user; then reconnect.'

/**
 * What Salesforce says on writes and reads; the first rule that fits counts. Codes and wording: REST guide "Status Codes
 * and Error Responses", SOAP guide "Core Data Types Used in API Calls", and answers of real orgs in public recordings.
 */
export const rules: Rule[] = [
  {
    codes: ['REQUIRED_FIELD_MISSING'],
    kind: 'rejected',
    hint: 'Give {field} a value in the mapping, then replay.',
  },
  {
    codes: ['FIELD_CUSTOM_VALIDATION_EXCEPTION'],
    kind: 'rejected',
    hint: 'A validation rule says this: change it in Setup > Object Manager > {object} > Validation Rules, or the mapping, then replay.',
  },
  {
    codes: ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    kind: 'rejected',
    hint: "Add the value to the picklist {field} in Setup > Object Manager, or change the mapping's value table, then replay.",
  },
  {
    codes: ['STRING_TOO_LONG'],
    kind: 'rejected',
    hint: 'Add a truncate transform to {field} in the mapping, or lengthen it in Setup > Object Manager, then replay.',
  },
  {
    codes: ['INVALID_FIELD'],
    text: /^Foreign key external ID/i, // a parent named by its external id that is not there
    kind: 'gone',
    hint: 'The record it belongs to is deleted: the bridge writes without the link.',
  },
  {
    codes: ['INVALID_FIELD', 'INVALID_TYPE'],
    kind: 'rejected',
    hint: '{object} has changed: add {field} in Setup > Object Manager or correct the mapping, check the field access of the integration user, then replay.',
  },
  {
    codes: ['INVALID_FIELD_FOR_INSERT_UPDATE'],
    kind: 'rejected',
    hint: 'The integration user may not write {field}: give it edit access in Setup > Object Manager > {object}, or the permission set Survey Integration, then replay.',
  },
  {
    codes: ['JSON_PARSER_ERROR'],
    kind: 'rejected',
    hint: 'A value has the wrong type, such as text for a date: add a date or number transform to the mapping, then replay.',
  },
  {
    codes: ['MALFORMED_ID'],
    kind: 'rejected',
    hint: 'The mapping writes something into {field} that is no id of the right object: correct it, then replay.',
  },
  {
    codes: ['INVALID_CROSS_REFERENCE_KEY', 'ENTITY_IS_DELETED'],
    kind: 'gone',
    hint: 'The record is deleted, merged or converted: the bridge follows it, or writes without the link.',
  },
  {
    codes: ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'INSUFFICIENT_ACCESS_OR_READONLY'],
    kind: 'rejected',
    hint: 'Give the integration user the permission set Survey Integration in Setup > Permission Sets, then replay.',
  },
  {
    codes: ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_EXECUTE_FLOW_TRIGGER'],
    text: /UNABLE_TO_LOCK_ROW/, // inside the automation of the org
    kind: 'lock',
    hint: 'Two saves met on one record: the bridge tries again by itself.',
  },
  {
    codes: ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'],
    text: /entity type cannot be/i,
    kind: 'rejected',
    hint: '{object} cannot be written this way in this org: correct the mapping, then replay.',
  },
  {
    codes: ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_EXECUTE_FLOW_TRIGGER', 'LIMIT_EXCEEDED'],
    kind: 'transient', // an automation of the org: most are races, the attempts end the others
    hint: 'A trigger or flow of {object} failed: correct it in Setup > Apex Triggers or Setup > Flows, then replay.',
  },
  {
    codes: ['ENTITY_IS_LOCKED'],
    kind: 'transient',
    hint: 'An approval process holds the record: unlock it (Setup > Approval Processes), then replay.',
  },
  {
    codes: ['NOT_FOUND'],
    text: /external ID field/i,
    kind: 'rejected',
    hint: '{field} is missing, no external id, or hidden from the integration user (Setup > Object Manager): deploy the package or give access, then replay.',
  },
  {
    codes: ['NOT_FOUND'],
    kind: 'rejected',
    hint: '{object} does not exist for the integration user (Setup > Object Manager): deploy the package or give access, then replay.',
  },
  {
    codes: ['DUPLICATE_VALUE'],
    kind: 'rejected',
    hint: 'Another record has this value in {field} already: change one of them, then replay.',
  },
  {
    codes: ['DUPLICATES_DETECTED'],
    kind: 'rejected',
    hint: 'A duplicate rule stopped it: exempt the integration user in Setup > Duplicate Rules, then replay.',
  },
  {
    codes: ['DUPLICATE_EXTERNAL_ID', 'MULTIPLE_CHOICES'],
    kind: 'rejected',
    hint: 'Several records have this key: keep one and make {field} unique in Setup > Object Manager, then replay.',
  },
  {
    codes: ['UNABLE_TO_LOCK_ROW'],
    kind: 'lock',
    hint: 'Two saves met on one record: the bridge tries again by itself.',
  },
  {
    codes: ['REQUEST_LIMIT_EXCEEDED'],
    text: /Concurrent/i, // clears within seconds; the other form within hours
    kind: 'transient',
    hint: wait,
  },
  {
    codes: ['REQUEST_LIMIT_EXCEEDED'],
    kind: 'quota',
    hint: 'The org has used its API calls of 24 hours (Setup > Company Information): the bridge waits for the window to move.',
  },
  {
    codes: ['STORAGE_LIMIT_EXCEEDED'],
    kind: 'quota',
    hint: 'The org is full: free space in Setup > Storage Usage; the bridge goes on by itself.',
  },
  {
    codes: [
      'SERVER_UNAVAILABLE',
      'UNKNOWN_EXCEPTION',
      'QUERY_TIMEOUT',
      'REQUEST_RUNNING_TOO_LONG',
      'API_CURRENTLY_DISABLED', // an outage on Salesforce's side
      'INVALID_QUERY_LOCATOR', // a read begins again
    ],
    kind: 'transient',
    hint: wait,
  },
  {
    codes: ['TXN_SECURITY_METERING_ERROR', 'TRANSACTION_SECURITY_NO_ACCESS'],
    kind: 'rejected',
    hint: 'Exempt the integration user in Setup > Transaction Security Policies, then replay.',
  },
  {
    codes: ['INVALID_SESSION_ID'],
    text: notTheToken,
    kind: 'auth',
    hint: 'Setup > External Client App Manager > the app > Settings > OAuth: give it the scope "Manage user data via APIs (api)", then reconnect.',
  },
  { codes: ['INVALID_SESSION_ID'], kind: 'auth', hint: signIn },
  {
    codes: ['API_DISABLED_FOR_ORG'],
    kind: 'auth',
    hint: 'Setup > Profiles > the profile of the integration user > System Permissions: turn on "API Enabled", then reconnect.',
  },
  { codes: ['MISSING_ARGUMENT', 'MALFORMED_QUERY', 'MALFORMED_SEARCH'], kind: 'rejected', hint: defect },
  {
    codes: ['NUMBER_OUTSIDE_VALID_RANGE'],
    kind: 'rejected',
    hint: 'The number does not fit {field}: correct the mapping, or the field in Setup > Object Manager, then replay.',
  },
]

/** The first rule that knows the code, and its text where it asks for one. */
export const ruleFor = (among: Rule[], code: string, text: string): Rule | undefined =>
  among.find((rule) => rule.codes.includes(code) && (rule.text?.test(text) ?? true))
