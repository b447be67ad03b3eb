import { rejected } from '../../data/record.ts'
import { halted, readParts, runParts, type Part } from './composite.ts'
import { recordIn } from './records.ts'
import type { Answer, Ask, Context } from './reply.ts'

type Graph = { graphId: string; compositeRequest: Part[] }

/** `POST /composite/graph`: up to 75 graphs, each all or nothing. */
export function graph(ask: Ask, context: Context): Answer {
  const { graphs } = recordIn(ask)
  if (!Array.isArray(graphs) || graphs.length === 0) throw rejected('INVALID_INPUT', 'At least 1 graph is required')
  const read = (graphs as Graph[]).map(({ graphId, compositeRequest }) => ({
    graphId,
    parts: readParts(compositeRequest),
  }))
  const nodes = read.flatMap(({ parts }) => parts)
  if (read.length > 75) throw rejected('LIMIT_EXCEEDED', 'Composite graph cannot contain more than 75 graphs')
  if (nodes.length > 500) throw rejected('LIMIT_EXCEEDED', 'Composite graph cannot contain more than 500 nodes')
  if (new Set(nodes.map(kindOf)).size > 15)
    throw rejected('LIMIT_EXCEEDED', 'Composite graph cannot contain more than 15 different nodes')
  let failures = 0
  const answers = read.map(({ graphId, parts }) => {
    // After 14 failures Salesforce gives up on the rest; they are to be sent again.
    const compositeResponse =
      failures >= 14 ? parts.map((part) => halted(part.referenceId)) : runParts(parts, context, true)
    const isSuccessful = compositeResponse.every((answer) => answer.httpStatusCode < 400)
    if (!isSuccessful) failures++
    return { graphId, graphResponse: { compositeResponse }, isSuccessful }
  })
  return { status: 200, body: { graphs: answers } }
}

/** Version, method and object together make one kind of node. */
function kindOf({ method, url }: Part): string {
  const [, version, object] = /^\/services\/data\/(v[\d.]+)\/sobjects\/(\w+)/.exec(url) ?? []
  if (!object) throw rejected('INVALID_INPUT', `Composite graph does not support ${url}`)
  return `${version} ${method} ${object}`
}
