import type { Document } from '../../../bridge/definitions/documents.ts'
import type { BridgeApi } from '../frame/bridge.ts'

type Head = { kind: Document['kind']; name: string }

/** Every document of the org in force, in the order of their names. */
export async function readDocumentsOf(bridge: BridgeApi): Promise<Document[]> {
  const heads = await bridge.all<Head>('documents')
  const read = ({ kind, name }: Head) => bridge.get<Document>(`documents/${kind}/${name}`)
  const documents = await Promise.all(heads.map(read))
  return documents.map(({ kind, name, body }) => ({ kind, name, body }) as Document)
}
