import { rejected } from '../data/record.ts'
import type { CallFaults } from '../faults.ts'
import { catalogue } from './catalogue.ts'
import { errorAnswer, type Answer } from './rest/reply.ts'

const maintenance =
  '<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body><h1>We are down for maintenance.</h1></body></html>\n'

/** The reply that a fault puts in the place of the real one, or null. No work is done then. */
export function disturbed(faults: CallFaults, atTokenEndpoint = false): Answer | null {
  if (faults.of('html'))
    return { status: 503, raw: true, body: maintenance, headers: { 'Content-Type': 'text/html; charset=UTF-8' } }
  if (faults.of('unavailable')) return known('SERVER_UNAVAILABLE')
  const redirect = faults.of('redirect')
  if (redirect) return { status: 302, headers: { Location: redirect.to } }
  if (faults.of('wrong_session')) {
    const text = 'This session is not valid for use with the REST API'
    return errorAnswer(rejected('INVALID_SESSION_ID', text, undefined, 401))
  }
  if ((faults.of('quota')?.ratio ?? 0) >= 1) return known('REQUEST_LIMIT_EXCEEDED')
  const fault = faults.of('error')
  if (!fault) return null
  if (!atTokenEndpoint) return known(fault.code, fault.message, fault.status)
  return { status: fault.status ?? 400, body: { error: fault.code, error_description: fault.message ?? fault.code } }
}

function known(code: string, message?: string, status?: number): Answer {
  const entry = catalogue[code]
  return errorAnswer(rejected(code, message ?? entry?.message ?? code, undefined, status ?? entry?.status ?? 400))
}
