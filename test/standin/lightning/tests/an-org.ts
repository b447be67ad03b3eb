import { OrgControl } from '../../control/client.ts'
import { startStandIn } from '../../index.ts'

export type Failed = { failed: number; body: Record<string, unknown> }

/** An org, and what a component in one of its pages can ask it. */
export async function aPageOfAnOrg() {
  const standIn = await startStandIn()
  const org = await OrgControl.make(standIn.controlUrl)
  const call = async <T>(method: string, path: string, body?: unknown, language = 'en'): Promise<T> => {
    const reply = await fetch(`${org.about.orgUrl}/lightning/data/${path}`, {
      method,
      headers: { 'Accept-Language': language, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    const answer = text === '' ? undefined : (JSON.parse(text) as unknown)
    const failed = reply.headers.get('X-Failed')
    return (failed ? { failed: Number(failed), body: answer } : answer) as T
  }
  const graphql = async (query: string, variables: Record<string, unknown> = {}, language = 'en') => {
    const { data, errors } = await call<{ data: unknown; errors: { message: string }[] }>(
      'POST',
      'graphql',
      { query, variables },
      language,
    )
    return { data, errors: errors.map(({ message }) => message) }
  }
  return { org, call, graphql, stop: standIn.stop }
}
