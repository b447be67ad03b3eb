import type { Problem } from '../problem.ts'
import { type MetadataFile, problem } from './sources.ts'
import { loadMetadataTypes, type MetadataType, type Property } from './wsdl.ts'
import type { Element } from './xml.ts'

const namespace = 'http://soap.sforce.com/2006/04/metadata'

/** Is every file a possible document of the Metadata API? Unknown or missing elements, wrong values, split lists. */
export function checkElements(files: MetadataFile[]): Problem[] {
  const typeOf = loadMetadataTypes()
  return files.flatMap((file) => {
    const found: Problem[] = []
    const say = (element: Element, message: string) => void found.push(problem(file, element, message))
    const { root } = file
    if (root.namespace !== namespace) say(root, `the namespace of <${root.name}> must be ${namespace}`)
    const type = typeOf(root.name)
    if (type?.kind === 'element') checkChildren(root, type.properties)
    else say(root, `<${root.name}> is no metadata type`)
    return found

    function checkChildren(parent: Element, properties: Map<string, Property>): void {
      if (parent.text !== '') say(parent, `text "${parent.text.slice(0, 30)}" between the elements of <${parent.name}>`)
      let previous = ''
      const seen = new Set<string>()
      for (const child of parent.children) {
        const property = properties.get(child.name)
        if (property === undefined) say(child, `<${parent.name}> has no element <${child.name}>`)
        else {
          if (seen.has(child.name) && !property.many) say(child, `<${child.name}> may stand once in <${parent.name}>`)
          else if (seen.has(child.name) && previous !== child.name)
            say(child, `<${child.name}> must stand together in <${parent.name}>: the deploy refuses a split list`)
          checkValue(child, property.type)
        }
        seen.add(child.name)
        previous = child.name
      }
      for (const [name, { optional, many }] of properties)
        if (!optional && !many && !seen.has(name) && name !== 'fullName')
          say(parent, `<${parent.name}> lacks <${name}>`)
    }

    function checkValue(element: Element, typeName: string): void {
      if (element.name === 'targetConfigs') return // a component's own words, which the WSDL calls a string
      const type: MetadataType | undefined = typeOf(typeName)
      if (type?.kind === 'element') checkChildren(element, type.properties)
      else if (element.children.length > 0) say(element, `<${element.name}> takes a ${typeName}, not elements`)
      else if (type?.kind === 'values' ? !type.values.has(element.text) : !fits(element.text, typeName))
        say(element, `"${element.text}" is no ${typeName} for <${element.name}>`)
    }
  })
}

function fits(text: string, typeName: string): boolean {
  if (typeName === 'boolean') return text === 'true' || text === 'false'
  if (typeName === 'number') return /^-?\d+(\.\d+)?$/.test(text)
  return true
}
