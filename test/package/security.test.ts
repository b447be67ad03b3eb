import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { all, textAt, walk } from '../../scripts/check/metadata/xml.ts'
import { files, root, sources } from './sources.ts'

const folder = join(root, 'lwc-package')
const everything = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /-meta\.xml$|\.(cls|trigger|js|html|css|resource)$/.test(entry.name))
  .map(({ name, parentPath }) => ({ name, path: join(parentPath, name).slice(folder.length + 1) }))

/** What a file is, by the ending that the Metadata API knows it by. */
const kindOf = (name: string) => /\.(\w+)(-meta\.xml)?$/.exec(name)?.[1] ?? name
const kindsIn = (area: string) =>
  [...new Set(everything.filter(({ path }) => path.startsWith(area)).map(({ name }) => kindOf(name)))].sort()
const textsOf = (pattern: RegExp) =>
  everything
    .filter(({ path }) => pattern.test(path) && !path.includes('__tests__'))
    .map(({ path }) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))

const forbidden = {
  sharing: /\b(without|inherited) sharing\b/gi,
  change: /\b(insert|update|upsert|delete|undelete|merge)\s+(as\s|new\s|\w+;)/gi,
  database: /\b(Database\.(?!AllowsCallouts)|Search\.|getQueryLocator|EventBus\.)/gi,
  session: /getSessionId|'Authorization'|setClientCertificate|System\.debug/gi,
  door: /\bglobal\b|\bwebservice\b|@(RemoteAction|RestResource|Http\w+|SuppressWarnings)\b/gi,
  cached: /@AuraEnabled\([^)]*\)/gi,
  data: /SeeAllData|System\.assert/gi,
  component:
    /innerHTML|outerHTML|insertAdjacentHTML|lwc:dom="manual"|\beval\(|new Function\(|document\.(cookie|write)|loadScript|@salesforce\/resourceUrl|lwc:render-mode|localStorage/g,
}

describe('what is forbidden', () => {
  it.each([
    ['sharing', 'public without sharing class A {}'],
    ['change', 'update as user cases;'],
    ['change', 'insert cases;'],
    ['database', "Database.query('SELECT Id FROM Case')"],
    ['session', 'UserInfo.getSessionId()'],
    ['door', "@RestResource(urlMapping='/a')"],
    ['door', 'global class A {}'],
    ['cached', '@AuraEnabled(cacheable=true)'],
    ['data', '@IsTest(SeeAllData=true)'],
    ['component', 'this.template.innerHTML = text'],
    ['component', '<div lwc:dom="manual"></div>'],
  ] as const)('is recognised: %s in %s', (name, text) => {
    expect(text.match(forbidden[name])).not.toBeNull()
  })
})

describe('the package', () => {
  it('holds nothing that a guest can reach and nothing that opens another way in or out', () => {
    const doors = ['site', 'network', 'digitalExperience', 'community', 'guestUser', 'sharingGuestRules', 'profile']
    const logins = ['connectedApp', 'authprovider', 'samlssoconfig', 'oauthcustomscope', 'user']
    const calls = ['remoteSite', 'cspTrustedSite', 'corsWhitelistOrigin', 'trigger', 'resource', 'page', 'component']
    expect([...doors, ...logins, ...calls].filter((kind) => kindsIn('').includes(kind))).toEqual([])
  })

  // A kind that is new here has lines of its own in the security review (README, "AppExchange security review"): give them
  // their evidence, then add it.
  it('holds the kinds that were reviewed', () => {
    const data = ['compactLayout', 'field', 'listView', 'object']
    const access = ['customPermission', 'permissionset', 'permissionsetgroup']
    const code = ['cls', 'css', 'flow', 'html', 'js']
    const ways = ['externalCredential', 'notiftype', 'quickAction', 'webLink']
    const screens = ['app', 'flexipage', 'labels', 'layout', 'report', 'reportFolder', 'reportType', 'tab']
    expect(kindsIn('main')).toEqual([...data, ...access, ...code, ...ways, ...screens].sort())
    expect(kindsIn('connection')).toEqual(
      ['eca', 'ecaGlblOauth', 'ecaOauth', 'ecaOauthPlcy', 'namedCredential', 'permissionset'].sort(),
    )
  })

  it('asks for no session id, carries no sample data and names no outside address', () => {
    const texts = [...sources, ...textsOf(/^main\/.*\.(cls|js|html|css)$/)]
    expect(texts.length).toBeGreaterThan(100)
    for (const { path, text } of texts) {
      expect([path, /<includeSessionId>true/.test(text)]).toEqual([path, false])
      expect([
        path,
        /<script\b|https?:\/\/(?!soap\.sforce\.com\/2006\/04\/metadata|www\.w3\.org\/)/.test(text),
      ]).toEqual([path, false])
    }
    expect(sources.filter(({ path }) => /lwc-package\/main\/.*(data|tree|records)\/.*\.json$/.test(path))).toEqual([])
  })
})

describe('what signs in', () => {
  const valuesIn = (type: string, element: string) =>
    files
      .filter((file) => file.type === type)
      .flatMap(({ root }) => [...walk(root)])
      .filter(({ name }) => name === element)
      .map(({ text }) => text)

  it('carries no secret: a formula for the credential, a place for the certificate, and no key', () => {
    expect(valuesIn('externalCredential', 'parameterValue')).toEqual([
      "{!'Bearer ' & $Credential.Survey_Bridge.Credential}",
    ])
    expect(valuesIn('ecaGlblOauth', 'certificate')).toEqual(['{{certificate}}'])
    for (const element of ['consumerKey', 'consumerSecret']) expect(valuesIn('ecaGlblOauth', element)).toEqual([])
  })

  it('lets in with a key pair only, and only who was admitted', () => {
    expect(valuesIn('ecaOauthPlcy', 'permittedUsersPolicyType')).toEqual(['AdminApprovedPreAuthorized'])
    for (const type of ['ecaGlblOauth', 'ecaOauthPlcy'])
      expect(
        files
          .filter((file) => file.type === type)
          .flatMap(({ root }) => root.children)
          .filter(({ name, text }) => /^is\w+FlowEnabled$/.test(name) && text !== 'false'),
      ).toEqual([])
  })
})

describe('Apex', () => {
  const classes = textsOf(/^main\/.*\.cls$/).map(({ path, text }) => ({
    name: basename(path, '.cls'),
    text: text.replace(/\/\*[^]*?\*\/|\/\/.*/g, ''),
  }))
  const shipped = classes.filter(({ text }) => !/^@IsTest/m.test(text))
  const matches = (pattern: RegExp, among = shipped) =>
    among.flatMap(({ name, text }) => [...text.matchAll(pattern)].map(([match]) => `${name}: ${match}`))

  it('respects sharing, objects and fields everywhere', () => {
    expect(shipped).not.toHaveLength(0)
    expect(shipped.filter(({ text }) => !/^public with sharing class /m.test(text))).toEqual([])
    expect(matches(forbidden.sharing)).toEqual([])
    const queries = matches(/\[\s*SELECT\b[^\]]*\]/gi)
    expect(queries).not.toHaveLength(0)
    expect(queries.filter((query) => !/\bWITH USER_MODE\b[^]*\bORDER BY\b[^]*\bLIMIT\b/.test(query))).toEqual([])
  })

  // A flow of an admin runs in the save of a user who may hold no permission set of ours: the save must stand.
  it('throws at nobody for a query over what they may not see', () => {
    const queries = shipped.flatMap(({ text }) =>
      [...text.matchAll(/\bWITH USER_MODE\b/g)].map(({ index }) => [text.slice(0, index), text.slice(index)] as const),
    )
    expect(queries).not.toHaveLength(0)
    for (const [before, after] of queries) {
      expect(before.slice(before.lastIndexOf('private static'))).toMatch(/\btry \{/)
      expect(after.split('private static')[0]).toMatch(/\} catch \(QueryException \w+\) \{/)
    }
  })

  it('writes no record and builds no query out of text', () => {
    expect([...matches(forbidden.change), ...matches(forbidden.database)]).toEqual([])
  })

  it('calls one address, through the named credential, with no session of anybody', () => {
    expect(matches(/'callout:\w+'/g)).toEqual(["SurveyBridge: 'callout:Survey_Bridge'"])
    expect(matches(/\bsetEndpoint\(\w+/g)).toEqual(['SurveyBridge: setEndpoint(ADDRESS'])
    expect(matches(forbidden.session)).toEqual([])
  })

  it('opens no door but components and flows, and switches no check off', () => {
    expect(matches(forbidden.door)).toEqual([])
    // Neither may be answered from a cache or by a GET, because a press changes something.
    expect(matches(forbidden.cached)).toEqual([])
  })

  it('has a test beside every class that asserts and depends on no data of the org', () => {
    const names = classes.map(({ name }) => name)
    expect(shipped.filter(({ name }) => !names.includes(`${name}Test`)).map(({ name }) => name)).toEqual([])
    const tests = classes.filter(({ name }) => name.endsWith('Test'))
    expect(tests.filter(({ text }) => !/\bAssert\.\w+\(/.test(text))).toEqual([])
    expect(matches(forbidden.data, tests)).toEqual([])
  })
})

describe('components and flows', () => {
  const components = textsOf(/^main\/.*\/lwc\/.*\.(js|html|css)$/)

  it('stay inside Lightning Web Security: no foreign script, no raw HTML, no cookie', () => {
    expect(components).not.toHaveLength(0)
    expect(components.filter(({ text }) => text.search(forbidden.component) >= 0).map(({ path }) => path)).toEqual([])
  })

  it('open another window only without a way back to this one', () => {
    const opened = components.flatMap(({ text }) => [
      ...text.matchAll(/window\.open\([^)]*\)|<a\b[^>]*target="_blank"[^>]*>/g),
    ])
    expect(opened).not.toHaveLength(0)
    expect(opened.filter(([tag]) => !/noopener/.test(tag)).map(([tag]) => tag)).toEqual([])
  })

  it('run as who uses them, and the flow that people start is for who was granted it', () => {
    const flows = files.filter(({ area, type }) => area === 'main' && type === 'flow')
    expect(flows.flatMap(({ root }) => all(root, 'runInMode'))).toEqual([])
    const started = flows.filter(({ root }) => textAt(root, 'processType') === 'Flow')
    expect(started).not.toHaveLength(0)
    for (const { root } of started) expect(textAt(root, 'isAdditionalPermissionRequiredToRun')).toBe('true')
  })
})
