import { ComponentSet } from '@salesforce/source-deploy-retrieve'

/** The parts of folders in source format by type, as the Metadata API names them: an object's fields and a file's labels one by one. */
export async function partsOf(folders: string[]): Promise<Map<string, string[]>> {
  const components = ComponentSet.fromSource(folders).getSourceComponents().toArray()
  const parts = new Map<string, string[]>()
  const add = (type: string, name: string) => parts.set(type, [...(parts.get(type) ?? []), name])
  for (const component of components) {
    const children = component.getChildren()
    for (const child of children) add(child.type.name, child.fullName)
    // A folder of fields under a standard object makes no object; a file of labels is its labels.
    if (children.length === 0 || component.xml) add(component.type.name, component.fullName)
  }
  parts.delete('CustomLabels')
  return parts
}
