import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'

export type Zip = { names: string[]; read: (name: string) => Buffer }

type Entry = { isDeflated: boolean; size: number; at: number }

/** Opens a zip or jar: its end says where the list of entries is (PKWARE APPNOTE.TXT 4.3.12 and 4.3.16). */
export function openZip(zip: string | Buffer): Zip {
  const bytes = typeof zip === 'string' ? readFileSync(zip) : zip
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0) throw new Error('this is no zip file')
  const entries = new Map<string, Entry>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    entries.set(bytes.toString('utf8', at + 46, at + 46 + name), {
      isDeflated: bytes.readUInt16LE(at + 10) === 8,
      size: bytes.readUInt32LE(at + 20),
      at: bytes.readUInt32LE(at + 42),
    })
    at += 46 + name + extra + comment
  }
  return {
    names: [...entries.keys()].filter((name) => !name.endsWith('/')),
    read: (name) => {
      const entry = entries.get(name)
      if (!entry) throw new Error(`the zip holds no ${name}`)
      const start = entry.at + 30 + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28)
      const held = bytes.subarray(start, start + entry.size)
      return entry.isDeflated ? inflateRawSync(held) : held
    },
  }
}
