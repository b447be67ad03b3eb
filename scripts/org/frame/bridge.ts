import { keepSecret } from './mask.ts'
import { OrgError } from './result.ts'

/** What connecting an org gives (`bridge/org/api/operator.ts`). */
export type Connected = {
  orgKey: string
  orgId: string
  generation: number
  triggerUrl: string
  eventsUrl: string
  eventsToken: string
  hooksUrl: string
  hooksToken: string
  adminToken: string
}

export type Tokens = { admin?: string | undefined; operator?: string | undefined }
type Failure = { code?: string; message?: string; detail?: string; problems?: { path: string; message: string }[] }

const limitMs = 30_000

/** The bridge's API for one org. Paths are below `/api/orgs/:orgKey`. */
export class BridgeApi {
  readonly origin: string
  readonly orgKey: string
  readonly #orgId: string
  #tokens: Tokens

  constructor(origin: string, org: { id: string; orgKey: string }, tokens: Tokens) {
    this.origin = origin.replace(/\/$/, '')
    this.orgKey = org.orgKey
    this.#orgId = org.id
    this.#tokens = tokens
    for (const token of Object.values(tokens)) keepSecret(token)
  }

  get hasAdmin(): boolean {
    return this.#tokens.admin !== undefined
  }

  get hasOperator(): boolean {
    return this.#tokens.operator !== undefined
  }

  useAdmin(token: string): void {
    keepSecret(token)
    this.#tokens = { ...this.#tokens, admin: token }
  }

  get = <T>(path: string): Promise<T> => this.admin<T>('GET', path)

  /** With the org's admin token. A text goes as YAML, anything else as JSON. @throws OrgError */
  async admin<T>(method: string, path: string, body?: unknown): Promise<T> {
    const admin = this.#tokens.admin ?? (await this.#adminByOperator())
    return this.#ask<T>(method, `/api/orgs/${this.orgKey}${path && `/${path}`}`, admin, body)
  }

  /** The operator token gives the admin's of an org the bridge knows; to ask for that of another would connect it. */
  async #adminByOperator(): Promise<string> {
    const { operator } = this.#tokens
    if (!operator)
      throw new OrgError(
        'no_admin_token',
        'The admin token of this org is not known.',
        'Set SURVEY_BRIDGE_TOKEN (the admin token of this org) or SURVEY_BRIDGE_OPERATOR_TOKEN.',
      )
    try {
      await this.#ask('GET', `/health/deep?org=${this.orgKey}`, operator)
    } catch (thrown) {
      if (!(thrown instanceof OrgError)) throw thrown
      if (thrown.code === 'not_found')
        throw new OrgError('not_connected', 'The bridge does not know this org.', 'npm run org -- setup connects it.')
      if (thrown.code !== 'http_503') throw thrown // with 503 it tells of an org that is in trouble
    }
    return (await this.connect({ organizationId: this.#orgId })).adminToken
  }

  /** All rows of a list of the API. */
  async all<T>(kind: string, filter = ''): Promise<T[]> {
    const rows: T[] = []
    for (let after: string | null = ''; after !== null;) {
      const path: string = `${kind}?limit=200&after=${encodeURIComponent(after)}${filter}`
      const page: { rows: T[]; next: string | null } = await this.get(path)
      rows.push(...page.rows)
      after = page.next
    }
    return rows
  }

  /** Connects the org or changes its connection, with the operator token; from then on its admin token is known. */
  async connect(body: Record<string, unknown>): Promise<Connected> {
    const connected = await this.#operate<Connected>('PUT', '', body)
    for (const secret of [connected.triggerUrl, connected.eventsToken, connected.hooksToken]) keepSecret(secret)
    this.useAdmin(connected.adminToken)
    return connected
  }

  /** Deletes all that the bridge keeps of the org, with the operator token. `name`: as the bridge knows the org. */
  remove = (name: string): Promise<unknown> => this.#operate('DELETE', `?name=${encodeURIComponent(name)}`)

  #operate<T>(method: string, rest: string, body?: Record<string, unknown>): Promise<T> {
    const { operator } = this.#tokens
    if (!operator)
      throw new OrgError(
        'no_operator_token',
        'Connecting an org, and removing it, needs the operator token.',
        'Set SURVEY_BRIDGE_OPERATOR_TOKEN (the OPERATOR_TOKEN of the deployed bridge).',
      )
    return this.#ask<T>(method, `/api/orgs/${this.orgKey}${rest}`, operator, body)
  }

  /** Whether a bridge answers at this address, and which. */
  health = (): Promise<Record<string, unknown>> => this.#ask('GET', '/health', undefined)

  async #ask<T>(method: string, path: string, token: string | undefined, body?: unknown): Promise<T> {
    const isText = typeof body === 'string'
    const reply = await fetch(`${this.origin}${path}`, {
      method,
      headers: {
        'content-type': isText ? 'application/yaml' : 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(limitMs),
    }).catch((cause: unknown) => {
      const next = 'Check --bridge: it is the address of the deployed bridge, such as https://surveys.example.com'
      throw new OrgError('bridge_unreachable', `${this.origin} does not answer.`, next, cause)
    })
    const text = await reply.text()
    if (!reply.ok) throw refused(method, path, reply.status, text)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
}

function refused(method: string, path: string, status: number, text: string): OrgError {
  const { code, message, detail, problems = [] } = parse(text)
  const more = [detail, ...problems.map((one) => `${one.path}: ${one.message}`)].filter(Boolean).join('; ')
  const said = `The bridge answered ${status} to ${method} ${path.split('?')[0]}: ${message ?? text.slice(0, 200)}${more && ` (${more})`}`
  return new OrgError(code ?? `http_${status}`, said, nextFor(status))
}

function nextFor(status: number): string {
  if (status === 401) return 'Use the tokens of this bridge: connecting the org (npm run org -- setup) gives a new one.'
  if (status >= 500) return 'Wait a minute and run the same command again.'
  return 'Change what the answer names, then run the same command again.'
}

function parse(text: string): Failure {
  try {
    return JSON.parse(text) as Failure
  } catch {
    return {}
  }
}
