import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fieldsOf } from './class-file.ts'
import { openZip } from './zip.ts'

export type ObjectShape = {
  /** By API name; `Id`, `String`, `Decimal`… */
  fields: Map<string, string>
  /** The object behind a parent relationship (`Contact`, `Owner`) or a child relationship (`Cases`). */
  parents: Map<string, string>
  children: Map<string, string>
}

/** Salesforce's libraries for Java come with the PMD engine of its Code Analyzer, apex-ls among them. */
export const javaLibrary = join(
  dirname(fileURLToPath(import.meta.resolve('@salesforce/code-analyzer-pmd-engine'))),
  'java-lib',
)

const folder = 'com/nawforce/runforce/SObjects/'

export function standardObjectsJar(): string {
  const jar = readdirSync(javaLibrary).find((name) => /^sobject-types-.*\.jar$/.test(name))
  if (jar === undefined) throw new Error(`there is no list of standard objects in ${javaLibrary}`)
  return join(javaLibrary, jar)
}

/** Every standard object as apex-ls knows it, read from its classes; needs no Java. Null for a name that is none. */
export function loadStandardObjects(): (name: string) => ObjectShape | null {
  const zip = openZip(standardObjectsJar())
  const paths = new Set(zip.names)
  const read = new Map<string, ObjectShape | null>()
  return (name) => {
    const path = `${folder}${name}.class`
    if (!read.has(name)) read.set(name, paths.has(path) ? shapeOf(zip.read(path)) : null)
    return read.get(name) ?? null
  }
}

function shapeOf(classFile: Buffer): ObjectShape {
  const shape: ObjectShape = { fields: new Map(), parents: new Map(), children: new Map() }
  for (const { name, type } of fieldsOf(classFile)) {
    const simple = type.slice(type.lastIndexOf('/') + 1)
    if (simple.endsWith('[]')) shape.children.set(name, simple.slice(0, -2))
    else if (type.startsWith(folder)) shape.parents.set(name, simple)
    else shape.fields.set(name, simple)
  }
  return shape
}
