export type JavaField = {
  name: string
  /** `com/nawforce/runforce/System/Id`; a list of objects ends in `[]`. */ type: string
}

/** How many bytes follow the tag of a constant (Java Virtual Machine Specification 17, table 4.4-A); a text names its own length. */
const constantSizes: Record<number, number> = { 3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 15: 3, 16: 2, 19: 2, 20: 2 }

/** The fields of a compiled Java class that belong to its objects. */
export function fieldsOf(bytes: Buffer): JavaField[] {
  let at = 8
  const next = (size: 2 | 4): number => bytes.readUIntBE((at += size) - size, size)
  const skip = (size: number): void => void (at += size)
  const texts: string[] = []
  const constants = next(2)
  for (let index = 1; index < constants; index++) {
    const tag = bytes[at++] ?? 0
    if (tag === 1) {
      const length = next(2)
      texts[index] = bytes.toString('utf8', at, (at += length))
    } else skip(constantSizes[tag] ?? 4)
    if (tag === 5 || tag === 6) index++ // long and double take two places
  }
  skip(6)
  skip(2 * next(2)) // its interfaces
  const fields: JavaField[] = []
  for (let left = next(2); left > 0; left--) {
    const isStatic = (next(2) & 8) !== 0
    const name = texts[next(2)] ?? ''
    const [, list, type = ''] = /^(\[?)L(.*);$/.exec(texts[next(2)] ?? '') ?? []
    for (let attributes = next(2); attributes > 0; attributes--) {
      skip(2)
      skip(next(4))
    }
    if (!isStatic && type !== '') fields.push({ name, type: list === '[' ? `${type}[]` : type })
  }
  return fields
}
