import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { packageDirectory } from '../../schema/metadata.ts'
import { all, child, parseXml, text, type XmlNode } from '../../schema/xml.ts'

/** A component on a page; what a facet named in its properties holds stands in `facets`, by property. */
export type Placed = { component: string; properties: Record<string, string>; facets: Record<string, Placed[]> }
export type FlexiPage = { name: string; label: string; object: string; regions: Record<string, Placed[]> }

let known: FlexiPage[] | undefined

/** The package's Lightning pages; read once a process. */
export const flexiPages = (): FlexiPage[] => (known ??= readFlexiPages())

/** A tab of the package and the page it opens; null for the list of an object. */
export type Tab = { name: string; label: string; page: string | null }

let knownTabs: Tab[] | undefined

/** The tabs of the package's app that the stand-in can open, in its order; read once a process. */
export const appTabs = (): Tab[] => (knownTabs ??= readAppTabs())

function readAppTabs(): Tab[] {
  const [file] = globSync('**/*.app-meta.xml', { cwd: packageDirectory })
  const names = file ? all(readXml(file), 'tabs').map((tab) => tab.text.trim()) : []
  return names.flatMap((name) => {
    const [tab] = globSync(`**/tabs/${name}.tab-meta.xml`, { cwd: packageDirectory })
    if (!tab) return []
    const node = readXml(tab)
    return [{ name, label: text(node, 'label'), page: text(node, 'flexiPage') || null }]
  })
}

/** A quick action that opens a component, e.g. `Case.Send_Survey`. */
export type QuickAction = { object: string; name: string; label: string; component: string }

let knownActions: QuickAction[] | undefined

export const quickActions = (): QuickAction[] => (knownActions ??= readQuickActions())

const readQuickActions = (): QuickAction[] =>
  globSync('**/*.quickAction-meta.xml', { cwd: packageDirectory })
    .sort()
    .flatMap((file) => {
      const node = readXml(file)
      const [object = '', name = ''] = basename(file, '.quickAction-meta.xml').split('.')
      const component = text(node, 'lightningWebComponent')
      return component ? [{ object, name, label: text(node, 'label'), component }] : []
    })

const readXml = (file: string): XmlNode => parseXml(readFileSync(join(packageDirectory, file), 'utf8'))

function readFlexiPages(): FlexiPage[] {
  return globSync('**/*.flexipage-meta.xml', { cwd: packageDirectory }).map((file) => {
    const node = readXml(file)
    const regions = all(node, 'flexiPageRegions')
    const named = new Map(regions.map((region) => [text(region, 'name'), region]))
    const shown = regions.filter((region) => text(region, 'type') === 'Region')
    return {
      name: basename(file, '.flexipage-meta.xml'),
      label: text(node, 'masterLabel'),
      object: text(node, 'sobjectType'),
      regions: Object.fromEntries(shown.map((region) => [text(region, 'name'), placedIn(region, named)])),
    }
  })
}

function placedIn(region: XmlNode, named: Map<string, XmlNode>): Placed[] {
  return all(region, 'itemInstances').flatMap((item) => {
    const instance = child(item, 'componentInstance')
    return instance ? [placed(instance, named)] : []
  })
}

function placed(instance: XmlNode, named: Map<string, XmlNode>): Placed {
  const properties = all(instance, 'componentInstanceProperties').map((property): [string, string] => {
    const items = child(property, 'valueList')
    const list = items && all(items, 'valueListItems').map((item) => text(item, 'value'))
    return [text(property, 'name'), list?.join(',') ?? text(property, 'value')]
  })
  const facets = properties.flatMap(([name, value]) => {
    const facet = named.get(value)
    return facet ? [[name, placedIn(facet, named)] as const] : []
  })
  return {
    component: text(instance, 'componentName').replace(/^c:/, ''),
    properties: Object.fromEntries(properties),
    facets: Object.fromEntries(facets),
  }
}
