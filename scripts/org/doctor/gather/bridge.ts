import { readDocumentsOf } from '../../config/documents-of.ts'
import type { BridgeApi } from '../../frame/bridge.ts'
import type { BridgeFacts, ConnectionFacts } from '../facts.ts'

type Overview = Pick<
  BridgeFacts,
  'orgKey' | 'name' | 'isSandbox' | 'generation' | 'revoked' | 'writes' | 'sends' | 'invitations'
>

/** How the bridge sees this org. */
export async function readBridge(bridge: BridgeApi): Promise<BridgeFacts> {
  const overview = await bridge.get<Overview>('')
  const [connections, { rows: alerts }, documents] = await Promise.all([
    bridge.all<ConnectionFacts>('connections'),
    bridge.get<{ rows: { code: string; detail: string }[] }>('alerts'),
    readDocumentsOf(bridge),
  ])
  return {
    ...overview,
    connections,
    alerts,
    programs: documents.flatMap((one) => (one.kind === 'program' ? [one.body] : [])),
    mappings: documents.flatMap((one) => (one.kind === 'mapping' ? [one.body] : [])),
  }
}

/**
 * Does the bridge behind an address take messages with its key? Asked with a media type it refuses after it has looked at the
 * key and before it wakes the org, so nothing is stored and nobody is alerted.
 */
export async function tryKey(endpointUrl: string): Promise<'live' | 'refused' | 'unreachable'> {
  const reply = await fetch(endpointUrl, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    redirect: 'manual',
    signal: AbortSignal.timeout(15_000),
  }).catch(() => null)
  await reply?.body?.cancel()
  if (reply === null || reply.status >= 500) return 'unreachable'
  return reply.status === 415 ? 'live' : 'refused'
}

/** By how many seconds the bridge's clock is ahead of Salesforce's; Salesforce tells the time with every answer, to the second. */
export async function readSkew(bridge: BridgeApi, instanceUrl: string): Promise<number> {
  const ours = await aheadOfHere(async () => (await bridge.get<{ now: string }>('')).now)
  const theirs = await aheadOfHere(async () => {
    const reply = await fetch(`${instanceUrl}/services/data`, { signal: AbortSignal.timeout(15_000) })
    await reply.body?.cancel()
    return reply.headers.get('date') ?? ''
  })
  return ours - theirs
}

/** By how many seconds another clock is ahead of this machine's. */
async function aheadOfHere(ask: () => Promise<string>): Promise<number> {
  const before = Date.now()
  const told = Date.parse(await ask())
  if (Number.isNaN(told)) throw new Error('the other side does not say what time it is')
  return (told - (before + Date.now()) / 2) / 1000
}
