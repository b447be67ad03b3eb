import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export type Property = { type: string; many: boolean; optional: boolean }
export type MetadataType =
  { kind: 'values'; values: Set<string> } | { kind: 'element'; properties: Map<string, Property> }

/**
 * The Metadata API's own types, from the declarations that Salesforce generates out of its WSDL.
 * They are generated, so three line shapes cover them; a test reads well-known types to notice a change.
 */
export const loadMetadataTypes = (): Types => (loaded ??= readTypes())

type Types = (name: string) => MetadataType | undefined
let loaded: Types | undefined

function readTypes(): Types {
  const file = createRequire(import.meta.url)
    .resolve('@salesforce/types/metadata')
    .replace(/\.js$/, '.d.ts')
  const declared = new Map<string, string>()
  for (const [, name, body] of readFileSync(file, 'utf8').matchAll(/^export type (\w+) = (.*?);$(?!\n {4})/gms))
    declared.set(name!, body!)

  const known = new Map<string, MetadataType | undefined>()
  const get = (name: string): MetadataType | undefined => {
    if (!known.has(name)) known.set(name, read(declared.get(name)))
    return known.get(name)
  }
  const read = (body: string | undefined): MetadataType | undefined => {
    if (body === undefined || body === 'string') return undefined
    if (body.startsWith("'"))
      return { kind: 'values', values: new Set([...body.matchAll(/'([^']*)'/g)].map((m) => m[1]!)) }
    const properties = new Map<string, Property>()
    for (const base of body.split('{')[0]!.match(/\w+/g) ?? []) {
      const inherited = get(base)
      if (inherited?.kind === 'element')
        for (const [name, property] of inherited.properties) properties.set(name, property)
    }
    for (const [, name, optional, type, many] of body.matchAll(/^ {4}(\w+)(\?)?: (\w+)(\[\])?;?$/gm))
      properties.set(name!, { type: type!, many: many !== undefined, optional: optional !== undefined })
    return { kind: 'element', properties }
  }
  return get
}
