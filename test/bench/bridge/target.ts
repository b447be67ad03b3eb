import { makeKeys } from '../../../bridge/core/keys.ts'
import { rssMegabytes } from '../machine/process-tree.ts'
import { commentOf, type Place, type Start, type Stored, type Target } from '../peers/target.ts'
import { filledIds, fillInvitations, refOf } from './fill.ts'
import { fillFromCopy } from './filled-copy.ts'
import { connectOrg, objectFile, startBridge, type BridgeOrg, type OrgOptions } from './start.ts'

/** The bridge as a target. `filled` invitations are there before it starts, each with a link that can be answered. */
export const bridgeTarget =
  (name: string, options: OrgOptions & { filled?: number; bundle?: string }): Start =>
  async (place) => {
    const org = await connectOrg(await startBridge(place, options.bundle), place.orgId, options)
    if (options.filled) await fill(org, options.filled)
    return targetOf(name, org, options.filled)
  }

/** Fills the org's object while the bridge is stopped. */
export async function fill({ bridge }: BridgeOrg, count: number): Promise<void> {
  await bridge.running.stop()
  fillInvitations(objectFile(bridge), count)
  await bridge.restart()
}

/** Very many invitations in an org of their own without connections, so that one file serves several workloads of a run. */
export async function startFilled(place: Place, count: number, documents: string): Promise<BridgeOrg> {
  const org = await connectOrg(await startBridge(place), '00D0000000FILL1AAA', { documents })
  await org.bridge.running.stop()
  fillFromCopy(objectFile(org.bridge), count, { bundle: place.bundle, documents })
  await org.bridge.restart()
  return org
}

export const filledTarget =
  (name: string, count: number, documents: string): Start =>
  async (place) =>
    targetOf(name, await startFilled(place, count, documents), count)

export function targetOf(name: string, org: BridgeOrg, surveys = 0): Target {
  const { orgKey, orgId, triggerUrl } = org.connected
  const { running, secrets } = org.bridge
  const keys = makeKeys([Buffer.from(secrets.bridgeKeys, 'base64')])
  return {
    name,
    pid: running.pid,
    origin: running.url,
    idleMegabytes: rssMegabytes(running.pid),
    accept: { path: new URL(triggerUrl).pathname, organizationId: orgId },
    surveys,
    answer: (n) => ({
      path: `/s/${orgKey}/${keys.link('answer', orgKey, refOf(n))}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' },
      body: Buffer.from(new URLSearchParams({ csat: String(4 + (n % 2)), comment: commentOf(n) }).toString()),
      isTaken: (status) => status === 303,
    }),
    stored: () => storedNotifications(org),
    stop: () => org.bridge.running.stop(),
  }
}

type Row = { id: string; recordId: string; fields: Record<string, string> | null }
type Page = { rows: Row[]; next: string | null }

/** By the API, page by page, as an admin sees them; up to those that stood there before, whose ids come last. */
async function storedNotifications({ api }: BridgeOrg): Promise<Stored[]> {
  const stored: Stored[] = []
  for (let after: string | null = ''; after !== null;) {
    const page: Page = await api(`notifications?limit=200&after=${after}`)
    stored.push(
      ...page.rows.map(({ id, recordId, fields }) => ({ id, recordId, email: fields?.['ContactEmail'] ?? '' })),
    )
    after = page.rows.at(-1)?.id.startsWith(filledIds) ? null : page.next
  }
  return stored
}
