import { describe, expect, it } from 'vitest'
import { settings } from '../../../bridge/definitions/settings.ts'

const refused = (given: unknown) => settings.safeParse(given).error?.issues.map(({ path }) => path.join('.'))

describe("an org's settings", () => {
  it('work when nothing is set', () => {
    expect(settings.parse({})).toEqual({
      testAddresses: [],
      brand: { name: 'Survey Bridge', color: '#0b5cab' },
      retentionDays: { payloads: 30, attempts: 90, invitations: 365, alerts: 90, audit: 1095 },
      controller: '',
    })
  })

  it('read the same after a trip through storage', () => {
    const given = settings.parse({
      testAddresses: ['ada@example.com', '@example.org'],
      brand: { name: 'Atelier Lumen', color: '#005f73', logoUrl: 'https://lumen.example/logo.png' },
      controller: 'Atelier Lumen, 1 rue de la Paix, Paris',
    })
    expect(settings.parse(JSON.parse(JSON.stringify(given)))).toEqual(given)
  })

  it.each([
    ['a domain without @', { testAddresses: ['example.com'] }, 'testAddresses.0'],
    ['a colour on which white cannot be read', { brand: { color: '#ffcc00' } }, 'brand.color'],
    ['no colour', { brand: { color: 'blue;}' } }, 'brand.color'],
    ['a logo without encryption', { brand: { logoUrl: 'http://lumen.example/logo.png' } }, 'brand.logoUrl'],
    ['a script as logo', { brand: { logoUrl: 'javascript:alert(1)' } }, 'brand.logoUrl'],
    ['a line break in a name', { brand: { name: 'A\r\nBcc: x@y.example' } }, 'brand.name'],
    [
      'to forget a message while Salesforce may repeat it',
      { retentionDays: { payloads: 1 } },
      'retentionDays.payloads',
    ],
    ['an unknown key', { colour: 'red' }, ''],
  ])('refuse %s', (_, given, path) => {
    expect(refused(given)).toEqual([path])
  })
})
