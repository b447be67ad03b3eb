/** Status and wording of errors that only a fault brings about; tests may give their own wording. */
export const catalogue: Record<string, { status: number; message: string }> = {
  API_CURRENTLY_DISABLED: { status: 403, message: 'API is currently disabled.' },
  API_DISABLED_FOR_ORG: { status: 403, message: 'API is not enabled for this Organization or Partner' },
  CANNOT_EXECUTE_FLOW_TRIGGER: {
    status: 400,
    message: `We can't save this record because the “After save” process failed. Give your Salesforce admin these details.`,
  },
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: {
    status: 400,
    message:
      'CaseTrigger: execution of AfterUpdate\n\ncaused by: System.NullPointerException: Attempt to de-reference a null object',
  },
  ENTITY_IS_DELETED: { status: 404, message: 'entity is deleted' },
  ENTITY_IS_LOCKED: {
    status: 400,
    message:
      'The record you are trying to edit is locked for approval. Please contact your system administrator if you need assistance.',
  },
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: {
    status: 400,
    message: 'insufficient access rights on cross-reference id',
  },
  INSUFFICIENT_ACCESS_OR_READONLY: { status: 400, message: 'insufficient access rights on object id' },
  INVALID_CROSS_REFERENCE_KEY: { status: 400, message: 'invalid cross reference id' },
  INVALID_SESSION_ID: { status: 401, message: 'Session expired or invalid' },
  LIMIT_EXCEEDED: { status: 400, message: 'System.LimitException: Too many SOQL queries: 101' },
  NOT_FOUND: { status: 404, message: 'The requested resource does not exist' },
  QUERY_TIMEOUT: { status: 400, message: 'Your query request was running for too long.' },
  REQUEST_LIMIT_EXCEEDED: { status: 403, message: 'TotalRequests Limit exceeded.' },
  REQUEST_RUNNING_TOO_LONG: { status: 400, message: 'Your request was running for too long, and has been stopped.' },
  SERVER_UNAVAILABLE: { status: 503, message: 'Server Unavailable' },
  STORAGE_LIMIT_EXCEEDED: { status: 400, message: 'storage limit exceeded' },
  TRANSACTION_SECURITY_NO_ACCESS: {
    status: 400,
    message: 'The operation you requested was blocked by a transaction security policy.',
  },
  TXN_SECURITY_METERING_ERROR: {
    status: 400,
    message: "We can't complete the action because enabled transaction security policies took too long to complete.",
  },
  UNABLE_TO_LOCK_ROW: {
    status: 400,
    message: 'unable to obtain exclusive access to this record',
  },
  UNKNOWN_EXCEPTION: {
    status: 500,
    message:
      'An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (123456789)',
  },
}
