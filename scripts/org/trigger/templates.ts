import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One template file of the package; `name` is the file's name without its endings. */
export type Template = { folder: 'trigger' | 'legacy'; type: 'flow' | 'workflow'; name: string; text: string }

const home = join(import.meta.dirname, '../../../lwc-package')
const filePattern = /([^/\\]+)\.(flow|workflow)-meta\.xml$/

/** What differs from org to org. */
export type Placeholders = {
  __ENDPOINT_URL__: string
  __INTEGRATION_USERNAME__: string
  __ACCOUNT_FIELD__: string
  __ACCOUNT_EMAIL_FIELD__: string
}

/** The trigger and legacy templates as they lie in the package. */
export function readTemplates(folders: Template['folder'][] = ['trigger', 'legacy'], root = home): Template[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .sort()
      .flatMap((path) => {
        const [, name, type] = filePattern.exec(path) ?? []
        if (!name) return []
        return [{ folder, type: type as Template['type'], name, text: readFileSync(join(root, folder, path), 'utf8') }]
      }),
  )
}

/** A template for one org. @throws Error that names a placeholder nobody fills in */
export const filledIn = (template: Template, placeholders: Placeholders): Template => ({
  ...template,
  text: template.text.replace(/__([A-Z][A-Z_]*[A-Z])__/g, (written) => {
    const value = placeholders[written as keyof Placeholders]
    if (value === undefined) throw new Error(`${template.name} has the placeholder ${written}, which nobody fills in`)
    return escapeXml(value)
  }),
})

export const escapeXml = (text: string): string =>
  text.replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found]!)

/** The texts of all elements of that name, wherever they stand. */
export const textsOf = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text.trim())

/** The first element of that name with all that is in it, or ''. */
export const blockOf = (xml: string, name: string): string =>
  new RegExp(`[ \\t]*<${name}>[\\s\\S]*?</${name}>\\n?`).exec(xml)?.[0] ?? ''
