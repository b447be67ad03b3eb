import { makeKeys } from '../../../bridge/core/keys.ts'
import { rssMegabytes } from '../machine/process-tree.ts'
import { commentOf, type Start, type Stored, type Target } from '../peers/target.ts'
import { fillInvitations, refOf } from './fill.ts'
import { startBridge, type Bridge, type BridgeOptions } from './start.ts'

type Row = { id: string; recordId: string; fields: Record<string, string> | null }
export type BridgeTarget = Target & { bridge: Bridge }

/** The bridge as a target. `filled` invitations are there before it starts, each with a link that can be answered. */
export const bridgeTarget =
  (name: string, options: BridgeOptions & { filled?: number } = {}): Start =>
  async (place) =>
    openBridge(name, await startBridge(place, options), options.filled ?? 0)

export async function openBridge(name: string, bridge: Bridge, filled: number): Promise<BridgeTarget> {
  if (filled > 0) {
    await bridge.running.stop()
    fillInvitations(bridge.file(), filled)
    await bridge.restart()
  }
  const { orgKey, orgId, triggerUrl } = bridge.connected
  const keys = makeKeys([Buffer.from(bridge.secrets.bridgeKeys, 'base64')])
  return {
    bridge,
    name,
    pid: bridge.running.pid,
    origin: bridge.running.url,
    idleMegabytes: rssMegabytes(bridge.running.pid),
    accept: { path: new URL(triggerUrl).pathname, organizationId: orgId },
    surveys: filled,
    answer: (n) => ({
      path: `/s/${orgKey}/${keys.link('answer', orgKey, refOf(n))}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' },
      body: Buffer.from(new URLSearchParams({ csat: String(4 + (n % 2)), comment: commentOf(n) }).toString()),
      isTaken: (status) => status === 303,
    }),
    stored: () => storedNotifications(bridge),
    stop: () => bridge.running.stop(),
  }
}

/** By the API, page by page, as an admin sees them. */
async function storedNotifications({ api }: Bridge): Promise<Stored[]> {
  const stored: Stored[] = []
  for (let after: string | null = ''; after !== null;) {
    const page: { rows: Row[]; next: string | null } = await api(`notifications?limit=200&after=${after}`)
    stored.push(
      ...page.rows.map(({ id, recordId, fields }) => ({ id, recordId, email: fields?.['ContactEmail'] ?? '' })),
    )
    after = page.next
  }
  return stored
}
