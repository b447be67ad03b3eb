import { randomUUID } from 'node:crypto'
import type { CallFaults } from '../faults.ts'
import type { Answer } from './rest/reply.ts'

/** No Sforce-Limit-Info here: Salesforce does not say it to strangers. */
export const sessionExpired: Answer = {
  status: 401,
  body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
  headers: { 'WWW-Authenticate': 'Token' },
}

/** The answer as HTTP, with the headers Salesforce's edge sets. */
export function send(answer: Answer, usage?: { used: number; limit: number }, faults?: CallFaults): Response {
  const { status, body, headers = {}, raw } = answer
  const text = body === undefined ? null : raw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body)
  const isJson = text !== null && !raw
  const ratio = faults?.of('quota')?.ratio
  const used = usage && (ratio === undefined ? usage.used : Math.round(usage.limit * ratio))
  return new Response(text, {
    status,
    headers: {
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache,must-revalidate,max-age=0,no-store,private',
      Server: 'sfdcedge',
      'X-SFDC-Request-Id': randomUUID().replaceAll('-', ''),
      ...(usage && status !== 401 && { 'Sforce-Limit-Info': `api-usage=${used}/${usage.limit}` }),
      ...(isJson && { 'Content-Type': 'application/json;charset=UTF-8' }),
      ...(isJson && status < 300 && { Vary: 'Accept-Encoding' }),
      ...(status === 401 && { 'WWW-Authenticate': 'Token' }),
      ...headers,
    },
  })
}
