import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from '@salesforce/core'
import { listParts } from '../doctor/gather/package.ts'
import { csvLine } from './csv.ts'

/** What a customer's answers are kept in, parents first. */
export const surveyObjects = [
  'Survey_Invitation__c',
  'Survey_Response__c',
  'Survey_Answer__c',
  'Survey_Write__c',
] as const

type Row = Record<string, unknown>

/** Which of them are in the org, whether we may read them or not. */
export async function objectsInOrg(connection: Connection): Promise<string[]> {
  const there = (await listParts(connection, ['CustomObject'])).get('CustomObject')
  return surveyObjects.filter((object) => there?.has(object))
}

/** Fields that the org has and we may not read, or a whole object: an export without them would be none. */
export async function hiddenFields(connection: Connection, objects: string[]): Promise<string[]> {
  const inOrg = [...((await listParts(connection, ['CustomField'])).get('CustomField') ?? [])]
  const { sobjects } = await connection.describeGlobal()
  const hidden = objects.map(async (object) => {
    if (!sobjects.some(({ name }) => name === object)) return [object]
    const { fields } = await connection.describe(object)
    const seen = new Set(fields.map(({ name }) => `${object}.${name}`))
    return inOrg.filter((field) => field.startsWith(`${object}.`) && !seen.has(field))
  })
  return (await Promise.all(hidden)).flat()
}

/** Every record of an object with every field we may read, as CSV; never more than a page of it in memory. Gives how many. */
export async function exportObject(
  connection: Connection,
  object: string,
  folder: string,
  tell: (text: string) => void,
): Promise<number> {
  const fields = (await connection.describe(object)).fields
    .filter(({ type }) => type !== 'address')
    .map(({ name }) => name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${object}.csv`)
  const file = openSync(`${path}.part`, 'w', 0o600)
  try {
    writeSync(file, '\ufeff') // without it a spreadsheet takes UTF-8 for something else
    writeSync(file, csvLine(fields))
    const rows = await writePages(
      connection,
      `SELECT ${fields.join(', ')} FROM ${object} ORDER BY Id`,
      (page, total) => {
        writeSync(file, page.map((row) => csvLine(fields.map((field) => row[field]))).join(''))
        tell(`${object}: ${total} rows`)
      },
    )
    renameSync(`${path}.part`, path) // a file that is there is whole
    return rows
  } finally {
    closeSync(file)
  }
}

async function writePages(
  connection: Connection,
  soql: string,
  write: (page: Row[], total: number) => void,
): Promise<number> {
  let total = 0
  for (let page = await connection.query<Row>(soql); ; page = await connection.queryMore<Row>(page.nextRecordsUrl!)) {
    total += page.records.length
    write(page.records, total)
    if (page.done || !page.nextRecordsUrl) return total
  }
}
