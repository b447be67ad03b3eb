import { describe, expect, it } from 'vitest'
import {
  addressProblems,
  allowedOrigin,
  salesforceConfig,
  salesforceCredentials,
} from '../../../bridge/apps/salesforce/connection.ts'

const none = new Set<string>()

describe('an address that may get the token', () => {
  it.each([
    ['https://login.salesforce.com', 'https://login.salesforce.com'],
    ['https://test.salesforce.com/', 'https://test.salesforce.com'],
    ['https://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['https://acme--full.sandbox.my.salesforce.com', 'https://acme--full.sandbox.my.salesforce.com'],
    ['https://na1.salesforce.com', 'https://na1.salesforce.com'],
    ['HTTPS://ACME.MY.SALESFORCE.COM', 'https://acme.my.salesforce.com'],
    ['https://acme.my.salesforce.com:443', 'https://acme.my.salesforce.com'],
  ])('%s', (address, origin) => {
    expect(allowedOrigin(address, none)).toBe(origin)
  })
})

describe('an address that is refused', () => {
  it.each([
    'http://acme.my.salesforce.com',
    'https://salesforce.com',
    'https://salesforce.com.evil.example',
    'https://evil.example/.salesforce.com',
    'https://evil.example?.salesforce.com',
    'https://evil.example#.salesforce.com',
    'https://evil.example\\.salesforce.com',
    'https://evilsalesforce.com',
    'https://acme.my.salesforce.com@evil.example',
    'https://user@acme.my.salesforce.com',
    'https://user:secret@acme.my.salesforce.com',
    'https://acme.my.salesforce.com:8443',
    'https://acme.my.salesforce.com.',
    'https://acme.my.salesforce.com/services',
    'https://acme.my.salesforce.com/?x=1',
    'https://acme.my.salesforce.com/#x',
    'https://acme.my.sаlesforce.com', // a Cyrillic а
    'https://acme.my.salesforce。com.evil.example',
    'https://127.0.0.1',
    'https://2130706433',
    'https://0x7f.1',
    'https://0177.0.0.1',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://169.254.169.254',
    'https://localhost',
    'https://metadata.google.internal',
    'ftp://acme.my.salesforce.com',
    'file:///acme.my.salesforce.com',
    'javascript:alert(1)//.salesforce.com',
    'data:text/html,.salesforce.com',
    '//acme.my.salesforce.com',
    'acme.my.salesforce.com',
    'https://acme.my.salesforce.com\r\nHost: evil.example',
    'https://acme\n.my.salesforce.com',
    ' https://acme.my.salesforce.com',
    'https://acme.my.salesforce.com\t',
    'https://evil.example%2f.salesforce.com',
    'https://',
    '',
  ])('%j', (address) => {
    expect(allowedOrigin(address, none)).toBeNull()
  })

  it('is allowed, without TLS too, where the deployment names its host', () => {
    const allowed = new Set(['127.0.0.1'])
    expect(allowedOrigin('http://127.0.0.1:4321', allowed)).toBe('http://127.0.0.1:4321')
    expect(allowedOrigin('http://127.0.0.2:4321', allowed)).toBeNull()
    expect(allowedOrigin('http://127.0.0.1.evil.example', allowed)).toBeNull()
    expect(allowedOrigin('ftp://127.0.0.1', allowed)).toBeNull()
  })
})

describe('the settings of a connection', () => {
  const config = {
    loginUrl: 'https://acme.my.salesforce.com',
    consumerKey: '3MVG9consumer',
    username: 'bridge@acme.example',
  }

  it('pin a version', () => {
    expect(salesforceConfig.parse(config).apiVersion).toBe('66.0')
  })

  it('name the address that may not be called', () => {
    const wrong = salesforceConfig.parse({ ...config, instanceUrl: 'https://evil.example' })
    expect(addressProblems(wrong, none)).toEqual([
      { path: 'instanceUrl', message: expect.stringContaining('Setup > My Domain') },
    ])
    expect(addressProblems(salesforceConfig.parse(config), none)).toEqual([])
  })

  it('say how to convert a key of the older kind', () => {
    const older = salesforceCredentials.safeParse({ privateKeyPem: '-----BEGIN RSA PRIVATE KEY-----\nMIIE' })
    expect(older.error?.issues[0]?.message).toContain('openssl pkcs8 -topk8')
  })
})
