import JSZip from 'jszip'
import { all, parseXml, text } from '../../schema/xml.ts'

/** A deploy's or a retrieve's files by path, below `unpackaged/` or not. */
export type Files = Map<string, string>

/** What a manifest names: type to members. */
export type Members = { type: string; member: string }[]

export async function unzip(bytes: Buffer): Promise<Files> {
  const zip = await JSZip.loadAsync(bytes)
  const files: Files = new Map()
  // A zip may have one folder around everything; the manifest stands at its top.
  const top = Object.keys(zip.files).find((path) => /(^|\/)package\.xml$/.test(path)) ?? 'package.xml'
  const root = top.slice(0, -'package.xml'.length)
  for (const [path, entry] of Object.entries(zip.files))
    if (!entry.dir && path.startsWith(root)) files.set(path.slice(root.length), await entry.async('string'))
  return files
}

export async function zip(files: Files): Promise<Buffer> {
  const made = new JSZip()
  for (const [path, content] of files) made.file(path, content)
  return made.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' })
}

/** `package.xml` or one of the destructive manifests; empty when it is not there. */
export function membersIn(manifest: string | undefined): Members {
  if (!manifest) return []
  return all(parseXml(manifest), 'types').flatMap((types) =>
    all(types, 'members').map((member) => ({ type: text(types, 'name'), member: member.text.trim() })),
  )
}

/** A manifest of these components. */
export function manifestOf(members: Members, version: string): string {
  const groups = [...Map.groupBy(members, ({ type }) => type)]
  const types = groups.map(
    ([name, some]) =>
      `    <types>\n${some.map(({ member }) => `        <members>${member}</members>\n`).join('')}        <name>${name}</name>\n    </types>\n`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">\n${types.join('')}    <version>${version}</version>\n</Package>\n`
}
