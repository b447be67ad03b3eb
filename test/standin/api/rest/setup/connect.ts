import { rejected } from '../../../data/record.ts'
import { elementOf } from '../../metadata/components.ts'
import type { StandInOrg } from '../../../org.ts'
import { all, text, type XmlNode } from '../../../schema/xml.ts'
import type { Answer, Ask, Context } from '../reply.ts'

type Credential = {
  externalCredential: string
  principalName: string
  principalType: string
  authenticationProtocol?: string
  credentials: Record<string, { value?: string; encrypted?: boolean }>
}

const settingOf = (external: string, principal: string): string => `credential ${external} ${principal}`
const separator = '|' // no developer name has one

/** What was stored for a principal; the value is what a callout would send. */
export function storedCredential(
  org: StandInOrg,
  external: string,
  principal: string,
): Credential['credentials'] | null {
  const kept = org.store.setting(settingOf(external, principal), () => '')
  return kept === '' ? null : (JSON.parse(kept) as Credential['credentials'])
}

/** Where a callout of the org's Apex goes and what it signs in with, once both were set up. */
export function calloutOf(org: StandInOrg): { url: string; credential: string } | null {
  const named = org.components.find('NamedCredential', 'Survey_Bridge')
  const value = storedCredential(org, 'Survey_Bridge', 'Bridge')?.['Credential']?.value
  return named && value ? { url: urlOf(elementOf(named)), credential: value } : null
}

const urlOf = (named: XmlNode): string => {
  const url = all(named, 'namedCredentialParameters').find((one) => text(one, 'parameterType') === 'Url')
  return url ? text(url, 'parameterValue') : ''
}

/** `/named-credentials/credential` of the Connect REST API: what a principal signs in with. Values that are secret never come out again. */
export function credential(ask: Ask, { org }: Context): Answer {
  const given: Credential =
    ask.method === 'GET'
      ? {
          externalCredential: ask.search.get('externalCredential') ?? '',
          principalName: ask.search.get('principalName') ?? '',
          principalType: ask.search.get('principalType') ?? '',
          credentials: {},
        }
      : (ask.body as Credential)
  const { externalCredential: external, principalName, principalType } = given
  if (!principalsOf(org, external).includes([principalName, principalType].join(separator)))
    throw rejected(
      'INVALID_INPUT',
      `The external credential ${external} has no principal ${principalName}.`,
      undefined,
      400,
    )
  const known = storedCredential(org, external, principalName)
  if (ask.method === 'POST' && known)
    throw rejected('CREDENTIAL_ALREADY_EXISTS', 'The credential already exists. Use PUT to replace it.', undefined, 400)
  if (ask.method === 'PUT' && !known)
    throw rejected('CREDENTIAL_NOT_FOUND', 'There is no credential to replace. Use POST to create it.', undefined, 400)
  if (ask.method !== 'GET')
    org.store.keep(settingOf(external, principalName), JSON.stringify({ ...known, ...given.credentials }))
  const stored = storedCredential(org, external, principalName) ?? {}
  const shown = Object.entries(stored).map(([name, { encrypted = true, value }]) => [
    name,
    encrypted ? { encrypted, revision: 1 } : { encrypted, value, revision: 1 },
  ])
  return {
    status: ask.method === 'POST' ? 201 : 200,
    body: {
      authenticationProtocol: 'Custom',
      authenticationStatus: shown.length > 0 ? 'Configured' : 'Unconfigured',
      credentials: Object.fromEntries(shown),
      externalCredential: external,
      principalName,
      principalType,
    },
  }
}

/** `/named-credentials/external-credentials/<name>` */
export function externalCredential(_: Ask, { org }: Context, name: string): Answer {
  const principals = principalsOf(org, name).map((one) => one.split(separator))
  return {
    status: 200,
    body: {
      authenticationProtocol: 'Custom',
      developerName: name,
      principals: principals.map(([principalName = '', principalType]) => ({
        authenticationStatus: storedCredential(org, name, principalName) ? 'Configured' : 'Unconfigured',
        principalName,
        principalType,
      })),
    },
  }
}

/** `/named-credentials/named-credential-setup/<name>` */
export function namedCredential(_: Ask, { org }: Context, name: string): Answer {
  const found = org.components.find('NamedCredential', name)
  if (!found) throw rejected('NOT_FOUND', 'The requested resource does not exist', undefined, 404)
  const parameters = all(elementOf(found), 'namedCredentialParameters')
  const authentication = parameters.find((one) => text(one, 'parameterType') === 'Authentication')
  return {
    status: 200,
    body: {
      calloutStatus: 'Enabled',
      calloutUrl: urlOf(elementOf(found)),
      developerName: name,
      externalCredentials: authentication ? [{ developerName: text(authentication, 'externalCredential') }] : [],
      masterLabel: text(elementOf(found), 'label'),
      type: 'SecuredEndpoint',
    },
  }
}

/** `name|type` of each. @throws Rejected when there is no such external credential */
function principalsOf(org: StandInOrg, name: string): string[] {
  const found = org.components.find('ExternalCredential', name)
  if (!found) throw rejected('NOT_FOUND', 'The requested resource does not exist', undefined, 404)
  return all(elementOf(found), 'externalCredentialParameters')
    .filter((one) => text(one, 'parameterType').endsWith('Principal'))
    .map((one) => [text(one, 'parameterName'), text(one, 'parameterType')].join(separator))
}
