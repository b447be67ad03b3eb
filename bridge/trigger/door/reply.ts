import { httpStatus, type Failure, type Result } from '../../core/failures.ts'

const ack =
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
  '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>' +
  '</soapenv:Body></soapenv:Envelope>'

/** Salesforce forgets the message once we say true; anything else makes it try again for 24 hours. */
export const toAck = (result: Result<unknown>): Response =>
  result.ok
    ? new Response(ack, { headers: { 'content-type': 'text/xml; charset=utf-8' } })
    : Response.json({ code: result.failure.code }, { status: httpStatus(result.failure) })

/** For Flow and Apex, which want a JSON object even where there is nothing to say. */
export const toJson = (result: Result<object>): Response =>
  result.ok
    ? Response.json(result.value)
    : Response.json(
        { code: result.failure.code, message: sentence(result.failure) },
        { status: httpStatus(result.failure) },
      )

function sentence(failure: Failure): string {
  if ('detail' in failure) return failure.detail
  if (failure.code === 'too_large') return `at most ${failure.limit} bytes`
  if (failure.code === 'unauthorized') return 'missing, wrong or revoked credentials'
  if (failure.code === 'wrong_org') return 'these credentials belong to another organization'
  return 'try again later'
}

export const methodNotAllowed = (): Response =>
  Response.json({ code: 'method_not_allowed', message: 'send POST' }, { status: 405, headers: { allow: 'POST' } })
