import { checkDocuments } from '../../../bridge/definitions/check/documents.ts'
import type { Document } from '../../../bridge/definitions/documents.ts'
import type { Read } from './folder.ts'
import { checkNames } from './names/check.ts'
import type { OrgSchema } from './names/schema.ts'
import type { Problem } from './problem.ts'

/**
 * Everything that is wrong with a folder of documents for an org: shape, what they say of each other, literal ids, and names
 * that the org does not have.
 * @param standing what the bridge holds already and the folder leaves as it is
 */
export async function checkFolder(read: Read, standing: Document[], schema: OrgSchema): Promise<Problem[]> {
  const given = new Set(read.documents.map(keyOf))
  const all = [...standing.filter((one) => !given.has(keyOf(one))), ...read.documents]
  const own = checkDocuments(all).filter(({ path }) => given.has(path.split('#')[0]!))
  const names = await checkNames(all, schema, (document) => given.has(keyOf(document)))
  return [...read.problems, ...own, ...names]
}

const keyOf = ({ kind, name }: Document): string => `${kind}/${name}`
