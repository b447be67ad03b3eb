import type { Names } from '../names.ts'
import type { MetadataFile } from '../sources.ts'
import { all, type Element, textAt, walk } from '../xml.ts'
import { childOf, kindOf, packaged } from './known.ts'

/**
 * The platform's components that our pages host, with the properties we may set. Not a list of all there are: a new one is added when
 * its properties were seen on a page that an org gave back.
 */
const standard: Record<string, string[]> = {
  'flexipage:tab': ['active', 'body', 'title'],
  'flexipage:tabset': ['label', 'tabs'],
  'force:detailPanel': [],
  'force:highlightsPanel': [],
  'force:relatedListContainer': [],
  'lst:dynamicRelatedList': [
    'actionNames',
    'adminFilters',
    'maxRecordsToDisplay',
    'parentFieldApiName',
    'relatedListApiName',
    'relatedListDisplayType',
    'relatedListFieldAliases',
    'relatedListLabel',
    'showActionBar',
    'sortFieldAlias',
    'sortFieldOrder',
  ],
  'runtime_sales_activities:activityPanel': [],
}

export type Page = { object: string; target: string }

/** What is wrong with one component on a page: its name, its properties, or what it is given. */
export function faultsOfComponent(files: MetadataFile[], names: Names, page: Page, instance: Element): string[] {
  const name = textAt(instance, 'componentName')
  const given = all(instance, 'componentInstanceProperties')
  const properties = given.map((property) => textAt(property, 'name'))
  if (name.includes(':')) {
    const known = standard[name]
    if (known === undefined) return [`there is no component ${name} that we know`]
    const unknown = properties.filter((property) => !known.includes(property))
    return [
      ...unknown.map((property) => `${name} has no property ${property}`),
      ...(name === 'lst:dynamicRelatedList' ? faultsOfRelatedList(files, names, page, given) : []),
    ]
  }
  const bundle = packaged(files, 'js').find((file) => file.name === name)
  if (bundle === undefined) return [`there is no component ${name} in the package`]
  const configs = all(bundle.root, 'targetConfigs')
    .flatMap((element) => all(element, 'targetConfig'))
    .filter((config) => attribute(config, 'targets').includes(page.target))
  const objects = configs.flatMap((config) => [...walk(config)].filter((element) => element.name === 'object'))
  const designed = configs.flatMap((config) => all(config, 'property')).map((property) => attribute(property, 'name'))
  const targets = all(bundle.root, 'targets').flatMap((element) => all(element, 'target'))
  return [
    ...(textAt(bundle.root, 'isExposed') === 'true' && targets.some(({ text }) => text === page.target)
      ? []
      : [`${name} is not exposed to ${page.target}`]),
    ...(objects.length === 0 || objects.some(({ text }) => text === page.object)
      ? []
      : [`${name} is not meant for ${page.object}`]),
    ...properties.filter((property) => !designed.includes(property)).map((property) => `${name} has no ${property}`),
  ]
}

function faultsOfRelatedList(files: MetadataFile[], names: Names, page: Page, given: Element[]): string[] {
  const property = (name: string) => given.find((one) => textAt(one, 'name') === name)
  const relationship = textAt(property('relatedListApiName'), 'value')
  const child = childOf(files, page.object, relationship)
  if (child === undefined) return [`${page.object} has no related list ${relationship}`]
  const columns = [...walk(property('relatedListFieldAliases')!)].filter((element) => element.name === 'value')
  const parent = textAt(property('parentFieldApiName'), 'value')
  return [
    ...(parent === `${page.object}.Id` ? [] : [`the related list hangs on ${parent}, the page shows ${page.object}`]),
    ...columns
      .map(({ text }) => text)
      .filter((text) => text !== '' && text !== 'NAME' && kindOf(names, child.parent, text) === undefined)
      .map((text) => `${child.parent} has no field ${text}`),
  ]
}

const attribute = (element: Element, name: string): string => element.attributes[name] ?? ''
