import { describe, expect, it } from 'vitest'
import {
  apiErrors,
  classifyCall,
  classifyRow,
  classifyThrown,
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
  INVALID_TYPE | | rejected | | Object Manager | sObject type 'X' is not supported. If you are attempting to use a custom object
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
  NUMBER_OUTSIDE_VALID_RANGE | CSAT__c | rejected | CSAT__c | CSAT__c | CSAT: value outside of valid range on numeric field: 1000000
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
  })
})

const calls = table(`
  401 | INVALID_SESSION_ID | auth | Session expired or invalid
  401 | INVALID_SESSION_ID | auth | This session is not valid for use with the REST API
  401 | INVALID_AUTH_HEADER | auth | INVALID_HEADER_TYPE
  403 | REQUEST_LIMIT_EXCEEDED | quota | TotalRequests Limit exceeded.
  403 | REQUEST_LIMIT_EXCEEDED | transient | ConcurrentRequests (Concurrent API Requests) Limit exceeded.
  403 | REQUEST_LIMIT_EXCEEDED | transient | ConcurrentPerOrgLongTxn Limit exceeded.
  403 | API_DISABLED_FOR_ORG | auth | API is not enabled for this Organization or Partner
  403 | API_CURRENTLY_DISABLED | transient | API is currently disabled.
  404 | NOT_FOUND | auth | The requested resource does not exist
  400 | MALFORMED_QUERY | rejected | unexpected token: SELEKT
  400 | MALFORMED_SEARCH | rejected | No search term found.
  400 | INVALID_QUERY_LOCATOR | transient | invalid query locator
  503 | SERVER_UNAVAILABLE | transient | Server Unavailable
  500 | NEW_CODE | transient | who knows
  400 | NEW_CODE | rejected | who knows
`)

describe('a call that Salesforce refused', () => {
  it.each(calls)('%s %s is %s: %s', (status, errorCode, kind, message) => {
    const failure = classifyCall(Number(status), JSON.stringify([{ message, errorCode }]))
    expect(failure).toMatchObject({ code: 'call_failed', kind, status: errorCode, message, unknownOutcome: false })
    expect(failure.hint).not.toBe('')
  })

  it.each([
    [300, '["/services/data/v66.0/sobjects/X/a"]', 'rejected', 'MULTIPLE_CHOICES'],
    [401, '', 'auth', 'HTTP_401'],
    [403, '<html></html>', 'transient', 'HTTP_403'],
    [410, 'Gone', 'auth', 'HTTP_410'],
    [414, '', 'rejected', 'HTTP_414'],
    [420, '', 'transient', 'HTTP_420'],
    [429, 'slow down', 'quota', 'HTTP_429'],
    [431, '', 'rejected', 'HTTP_431'],
    [500, '{}', 'transient', 'HTTP_500'],
  ])('%i with the body %j is %s', (status, body, kind, code) => {
    expect(classifyCall(status, body)).toMatchObject({ kind, status: code, unknownOutcome: false })
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
    expect(classifyToken(500, '{"error":"invalid_grant"}')).toMatchObject({ kind: 'transient' })
  })
})

describe('a call without a reply', () => {
  const lost = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
  it.each([
    ['time-out', new DOMException('The operation timed out', 'TimeoutError'), 'TIMEOUT', true],
    ['abort by the time limit', new DOMException('aborted', 'AbortError'), 'TIMEOUT', true],
    ['dropped socket', lost('UND_ERR_SOCKET'), 'CONNECTION_LOST', true],
    ['reply beyond all bounds', lost('REPLY_TOO_LARGE'), 'REPLY_TOO_LARGE', true],
    ['redirect', lost('REDIRECT_REFUSED'), 'REDIRECT_REFUSED', false],
    ['anything thrown', 'a text', 'CONNECTION_LOST', true],
  ])('%s', (_name, thrown, status, unknownOutcome) => {
    expect(classifyThrown(thrown)).toMatchObject({ kind: 'transient', status, unknownOutcome })
  })

  it('keeps nothing of the error’s own text', () => {
    const failure = classifyThrown(new Error('https://acme.my.salesforce.com/?token=00D!secret refused'))
    expect(JSON.stringify(failure)).not.toMatch(/secret|acme/)
  })
})
