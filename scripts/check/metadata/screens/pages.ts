import type { Problem } from '../../problem.ts'
import { collectNames } from '../names.ts'
import { type MetadataFile, problem } from '../sources.ts'
import { all, type Element, first, textAt, walk } from '../xml.ts'
import { faultsOfComponent } from './components.ts'
import { packaged } from './known.ts'

/** The regions of the templates our pages use. */
const templates: Record<string, { regions: string[]; type: string; target: string }> = {
  'flexipage:recordHomeTemplateDesktop': {
    regions: ['header', 'main', 'sidebar'],
    type: 'RecordPage',
    target: 'lightning__RecordPage',
  },
  'flexipage:defaultAppHomeTemplate': { regions: ['main'], type: 'AppPage', target: 'lightning__AppPage' },
}

/** Lightning pages: regions of their template, facets that somebody shows, components that exist and take what they are given. */
export function checkPages(files: MetadataFile[]): Problem[] {
  const names = collectNames(files)
  const labels = new Set(
    packaged(files, 'labels').flatMap(({ root }) => all(root, 'labels').map((label) => textAt(label, 'fullName'))),
  )
  return packaged(files, 'flexipage').flatMap((file) => {
    const found: Problem[] = []
    const say = (element: Element, message: string) => void found.push(problem(file, element, message))
    const { root } = file
    const object = textAt(root, 'sobjectType')
    const template = templates[textAt(root, 'template', 'name')]
    if (textAt(root, 'description') === '') say(root, 'the page has no description')
    if (textAt(root, 'type') === 'RecordPage' && !names.hasObject(object)) say(root, `there is no object ${object}`)
    if (template === undefined) say(root, `there is no template ${textAt(root, 'template', 'name')} that we know`)
    else if (template.type !== textAt(root, 'type')) say(root, `the template is for a ${template.type}`)

    const regions = all(root, 'flexiPageRegions')
    const facets = regions.filter((region) => textAt(region, 'type') === 'Facet')
    for (const region of regions.filter((one) => !facets.includes(one)))
      if (template && !template.regions.includes(textAt(region, 'name')))
        say(region, `the template has no region ${textAt(region, 'name')}`)

    const instances = regions
      .flatMap((region) => all(region, 'itemInstances'))
      .flatMap((item) => first(item, 'componentInstance') ?? [])
    const identifiers = new Set<string>()
    const shown = new Set<string>()
    for (const instance of instances) {
      const identifier = textAt(instance, 'identifier')
      if (identifier === '' || identifiers.has(identifier))
        say(instance, `the identifier "${identifier}" is not unique`)
      identifiers.add(identifier)
      if (textAt(instance, 'componentName').startsWith('flexipage:tab'))
        for (const property of all(instance, 'componentInstanceProperties'))
          if (['body', 'tabs'].includes(textAt(property, 'name'))) shown.add(textAt(property, 'value'))
      for (const fault of faultsOfComponent(files, names, { object, target: template?.target ?? '' }, instance))
        say(instance, fault)
    }
    for (const element of walk(root))
      for (const [, label = ''] of element.text.matchAll(/\{!\$Label\.(\w+)\}/g))
        if (!labels.has(label)) say(element, `there is no label ${label}`)
    for (const facet of facets)
      if (!shown.delete(textAt(facet, 'name'))) say(facet, `nothing shows the facet ${textAt(facet, 'name')}`)
    for (const name of shown) say(root, `there is no facet ${name}`)
    return found
  })
}
