import { ack } from './target.ts'

type WorkflowNode = { name: string; type: string; typeVersion: number; parameters: Record<string, unknown> }

const node = (name: string, type: string, typeVersion: number, parameters: Record<string, unknown>): WorkflowNode => ({
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  parameters,
})

/** The body is taken as a file: version 2 of the web hook mixes up XML of senders that come at once (seen in 2.40.7). */
const nodes = (tableId: string): WorkflowNode[] => [
  node('Webhook', 'webhook', 1, {
    httpMethod: 'POST',
    path: 'om',
    responseMode: 'responseNode',
    options: { binaryData: true, binaryPropertyName: 'data' },
  }),
  node('Text', 'extractFromFile', 1, {
    operation: 'text',
    binaryPropertyName: 'data',
    destinationKey: 'data',
    options: {},
  }),
  node('XML', 'xml', 1, { mode: 'xmlToJson', dataPropertyName: 'data', options: { explicitArray: true } }),
  node('Split', 'splitOut', 1, {
    fieldToSplitOut: 'soapenv:Envelope.soapenv:Body[0].notifications[0].Notification',
    options: { destinationFieldName: 'n' },
  }),
  node('Store', 'dataTable', 1, {
    resource: 'row',
    operation: 'upsert',
    dataTableId: { __rl: true, mode: 'id', value: tableId },
    matchType: 'allConditions',
    filters: { conditions: [{ keyName: 'notification_id', condition: 'eq', keyValue: '={{ $json.n.Id[0] }}' }] },
    columns: {
      mappingMode: 'defineBelow',
      value: {
        notification_id: '={{ $json.n.Id[0] }}',
        case_id: "={{ $json.n.sObject[0]['sf:Id'][0] }}",
        email: "={{ $json.n.sObject[0]['sf:ContactEmail'][0] }}",
        subject: "={{ $json.n.sObject[0]['sf:Subject'][0] }}",
      },
      matchingColumns: [],
      schema: [],
    },
    options: {},
  }),
  node('One', 'limit', 1, { maxItems: 1 }),
  node('Ack', 'respondToWebhook', 1, {
    respondWith: 'text',
    responseBody: ack,
    options: { responseHeaders: { entries: [{ name: 'content-type', value: 'text/xml' }] } },
  }),
]

/** Nodes in a row, each wired to the next. */
export function workflow(tableId: string): Record<string, unknown> {
  const row = nodes(tableId)
  const wires = row
    .slice(1)
    .map(({ name }, at) => [row[at]!.name, { main: [[{ node: name, type: 'main', index: 0 }]] }])
  return {
    name: 'Survey bridge',
    nodes: row.map((one, at) => ({
      ...one,
      id: `node-${at}`,
      position: [at * 200, 0],
      ...(one.name === 'Webhook' && { webhookId: 'om' }),
    })),
    connections: Object.fromEntries(wires) as Record<string, unknown>,
    settings: { executionOrder: 'v1' },
  }
}
