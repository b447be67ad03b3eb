import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseXml, type XmlNode } from '../../schema/xml.ts'

/** One metadata file with its placeholders filled in; `name` is the file's name without its endings. */
export type Template = { folder: 'trigger' | 'legacy'; type: 'flow' | 'workflow'; name: string; content: XmlNode }

const home = join(import.meta.dirname, '../../../../lwc-package')
const filePattern = /([^/\\]+)\.(flow|workflow)-meta\.xml$/

/** The trigger and legacy templates of the package, the way setup fills them in for an org. */
export function readTemplates(placeholders: Record<string, string>, root = home): Template[] {
  return (['trigger', 'legacy'] as const).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).flatMap((path) => {
      const [, name, type] = filePattern.exec(path) ?? []
      if (!name) return []
      const source = readFileSync(join(root, folder, path), 'utf8')
      return [{ folder, type: type as Template['type'], name, content: parseXml(filledIn(source, placeholders, path)) }]
    }),
  )
}

function filledIn(source: string, placeholders: Record<string, string>, path: string): string {
  return source.replace(/__([A-Z][A-Z_]*[A-Z])__/g, (written) => {
    const value = placeholders[written]
    if (value === undefined) throw new Error(`${path} has the placeholder ${written}, which nobody fills in`)
    return value.replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found]!)
  })
}
