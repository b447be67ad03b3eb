import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, sources } from './sources.ts'

/** What each file of the package is, by the ending that the Metadata API knows it by. */
const kinds = new Set(
  readdirSync(join(root, 'lwc-package'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /-meta\.xml$|\.(cls|trigger|js|html|css|resource)$/.test(entry.name))
    .map(({ name }) => /\.(\w+)(-meta\.xml)?$/.exec(name)?.[1] ?? name),
)

describe('the package', () => {
  it('holds nothing that a guest can reach, nothing that signs in, and nothing that calls out', () => {
    expect(kinds).toContain('object')
    const doors = ['site', 'network', 'digitalExperience', 'community', 'guestUser', 'sharingGuestRules', 'profile']
    const logins = ['connectedApp', 'eca', 'ecaOauth', 'authprovider', 'samlssoconfig', 'oauthcustomscope', 'user']
    const calls = ['remoteSite', 'cspTrustedSite', 'corsWhitelistOrigin', 'namedCredential', 'externalCredential']
    expect([...doors, ...logins, ...calls].filter((kind) => kinds.has(kind))).toEqual([])
  })

  // A kind that is new here has lines of its own in the security review (README, "AppExchange security review"): give them
  // their evidence, then add it.
  it('holds no code: only data, access, triggers and translations', () => {
    expect([...kinds].sort()).toEqual([
      'customPermission',
      'field',
      'fieldTranslation',
      'flow',
      'object',
      'objectTranslation',
      'permissionset',
      'workflow',
    ])
  })

  it('asks for no session id, carries no sample data and names no outside script', () => {
    expect(sources.length).toBeGreaterThan(100)
    for (const { path, text } of sources) {
      expect([path, /<includeSessionId>true/.test(text)]).toEqual([path, false])
      expect([
        path,
        /<script\b|https?:\/\/(?!soap\.sforce\.com\/2006\/04\/metadata|www\.w3\.org\/)/.test(text),
      ]).toEqual([path, false])
    }
    expect(sources.filter(({ path }) => /lwc-package\/main\/.*(data|tree|records)\/.*\.json$/.test(path))).toEqual([])
  })
})
