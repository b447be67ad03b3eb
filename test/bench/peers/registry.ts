import { caseClosed } from '../bridge/start.ts'
import { bridgeTarget, filledTarget } from '../bridge/target.ts'
import type { Bench } from '../workloads/bench.ts'
import { bareNode, bareObject } from './bare.ts'
import { express } from './express.ts'
import { nodeRed } from './node-red.ts'
import { n8n } from './n8n.ts'
import type { Start } from './target.ts'

/** What people would use instead. A new peer is one line. */
const peers: Record<string, Start> = {
  'Node-RED tuned': nodeRed('Node-RED tuned', '/om'),
  'Node-RED palette': nodeRed('Node-RED palette', '/om-palette'),
  Express: express('Express', false),
  'Express tuned': express('Express tuned', true),
}
/** Too large to be installed unasked. */
const large: Record<string, { word: string; size: string; start: Start }> = {
  'n8n tuned': { word: 'n8n', size: '2.9 GB', start: n8n('n8n tuned') },
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
  'bridge live 1M': filledTarget('bridge live 1M', manyStored, caseClosed('live')),
}

/** Those that take outbound messages. A quick run leaves out what takes minutes to fill or is nobody's first choice. */
export const acceptTargets = ({ isQuick, options }: Bench): [string, Start][] =>
  Object.entries({
    ...ours,
    ...(options.also ? other(options.also) : {}),
    ...(isQuick ? {} : full),
    ...peers,
    ...onDemand(options.with),
    ...limits,
  }).filter(([name]) => !isQuick || !notQuick.has(name))
const notQuick = new Set(['Node-RED palette', 'Express tuned', 'bare Node'])

/** One that was not asked for is told as missing, with the word that asks for it. */
const onDemand = (asked: string[]): Record<string, Start> =>
  Object.fromEntries(
    Object.entries(large).map(([name, { word, size, start }]) => {
      const notAsked: Start = () => Promise.reject(new Error(`${size}, installed only with --with ${word}`))
      return [name, asked.includes(word) ? start : notAsked]
    }),
  )

const other = (bundle: string): Record<string, Start> => ({
  'bridge other': bridgeTarget('bridge other', { documents: caseClosed('off'), bundle }),
})

/** Those that take answers to surveys. */
export const answerPeers: [string, Start][] = [
  ['Node-RED tuned', peers['Node-RED tuned']!],
  ['Express', peers['Express']!],
]
