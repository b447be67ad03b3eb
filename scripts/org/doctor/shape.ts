import { readXml, type Element } from '../../check/metadata/xml.ts'
import type { Shape } from './facts.ts'

/** What says nothing about what a flow does: places, names for people, and what the builder keeps for itself. */
const isDecoration = (name: string): boolean =>
  /^(locationX|locationY|label|.*Label|description|processMetadataValues|variables|apiVersion|status|environments|fullName|urls|offset|nameSegment|versionSegment|runInMode|storeOutputAutomatically|screens?Progress.*|timeZoneSidKey|triggerOrder)$/.test(
    name,
  )

/** Optional yes-or-no elements are absent in a file and false in an answer of the API; a compared value is neither. */
const isAbsent = (name: string, value: unknown): boolean =>
  value === null || value === undefined || value === '' || (String(value) === 'false' && name !== 'booleanValue')

/** A flow as the Tooling API tells it (`Flow.Metadata`). */
export const shapeOf = (metadata: unknown): Shape => Object.fromEntries(leaves(metadata, '', ''))

/** A flow as it is deployed. */
export const shapeOfXml = (xml: string): Shape => shapeOf(plain(readXml(xml)))

function leaves(value: unknown, name: string, path: string): [string, string][] {
  if (isDecoration(name) || isAbsent(name, value)) return []
  if (Array.isArray(value)) return numbered(value, name, path)
  if (typeof value !== 'object') return [[path, sameNumber(String(value))]]
  return Object.entries(value as object).flatMap(([key, part]) => {
    const at = path ? `${path}.${key}` : key
    // One of several and the only one are told alike.
    return typeof part === 'object' && part !== null
      ? numbered(Array.isArray(part) ? part : [part], key, at)
      : leaves(part, key, at)
  })
}

/** Elements are known by their names, whatever their order; the rest by their place. */
const numbered = (parts: unknown[], name: string, path: string): [string, string][] =>
  isDecoration(name)
    ? []
    : parts.flatMap((part, index) => {
        const own = typeof part === 'object' && part !== null ? Reflect.get(part, 'name') : undefined
        return leaves(
          part,
          name,
          parts.length === 1 && own === undefined ? path : `${path}[${String(own ?? index + 1)}]`,
        )
      })

/** `5.0` and `5` are one number. */
const sameNumber = (text: string): string => (/^-?\d+\.\d+$/.test(text) ? String(Number(text)) : text)

function plain(element: Element): unknown {
  if (element.children.length === 0) return element.text
  const parts = Map.groupBy(element.children, ({ name }) => name)
  return Object.fromEntries([...parts].map(([name, some]) => [name, some.map(plain)]))
}
