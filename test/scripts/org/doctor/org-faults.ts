import { aConnection } from './facts.ts'
import { at, bridge, set, user, type Planted } from './plant.ts'

/** Broken in the org: login, package, access, people, credential. */
export const orgFaults: Planted[] = [
  [
    'an edition without outbound messages',
    (facts) => void (facts.org.edition = 'Professional Edition'),
    'login.edition',
    /Professional/,
    /Enterprise/,
  ],
  ['tokens of another org', bridge({ orgKey: 'ponmlkjihgfedcba' }), 'login.same-org', /another organization/, /setup/],
  [
    'a sandbox the bridge takes for production',
    (facts) => void (facts.org.isSandbox = true),
    'login.same-org',
    /a sandbox.*production/,
    /setup/,
  ],
  [
    'a login that is refused',
    bridge({
      connections: [
        {
          ...aConnection('salesforce', 'salesforce', { username: 'b@o' }),
          opensAt: null,
          lastError: { message: 'user is not admin approved', hint: 'Approve it' },
        },
        aConnection('mail', 'smtp', {}),
      ],
    }),
    'login.integration',
    /not admin approved/,
    /Approve it.*reconnect/,
  ],
  ['no app', set('app', { value: false }), 'login.app', /no External Client App/, /setup/],
  ['a wrong clock', set('skewSeconds', { value: -400 }), 'login.clock', /400 s behind/, /NTP/],
  [
    'no package',
    set('package', {
      value: {
        version: '1',
        count: 1,
        missing: ['ApexClass SurveyBridge'],
        isFrenchActive: false,
        isFrenchDeployed: false,
      },
    }),
    'package.components',
    /not in this org/,
    /setup/,
  ],
  [
    'a missing field',
    set('package', {
      value: {
        version: '1',
        count: 9,
        missing: ['CustomField Survey_Response__c.CES__c'],
        isFrenchActive: false,
        isFrenchDeployed: false,
      },
    }),
    'package.fields',
    /Survey_Response__c\.CES__c/,
    /setup/,
  ],
  [
    'French that is active and not deployed',
    set('package', { value: { version: '1', count: 9, missing: [], isFrenchActive: true, isFrenchDeployed: false } }),
    'package.translations',
    /not translated/,
    /setup/,
  ],
  ['an inactive integration user', user({ isActive: false }), 'access.user', /not active/, /Users/],
  ['a frozen integration user', user({ isFrozen: true }), 'access.user', /frozen/, /Unfreeze/],
  ['a paid licence', user({ licence: 'Salesforce' }), 'access.licence', /"Salesforce"/, /Salesforce Integration/],
  ['a user who may log in as a person', user({ isApiOnly: false }), 'access.api-only', /as a person/, /API Only/],
  [
    'a loop',
    user({ sendsOutboundMessages: true }),
    'access.loop-guard',
    /can cause surveys/,
    /Send Outbound Messages: off/,
  ],
  [
    'no permission set',
    (facts) => void (at(facts.access).permissionSets = []),
    'access.permission-set',
    /not assigned/,
    /setup/,
  ],
  [
    'no permission set licence',
    (facts) => void (at(facts.access).licences = []),
    'access.permission-set-licence',
    /not assigned/,
    /setup/,
  ],
  [
    'a field it may not read',
    (facts) => void (at(facts.access).unreadable = ['Case.ClosedDate']),
    'access.fields',
    /Case\.ClosedDate/,
    /setup/,
  ],
  [
    'a field it may not write',
    (facts) => void (at(facts.access).unwritable = ['Survey_Response__c.CSAT__c']),
    'access.fields',
    /may not write/,
    /setup/,
  ],
  ['no admin', (facts) => void at(facts.holders).shift(), 'people.admins', /nobody has Survey_Admin/, /Survey Admin/],
  ['no agent', (facts) => void at(facts.holders).pop(), 'people.agents', /nobody has Survey_User/, /Survey User/],
  [
    'agents whose closes are not told',
    set('silent', { value: [{ name: 'Support', people: ['agent@org.example'] }] }),
    'people.outbound',
    /Support \(agent@org\.example\)/,
    /Support.*on/,
  ],
  ['no named credential', set('named', { value: null }), 'credential.named', /no named credential/, /setup/],
  [
    'a named credential that leads elsewhere',
    set('named', { value: { calloutUrl: 'https://old.example/actions/x' } }),
    'credential.named',
    /old\.example/,
    /setup/,
  ],
  [
    'an empty principal',
    set('principal', { value: 'NotConfigured' }),
    'credential.principal',
    /NotConfigured/,
    /setup/,
  ],
]
