import type { Connection } from '@salesforce/core'
import { toOrgError } from '../../frame/result.ts'
import type { Seen } from '../check.ts'

/** Reads one thing; what cannot be read hides nothing else. */
export async function see<T>(read: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await read() }
  } catch (thrown) {
    return { unseen: toOrgError(thrown).message.trim().split('\n')[0]!.slice(0, 200) }
  }
}

/** What a reader needs that may itself not have been seen. */
export const given = async <A, T>(seen: Seen<A>, read: (value: A) => Promise<T>): Promise<Seen<T>> =>
  'value' in seen ? see(() => read(seen.value)) : seen

/** All rows, page by page. */
export async function rowsOf<T extends object>(connection: Connection, soql: string): Promise<T[]> {
  const { records } = await connection.query<T>(soql, { autoFetch: true, maxFetch: 50_000 })
  return records
}

/** A text as SOQL writes it. */
export const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
export const listed = (texts: readonly string[]): string => `(${texts.map(quoted).join(', ')})`

/** Metadata gives one thing bare and several as a list. */
export const asList = <T>(value: T | T[] | null | undefined): T[] =>
  value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]
