import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { OrgError } from '../frame/result.ts'
import { escapeXml } from '../trigger/templates.ts'

/** A template with its `{{places}}` filled in. @throws OrgError that names a place nobody fills in */
export const fillPlaces = (text: string, values: Record<string, string>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined)
      throw new OrgError('template', `A template has the place {{${name}}}, which nobody fills in.`, 'Report this.')
    return escapeXml(value)
  })

/** Does something with a copy of folders whose places are filled in; the copy is gone afterwards. */
export async function withFilledCopy<T>(
  folders: string[],
  values: Record<string, string>,
  work: (copy: string) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'survey-bridge-'))
  try {
    for (const folder of folders) cpSync(folder, join(home, basename(folder)), { recursive: true })
    for (const path of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      const file = join(home, path)
      if (statSync(file).isFile() && path.endsWith('.xml'))
        writeFileSync(file, fillPlaces(readFileSync(file, 'utf8'), values), { mode: 0o600 })
    }
    return await work(home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
