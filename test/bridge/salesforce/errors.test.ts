import { describe, expect, it } from 'vitest'
import {
  apiErrors,
  classifyCall,
  classifyRow,
  classifyToken,
  isExpiredSession,
} from '../../../bridge/apps/salesforce/errors/classify.ts'

const response = { object: 'Survey_Response__c', key: 'Response_Key__c' }

const table = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))

/** Wording as recorded from real orgs: code | its `fields` | kind | field | part of the hint | text. */
const rows = table(`
  REQUIRED_FIELD_MISSING | LastName | rejected | LastName | LastName a value | Required fields are missing: [LastName]
  REQUIRED_FIELD_MISSING | | rejected | LastName | LastName a value | Required fields are missing: [LastName, Company]
  FIELD_CUSTOM_VALIDATION_EXCEPTION | | rejected | | Survey_Response__c > Validation Rules | Le commentaire est obligatoire
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST | Rating__c | rejected | Rating__c | picklist Survey_Response__c.Rating__c in Setup > Object Manager | Rating: bad value for restricted picklist field: Amazing
  STRING_TOO_LONG | | rejected | Topic Name | truncate | Topic Name: data value too large: a very long one (max length=25)
  STRING_TOO_LONG | Name | rejected | Name | truncate | data value too large: a very long one (max length=25)
  INVALID_FIELD | | rejected | Mood__c | Mood__c in Setup > Object Manager | No such column 'Mood__c' on sobject of type Survey_Response__c
  INVALID_FIELD | | gone | Invitation_Key__c | without the link | Foreign key external ID: 0116 not found for field Invitation_Key__c in entity Survey_Invitation__c
  INVALID_FIELD | | rejected | | has changed | a text that speaks of a Foreign key external ID
  INVALID_TYPE | | rejected | | Survey_Response__c has changed | sObject type 'X' is not supported. If you are attempting to use a custom object
  INVALID_FIELD_FOR_INSERT_UPDATE | Name | rejected | Name | may not write Survey_Response__c.Name | Unable to create/update fields: Name. Please check the security settings of this field and verify that it is read/write for your profile or permission set.
  JSON_PARSER_ERROR | | rejected | | wrong type | Cannot deserialize instance of date from VALUE_STRING value 2017-05-30T-06:00:00X or request may be missing a required field at [line:11, column:55]
  MALFORMED_ID | Id | rejected | Id | no id of the right object | Record ID: id value of incorrect type: a00B000000FSjVUIB1
  INVALID_CROSS_REFERENCE_KEY | | gone | | follows it | invalid cross reference id
  ENTITY_IS_DELETED | | gone | | follows it | entity is deleted
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY | | rejected | | permission set Survey Integration | insufficient access rights on cross-reference id: 0015e00000tW1f0
  INSUFFICIENT_ACCESS_OR_READONLY | | rejected | | permission set Survey Integration | insufficient access rights on object id
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY | | transient | | Apex Triggers | CaseTrigger: execution of AfterUpdate caused by: System.NullPointerException: Attempt to de-reference a null object
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY | | lock | | by itself | CaseTrigger: execution of AfterUpdate caused by: System.DmlException: Update failed. First exception on row 0; first error: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY | | rejected | | correct the mapping | entity type cannot be updated: Knowledge__kav
  CANNOT_EXECUTE_FLOW_TRIGGER | | lock | | by itself | We can't save this record because the “After save” process failed: UNABLE_TO_LOCK_ROW
  CANNOT_EXECUTE_FLOW_TRIGGER | | transient | | Setup > Flows | We can't save this record because the “After save” process failed.
  LIMIT_EXCEEDED | | transient | | Setup > Flows | System.LimitException: Too many SOQL queries: 101
  ENTITY_IS_LOCKED | | transient | | Approval Processes | The record you are trying to edit is locked for approval.
  NOT_FOUND | | rejected | | does not exist for the integration user | The requested resource does not exist
  NOT_FOUND | | rejected | Response_Key__c | no external id | Provided external ID field does not exist or is not accessible: Response_Key__c
  DUPLICATE_VALUE | | lock | Response_Key__c | by itself | duplicate value found: Response_Key__c duplicates value on record with id: 0018M000003uKqq
  DUPLICATE_VALUE | | lock | | by itself | duplicate value found: <unknown> duplicates value on record with id: <unknown>
  DUPLICATE_VALUE | | rejected | Badge__c | Badge__c already | duplicate value found: Badge__c duplicates value on record with id: 0018M000003uKqqQAC
  DUPLICATES_DETECTED | | rejected | | Duplicate Rules | Use one of these records?
  DUPLICATE_EXTERNAL_ID | | rejected | | keep one | Response_Key__c: more than one record found for external id field: [a0X, a0Y]
  MISSING_ARGUMENT | | rejected | | defect of the bridge | Id not specified in an update call
  UNABLE_TO_LOCK_ROW | | lock | | by itself | unable to obtain exclusive access to this record or 1 records: 0035e000002N5aP
  STORAGE_LIMIT_EXCEEDED | | quota | | Storage Usage | storage limit exceeded
  UNKNOWN_EXCEPTION | | transient | | tries again | An unexpected error occurred. Please include this ErrorId: 1234567890-12345
  QUERY_TIMEOUT | | transient | | tries again | Your query request was running for too long.
  REQUEST_RUNNING_TOO_LONG | | transient | | tries again | Your request was running for too long, and has been stopped.
  TXN_SECURITY_METERING_ERROR | | rejected | | Transaction Security | We can't complete the action because enabled transaction security policies took too long to complete.
  TRANSACTION_SECURITY_NO_ACCESS | | rejected | | Transaction Security | The operation you requested was blocked by a policy.
  NUMBER_OUTSIDE_VALID_RANGE | CSAT__c | rejected | CSAT__c | does not fit Survey_Response__c.CSAT__c | CSAT: value outside of valid range on numeric field: 1000000
  SOMETHING_NEW | | rejected | | Object Manager | a text nobody has seen
`)

describe('a row that Salesforce refused', () => {
  it.each(rows)('%s (%s) is %s', (statusCode, fields, kind, field, hint, message) => {
    const errors = [{ statusCode, message, fields: fields ? [fields] : [] }]
    const failure = classifyRow(apiErrors.parse(errors), response)
    expect(failure).toMatchObject({ code: 'call_failed', kind, status: statusCode, field: field || null })
    expect(failure).toMatchObject({ message, unknownOutcome: false })
    expect(failure.hint).toContain(hint)
    expect(failure.hint).not.toMatch(/[{}]/)
  })

  it('shows every text when several rules spoke', () => {
    const errors = [
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'too short', fields: ['Comment__c'] },
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no owner', fields: [] },
    ]
    expect(classifyRow(apiErrors.parse(errors), response)).toMatchObject({
      field: 'Comment__c',
      message: 'too short · no owner',
    })
  })

  it('is sent again soon when it was only rolled back, with the real cause in its text', () => {
    const [halted, real] = apiErrors.parse([
      { errorCode: 'PROCESSING_HALTED', message: 'The transaction was rolled back' },
      { errorCode: 'STRING_TOO_LONG', message: 'data value too large' },
    ])
    expect(classifyRow([halted!], response, [halted!, real!])).toMatchObject({
      kind: 'lock',
      status: 'PROCESSING_HALTED',
      message: 'rolled back with another row: STRING_TOO_LONG data value too large',
    })
    expect(classifyRow([halted!, real!], response)).toMatchObject({ kind: 'rejected', status: 'STRING_TOO_LONG' })
    const alone = classifyRow([halted!], response)
    expect(alone).toMatchObject({ kind: 'lock', message: 'The transaction was rolled back', unknownOutcome: false })
    expect(alone.hint).toContain('sends this one again')
    const rolledBack = apiErrors.parse([{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }])
    expect(classifyRow(rolledBack, response)).toMatchObject({ kind: 'lock', message: '' })
  })

  it('without any error of its own goes again too', () => {
    expect(classifyRow([], response)).toMatchObject({ kind: 'lock', status: 'ROW_FAILED', message: '' })
  })

  it('for a value that is unique, without a key of ours, is rejected', () => {
    const errors = apiErrors.parse([{ statusCode: 'DUPLICATE_VALUE', message: 'duplicate value found' }])
    expect(classifyRow(errors, { object: 'Case' })).toMatchObject({ kind: 'rejected', status: 'DUPLICATE_VALUE' })
  })
})

const calls = table(`
  401 | INVALID_SESSION_ID | auth | Setup > Login History | Session expired or invalid
  401 | INVALID_SESSION_ID | auth | Manage user data via APIs | This session is not valid for use with the REST API
  403 | INVALID_SESSION_ID | auth | Setup > Login History | Session expired or invalid
  401 | INVALID_AUTH_HEADER | auth | Setup > Login History | INVALID_HEADER_TYPE
  403 | REQUEST_LIMIT_EXCEEDED | quota | API calls of 24 hours | TotalRequests Limit exceeded.
  403 | REQUEST_LIMIT_EXCEEDED | transient | tries again | ConcurrentRequests (Concurrent API Requests) Limit exceeded.
  403 | REQUEST_LIMIT_EXCEEDED | transient | tries again | ConcurrentPerOrgLongTxn Limit exceeded.
  403 | API_DISABLED_FOR_ORG | auth | API Enabled | API is not enabled for this Organization or Partner
  403 | API_CURRENTLY_DISABLED | transient | tries again | API is currently disabled.
  404 | NOT_FOUND | auth | Setup > My Domain | The requested resource does not exist
  400 | MALFORMED_QUERY | rejected | defect of the bridge | unexpected token: SELEKT
  400 | MALFORMED_SEARCH | rejected | defect of the bridge | No search term found.
  400 | INVALID_QUERY_LOCATOR | transient | tries again | invalid query locator
  503 | SERVER_UNAVAILABLE | transient | tries again | Server Unavailable
  500 | NEW_CODE | transient | tries again | who knows
  499 | NEW_CODE | rejected | Object Manager > the object, then replay | who knows
`)

describe('a call that Salesforce refused', () => {
  it.each(calls)('%s %s is %s: %s, %s', (status, errorCode, kind, hint, message) => {
    const failure = classifyCall(Number(status), JSON.stringify([{ message, errorCode }]))
    expect(failure).toMatchObject({ code: 'call_failed', kind, status: errorCode, message, unknownOutcome: false })
    expect(failure.hint).toContain(hint)
    expect(failure.hint).not.toMatch(/[{}]/)
  })

  it.each([
    [300, '["/services/data/v66.0/sobjects/X/a"]', 'rejected', 'MULTIPLE_CHOICES', 'several records', 'keep one'],
    [300, '[{"errorCode":"X","message":"y"}]', 'rejected', 'MULTIPLE_CHOICES', 'several records', 'keep one'],
    [401, 'no', 'auth', 'HTTP_401', 'no', 'Setup > Login History'],
    [403, '<html></html>', 'transient', 'HTTP_403', 'a web page: without title', 'Setup > My Domain'],
    [410, 'Gone', 'auth', 'HTTP_410', 'Gone', 'Setup > My Domain'],
    [413, '', 'rejected', 'HTTP_413', '', 'defect of the bridge'],
    [414, '', 'rejected', 'HTTP_414', '', 'defect of the bridge'],
    [420, '', 'transient', 'HTTP_420', '', 'Setup > My Domain'],
    [429, 'slow down', 'quota', 'HTTP_429', 'slow down', 'fewer calls'],
    [431, '', 'rejected', 'HTTP_431', '', 'defect of the bridge'],
    [499, '[]', 'transient', 'HTTP_499', '[]', 'Setup > My Domain'],
    [500, '{}', 'transient', 'HTTP_500', '{}', 'by itself.'],
  ])('%i with the body %j is %s', (status, body, kind, code, message, hint) => {
    const failure = classifyCall(status, body)
    expect(failure).toMatchObject({ code: 'call_failed', kind, status: code, field: null, unknownOutcome: false })
    expect(failure.message).toContain(message)
    expect(failure.hint).toContain(hint)
    if (status >= 500) expect(failure.hint).not.toContain('Setup') // no address is wrong when the server itself fails
  })

  it('is read the same when its body was read as JSON already', () => {
    const body = [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'x' }]
    expect(classifyCall(400, body)).toEqual(classifyCall(400, JSON.stringify(body)))
    expect(classifyCall(503, { not: 'a list' })).toMatchObject({ status: 'HTTP_503', message: '' })
  })

  it('about the rows of one collection is their fault, not the connection’s', () => {
    const body = JSON.stringify([{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }])
    expect(classifyCall(404, body, response)).toMatchObject({ kind: 'rejected', status: 'NOT_FOUND' })
    expect(classifyCall(404, body, response).hint).toContain('Survey_Response__c does not exist')
    expect(classifyCall(300, '[]', response).hint).toContain('the field of Survey_Response__c')
  })

  it('without a code is known by its status', () => {
    expect(classifyCall(400, '[{"message":"x"}]')).toMatchObject({ kind: 'rejected', status: 'HTTP_400', message: 'x' })
  })

  it('for a value that is unique, or only because of other calls, is rejected too', () => {
    const call = (errorCode: string) => classifyCall(400, [{ errorCode, message: 'x' }])
    expect(call('DUPLICATE_VALUE')).toMatchObject({ kind: 'rejected', status: 'DUPLICATE_VALUE', message: 'x' })
    expect(call('PROCESSING_HALTED')).toMatchObject({ kind: 'rejected', status: 'PROCESSING_HALTED', message: 'x' })
  })

  it('shows the title of a page, not the page', () => {
    const page = `<!DOCTYPE html><html><head><title>We are down for maintenance</title></head>${'<p>sorry</p>'.repeat(999)}</html>`
    expect(classifyCall(503, page)).toMatchObject({
      kind: 'transient',
      status: 'HTTP_503',
      message: 'a web page: We are down for maintenance',
    })
  })

  it.each([408, 502, 504])('may have been done when a gateway gave up (%i)', (status) => {
    expect(classifyCall(status, 'Gateway Timeout')).toMatchObject({ kind: 'transient', unknownOutcome: true })
  })

  it('does not repeat the query of a person’s address', () => {
    const message =
      "\nSELECT Bacon__c FROM Contact WHERE Email IN ('jane@example.com')\n       ^\nERROR at Row:1:Column:8\nNo such column 'Bacon__c' on entity 'Contact'. If you are attempting to use a custom field"
    const failure = classifyCall(400, JSON.stringify([{ message, errorCode: 'INVALID_FIELD' }]), { object: 'Contact' })
    expect(failure).toMatchObject({ kind: 'rejected', field: 'Bacon__c' })
    expect(JSON.stringify(failure)).not.toContain('jane@example.com')
  })

  it('asks for another token only where one helps', () => {
    expect(isExpiredSession(401, '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]')).toBe(
      true,
    )
    expect(isExpiredSession(401, '')).toBe(true)
    expect(isExpiredSession(401, '[{"message":"This session is not valid for use with the REST API"}]')).toBe(false)
    expect(isExpiredSession(403, '[{"errorCode":"INVALID_SESSION_ID"}]')).toBe(false)
  })
})

const refusals = table(`
  invalid_grant | auth | Policies: choose "Admin approved users | user hasn't approved this consumer
  invalid_grant | auth | Setup > Company Information | audience is invalid
  invalid_grant | auth | clock of this machine | expired authorization code
  invalid_grant | auth | certificate | invalid assertion
  invalid_grant | auth | Setup > Users | authentication failure
  invalid_grant | auth | Setup > Users | authentication failure - Invalid Password
  invalid_grant | auth | session policy | expired access/refresh token
  invalid_grant | auth | Login IP Ranges | ip restricted
  invalid_grant | auth | Run As | no client credentials user enabled
  invalid_grant | auth | Setup > Users | user does not exist or is inactive
  invalid_grant | auth | Setup > Login History | something new
  invalid_app_access | auth | External Client App Manager | user is not admin approved to access this app
  invalid_client_id | auth | consumer key | client identifier invalid
  invalid_client | auth | consumer key | app must be installed into org
  inactive_user | auth | Setup > Users | user is inactive
  inactive_org | auth | Setup > Company Information | organization is inactive
  unsupported_grant_type | auth | JWT Bearer | grant type not supported
  OAUTH_APPROVAL_ERROR_GENERIC | auth | Setup > Login History | An unexpected error has occurred during authentication.
  rate_limit_exceeded | transient | tries again | too many requests
  unknown_error | transient | tries again | retry your request
`)

describe('a token that Salesforce refused', () => {
  it.each(refusals)('%s is %s', (error, kind, hint, error_description) => {
    const failure = classifyToken(400, JSON.stringify({ error, error_description }))
    expect(failure).toMatchObject({ kind, status: error, message: error_description, unknownOutcome: false })
    expect(failure.hint).toContain(hint)
  })

  it('is no matter of the set-up when the server itself failed', () => {
    expect(classifyToken(503, '<html><title>Maintenance</title></html>')).toMatchObject({
      kind: 'transient',
      status: 'HTTP_503',
    })
    expect(classifyToken(500, '{"error":"invalid_grant"}')).toMatchObject({ kind: 'transient', status: 'HTTP_500' })
    expect(classifyToken(499, '{"error":"invalid_grant"}')).toMatchObject({ kind: 'auth', status: 'invalid_grant' })
    expect(classifyToken(400, 'no JSON')).toMatchObject({ kind: 'transient', status: 'HTTP_400', message: 'no JSON' })
  })

  it('was not given, also when a gateway gave up waiting', () => {
    expect(classifyToken(504, '')).toMatchObject({ status: 'HTTP_504', unknownOutcome: false })
  })

  it('may come without a description, and its code is cut when it is endless', () => {
    const failure = classifyToken(400, JSON.stringify({ error: 'x'.repeat(99) }))
    expect(failure).toMatchObject({ kind: 'auth', status: 'x'.repeat(80), message: '' })
  })
})
