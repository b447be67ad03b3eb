import type { Bench } from './bench.ts'
import { caseClosed } from './bridge/start.ts'
import { bridgeTarget } from './bridge/target.ts'
import { bareNode, bareObject } from './peers/bare.ts'
import { express } from './peers/express.ts'
import { nodeRed } from './peers/node-red.ts'
import type { Start } from './peers/target.ts'

/** The names of the registry. A new peer is one line. */
const peers: Record<string, Start> = {
  'Node-RED tuned': nodeRed('Node-RED tuned'),
  Express: express('Express', false),
  'Express tuned': express('Express tuned', true),
}
const limits: Record<string, Start> = {
  'bare object': bareObject('bare object'),
  'bare Node': bareNode('bare Node'),
}

/** `off` decides that its program is off; `live` invites everybody. Neither has a connection: nothing is mailed or written back. */
const ours: Record<string, Start> = {
  bridge: bridgeTarget('bridge', { documents: caseClosed('off') }),
  'bridge live': bridgeTarget('bridge live', { documents: caseClosed('live') }),
}
const manyStored = 1_000_000
const full: Record<string, Start> = {
  'bridge live 1M': bridgeTarget('bridge live 1M', { documents: caseClosed('live'), filled: manyStored }),
}

/** Those that take outbound messages; the full one takes two minutes to fill and is left out of a quick run. */
export const acceptTargets = ({ isQuick, also }: Bench): [string, Start][] =>
  Object.entries({ ...ours, ...(also ? other(also) : {}), ...(isQuick ? {} : full), ...peers, ...limits }).filter(
    ([name]) => !isQuick || !notQuick.has(name),
  )
const notQuick = new Set(['Express tuned', 'bare Node'])

const other = (bundle: string): Record<string, Start> => ({
  'bridge other': bridgeTarget('bridge other', { documents: caseClosed('off'), bundle }),
})

/** Those that take answers to surveys. */
export const answerPeers: [string, Start][] = [
  ['Node-RED tuned', peers['Node-RED tuned']!],
  ['Express', peers['Express']!],
]
