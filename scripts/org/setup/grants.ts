import { textsOf } from '../trigger/templates.ts'
import { quoted, type Work } from './work.ts'

type Row = { Field: string; PermissionsRead: boolean; PermissionsEdit: boolean }

/** Fields that a permission set of ours ought to grant and the one in the org does not: somebody took them away in Setup. */
export async function missingGrants(work: Work, set: string, xml: string): Promise<string[]> {
  const rows = await work.query<Row>(
    `SELECT Field, PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE Parent.Name = ${quoted(set)}`,
  )
  const held = new Map(rows.map((row) => [row.Field, row]))
  return [...xml.matchAll(/<fieldPermissions>[\s\S]*?<\/fieldPermissions>/g)].flatMap(([block]) => {
    const [field = ''] = textsOf(block, 'field')
    const row = held.get(field)
    const isWritten = textsOf(block, 'editable')[0] === 'true'
    return row?.PermissionsRead && (row.PermissionsEdit || !isWritten) ? [] : [field]
  })
}
