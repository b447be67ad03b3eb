import { describe, expect, it } from 'vitest'
import { classifyThrown, ourFault, unreadable } from '../../../bridge/apps/salesforce/errors/classify.ts'

const response = { object: 'Survey_Response__c', key: 'Response_Key__c' }

describe('a call without a reply', () => {
  const lost = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
  it.each([
    ['time-out', new DOMException('timed out', 'TimeoutError'), 'TIMEOUT', true, 'in time', 'was slow'],
    ['abort by the time limit', new DOMException('aborted', 'AbortError'), 'TIMEOUT', true, 'in time', 'was slow'],
    ['dropped socket', lost('UND_ERR_SOCKET'), 'CONNECTION_LOST', true, 'broke', 'network'],
    ['reply beyond all bounds', lost('REPLY_TOO_LARGE'), 'REPLY_TOO_LARGE', true, 'too large', 'defect of the bridge'],
    ['redirect', lost('REDIRECT_REFUSED'), 'REDIRECT_REFUSED', false, 'never followed', 'Setup > My Domain'],
    ['an error without a cause', new Error('x'), 'CONNECTION_LOST', true, 'broke', 'network'],
    ['anything thrown', 'a text', 'CONNECTION_LOST', true, 'broke', 'network'],
    ['nothing thrown', null, 'CONNECTION_LOST', true, 'broke', 'network'],
  ])('%s', (_name, thrown, status, unknownOutcome, message, hint) => {
    const failure = classifyThrown(thrown)
    expect(failure).toMatchObject({ code: 'call_failed', kind: 'transient', status, unknownOutcome, field: null })
    expect(failure.message).toContain(message)
    expect(failure.hint).toContain(hint)
  })

  it('keeps nothing of the error’s own text', () => {
    const failure = classifyThrown(new Error('https://acme.my.salesforce.com/?token=00D!secret refused'))
    expect(JSON.stringify(failure)).not.toMatch(/secret|acme/)
  })
})

describe('a fault that the bridge finds itself', () => {
  it.each([
    ['HOST_REFUSED', 'auth', 'not one of Salesforce', 'Setup > My Domain'],
    ['WRONG_ORG', 'auth', 'another org', 'Setup > Company Information'],
    ['BAD_PRIVATE_KEY', 'auth', 'private key', 'PKCS#8'],
    ['NO_KEY_VALUE', 'rejected', 'no value for its key', 'Give Survey_Response__c.Response_Key__c a value'],
    ['BAD_NAME', 'rejected', 'no name', 'Correct the name'],
    ['TOO_MANY_RECORDS', 'rejected', 'more records', 'Setup > Duplicate Rules'],
  ] as const)('%s', (status, kind, message, hint) => {
    const failure = ourFault(status, response)
    expect(failure).toMatchObject({
      code: 'call_failed',
      kind,
      status,
      field: 'Response_Key__c',
      unknownOutcome: false,
    })
    expect(failure.message).toContain(message)
    expect(failure.hint).toContain(hint)
    expect(ourFault(status)).toMatchObject({ status, field: null })
  })

  it('such as a reply that cannot be read, may have been done', () => {
    expect(unreadable).toMatchObject({ code: 'call_failed', kind: 'transient', status: 'UNREADABLE_REPLY' })
    expect(unreadable).toMatchObject({ message: expect.stringContaining('cut off'), unknownOutcome: true })
    expect(unreadable.hint).toContain('tries again')
  })
})
