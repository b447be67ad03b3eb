export type OrgDescription = {
  orgId: string
  orgUrl: string
  loginUrl: string
  consumerKey: string
  privateKeyPem: string
  username: string
  adminUsername: string
  agents: string[]
  smtp: { host: string; port: number; user: string; password: string; from: string }
  controlUrl: string
  inboxUrl: string
  statusUrl: string
}
export type Saved = { success: boolean; id: string; errors: { code: string; message: string }[] }
export type Item = {
  id: string
  action: string
  recordId: string
  state: 'pending' | 'failed' | 'delivered'
  attempts: number
  createdAt: string
  nextAttemptAt: string
  reason: string | null
}
export type Delivery = { counts: Record<Item['state'], number>; messages: number; items: Item[] }

/** One org of a stand-in, spoken to through its control API. Imports nothing, so that any test can use it. */
export class OrgControl {
  readonly about: OrgDescription

  constructor(about: OrgDescription) {
    this.about = about
  }

  static async make(controlUrl: string, options: Record<string, unknown> = {}): Promise<OrgControl> {
    return new OrgControl(await call<OrgDescription>('POST', `${controlUrl}/control/orgs`, options))
  }

  ask = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    call<T>(method, `${this.about.controlUrl}${path && `/${path}`}`, body)

  /** As a person in the org; throws when the save is refused. */
  async save(object: string, fields: Record<string, unknown>, id?: string, user = 'agent'): Promise<string> {
    const saved = await this.ask<Saved>('POST', 'save', { user, object, fields, ...(id && { id }) })
    if (!saved.success) throw new Error(saved.errors.map(({ code, message }) => `${code}: ${message}`).join('; '))
    return saved.id
  }

  deliver = (endpoint: string, more: Record<string, unknown> = {}) => this.ask('PUT', 'triggers', { endpoint, ...more })
  outbound = (state = ''): Promise<Delivery> => this.ask('GET', `outbound${state && `?state=${state}`}`)
  switches = (changed: Record<string, unknown>) => this.ask('PATCH', 'outbound', changed)
  advance = (ms: number) => this.ask('PATCH', 'clock', { advanceMs: ms })
}

async function call<T>(method: string, url: string, body?: unknown): Promise<T> {
  const reply = await fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${url} answered ${reply.status}: ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** Asks again until the answer is there; fails with what it last saw. */
export async function until<T>(look: () => Promise<T> | T, good: (seen: T) => boolean, withinMs = 30_000): Promise<T> {
  for (const end = Date.now() + withinMs; ;) {
    const seen = await look()
    if (good(seen)) return seen
    if (Date.now() > end) throw new Error(`Still ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
