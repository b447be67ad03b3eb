import type { Fault } from '../../support/stand-in.ts'
import type { Kind } from './kind.ts'

type More = Omit<Extract<Kind, { on: 'salesforce' }>, 'name' | 'on' | 'fault'>
const on = (name: string, fault: Fault, more: More = {}): Kind => ({ name, on: 'salesforce', fault, ...more })

/** A whole call is refused. */
const refused = (code: string, more: Partial<Fault> = {}, after: More = {}): Kind =>
  on(code, { kind: 'error', code, match: { path: '/services/data' }, ...more }, after)
/** A row of a batch is refused. */
const row = (code: string, more: More = {}, fault: Partial<Fault> = {}): Kind =>
  on(`row ${code}`, { kind: 'row_error', code, ...fault }, more)
/** A row that only a person can mend. */
const mended = (code: string, fault: Partial<Fault> = {}): Kind => row(code, { needsPerson: code }, fault)
const atSignIn = { match: { path: '/services/oauth2/token' }, times: 'always' } as const
const stops = { stops: true, expire: true }
const writes = { match: { path: '/composite', method: 'POST' } }

/** Every class of error of the catalogue, and every way in which a reply is lost. */
export const ofSalesforce: Kind[] = [
  on('503 as JSON', { kind: 'unavailable', times: 2 }),
  on('503 for long', { kind: 'unavailable', times: 7 }),
  on('a page instead of JSON', { kind: 'html', times: 2 }),
  refused('UNKNOWN_EXCEPTION'),
  refused('BAD_GATEWAY', { status: 502 }),
  refused('GATEWAY_TIMEOUT', { status: 504 }),
  refused('NEVER_SEEN_BEFORE', { status: 500 }),
  refused('QUERY_TIMEOUT'),
  refused('REQUEST_RUNNING_TOO_LONG'),
  on('the socket dies before the work', { kind: 'drop', times: 2 }),
  on('the reply is lost after the work', { kind: 'lost_reply', ...writes }),
  on('the reply is cut after its headers', { kind: 'cut_reply', ...writes }),
  on('the reply stalls after its headers', { kind: 'stalled_reply', ...writes }),
  on('the connection is half-closed', { kind: 'half_close' }),
  on('an older call commits late', { kind: 'late', ms: 2_600, ...writes }, { lateMs: 3_000 }),
  on('slow', { kind: 'slow', ms: 400, times: 2 }),
  on('hangs', { kind: 'hang' }),
  on('redirects to another host', { kind: 'redirect', to: 'https://example.com/' }),
  on('runs the parts in another order', { kind: 'reorder', times: 3 }),
  on('a locked row', { kind: 'locked_row', times: 2 }),
  on('no calls left', { kind: 'quota', ratio: 1 }),
  on('four fifths of the calls are used', { kind: 'quota', ratio: 0.9, times: 2 }),
  refused('REQUEST_LIMIT_EXCEEDED', { message: 'ConcurrentPerOrgLongTxn Limit exceeded.' }),
  row('STORAGE_LIMIT_EXCEEDED'),
  on('the session expires', { kind: 'expired_session' }),
  on('the session expires in a loop', { kind: 'expired_session', times: 'always' }, { stops: true }),
  on('a session for something else', { kind: 'wrong_session', times: 'always' }, { stops: true }),
  refused('API_DISABLED_FOR_ORG', { times: 'always' }, { stops: true }),
  refused('invalid_grant', atSignIn, stops),
  refused('inactive_user', atSignIn, stops),
  on('the token is of another org', { kind: 'wrong_org', times: 'always' }, stops),
  row('DUPLICATE_VALUE', {}, { rows: { object: 'Survey_Invitation__c' } }), // on our own key
  row('UNABLE_TO_LOCK_ROW'),
  row('ENTITY_IS_LOCKED'),
  row('CANNOT_EXECUTE_FLOW_TRIGGER'),
  row('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'),
  mended('DUPLICATES_DETECTED'),
  mended('REQUIRED_FIELD_MISSING'),
  mended('FIELD_CUSTOM_VALIDATION_EXCEPTION'),
  mended('STRING_TOO_LONG'),
  mended('INSUFFICIENT_ACCESS_OR_READONLY'),
  mended('NEVER_SEEN_BEFORE'),
]
