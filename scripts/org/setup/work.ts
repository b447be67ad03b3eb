import type { Program } from '../../../bridge/definitions/program.ts'
import { readDocumentsOf } from '../config/documents-of.ts'
import type { Connected } from '../frame/bridge.ts'
import type { OrgContext } from '../frame/context.ts'
import { OrgError } from '../frame/result.ts'
import type { FieldTypes } from '../trigger/filters.ts'

/** Names that setup gives in the org. */
export const names = {
  app: 'Survey_Bridge',
  appSettings: 'Survey_Bridge_Global',
  credential: 'Survey_Bridge',
  principal: 'Bridge',
  parameter: 'Credential',
  profile: 'Survey Bridge Integration',
  baseProfile: 'Minimum Access - API Only Integrations',
  licence: 'Salesforce Integration',
  permissionSetLicence: 'SalesforceAPIIntegrationPsl',
  integrationSet: 'Survey_Integration',
  recordsSet: 'Survey_Integration_Records',
  administrators: 'Survey_Bridge_Administrator',
} as const

/** What a run of setup knows and asks for only once. */
export class Work {
  readonly context: OrgContext
  /** The integration user's name in this org. */
  readonly integrationUsername: string
  /** Of the app, where a person read it in Setup. */
  readonly consumerKey: string | undefined
  /** How long to wait for Salesforce to take a new certificate. */
  readonly waitMs: number
  #connected: Promise<Connected> | null = null

  constructor(
    context: OrgContext,
    flags: { integrationUsername?: string | undefined; consumerKey?: string | undefined; waitMs: number },
  ) {
    this.context = context
    this.consumerKey = flags.consumerKey
    this.waitMs = flags.waitMs
    this.integrationUsername = flags.integrationUsername ?? usernameFor(context.org)
  }

  /** Trigger URL and tokens. Asking again changes nothing at the bridge. */
  connected(): Promise<Connected> {
    const { bridge, org } = this.context
    return (this.#connected ??= bridge
      .connect({ organizationId: org.id, name: org.name, isSandbox: org.isSandbox, baseUrl: bridge.origin })
      .catch((error: unknown) => {
        this.#connected = null
        throw error
      }))
  }

  /** Connects with more; what is known from now on is the new answer. */
  async connect(body: Record<string, unknown>): Promise<void> {
    const { bridge, org } = this.context
    const said = { organizationId: org.id, name: org.name, isSandbox: org.isSandbox, baseUrl: bridge.origin }
    this.#connected = bridge.connect({ ...said, ...body })
    await this.#connected
  }

  /** True once the bridge knows this org and lets us look; nothing is made by asking. */
  async isKnown(): Promise<boolean> {
    const { bridge } = this.context
    if (!bridge.hasAdmin && this.context.isDryRun) return false
    if (!bridge.hasAdmin && bridge.hasOperator) await this.connected()
    try {
      await bridge.get('')
      return true
    } catch (error) {
      if (error instanceof OrgError && ['unauthorized', 'not_found', 'no_admin_token'].includes(error.code))
        return false
      throw error
    }
  }

  async programs(): Promise<Program[]> {
    const documents = await readDocumentsOf(this.context.bridge)
    return documents.flatMap((one) => (one.kind === 'program' ? [one.body] : []))
  }

  /** Fields and their types of these objects, as this org describes them; what it does not have is absent. */
  async objects(objects: string[]): Promise<Map<string, FieldTypes>> {
    const found = await Promise.all(
      [...new Set(objects)].map(async (object) => [object, await this.describe(object)] as const),
    )
    return new Map(
      found.flatMap(([object, fields]) =>
        fields ? [[object, new Map(fields.map(({ name, type }) => [name, type]))] as const] : [],
      ),
    )
  }

  /** Null when the org has no such object. */
  async describe(object: string): Promise<DescribedField[] | null> {
    try {
      const { fields } = await this.context.connection.describe(object)
      return fields.map(({ name, type, permissionable }) => ({ name, type, permissionable }))
    } catch (error) {
      if (error instanceof Error && /NOT_FOUND|INVALID_TYPE/.test(`${error.name} ${Reflect.get(error, 'errorCode')}`))
        return null
      throw error
    }
  }

  /** Records as the admin who is logged in sees them. */
  async query<T extends object>(soql: string): Promise<T[]> {
    const { records } = await this.context.connection.query<T>(soql)
    return records
  }
}

export type DescribedField = { name: string; type: string; permissionable: boolean }

export const quoted = (text: string): string => `'${text.replace(/[\\']/g, (found) => `\\${found}`)}'`

/** Names of users are unique over all orgs of Salesforce, so the org's id is part of it. */
const usernameFor = ({ id, isSandbox }: OrgContext['org']): string =>
  `survey.bridge@${id.slice(0, 15).toLowerCase()}${isSandbox ? '.sandbox' : ''}.survey-bridge.invalid`

/** A page of Setup in this org. */
export const setupPage = ({ org }: OrgContext, path: string): string => `${org.instanceUrl}/lightning/setup/${path}`
