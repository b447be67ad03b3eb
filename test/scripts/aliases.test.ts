import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const text = (path: string): string => readFileSync(path, 'utf8')
const section = /\[alias\]\n([^[]*)/.exec(text('wrangler.toml'))?.[1] ?? ''
const aliases = [...section.matchAll(/^"?([\w/-]+)"? = "\.\/(bridge\/[^"]+)"/gm)].map(([, name, file]) => ({
  name: name!,
  file: file!,
}))
const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(js|tsx?)$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => text(`${folder}/${path}`))

it('what the bundle replaces is wanted by jsforce, by nothing of ours, and replaced in the tests too', () => {
  const [theirs, ours] = [sources('node_modules/jsforce/lib').join('\n'), sources('bridge').join('\n')]
  const settings = text('vitest.config.ts')
  const names = aliases.map(({ name }) => name)
  expect(names).toContain('undici')
  expect(names.filter((name) => !theirs.includes(`require("${name}")`))).toEqual([])
  expect(names.filter((name) => ours.includes(`from '${name}'`))).toEqual([])
  expect(names.filter((name) => !settings.includes(`'${name}'`) && !settings.includes(`${name}:`))).toEqual([])
  expect(aliases.filter(({ file }) => !settings.includes(file.replace('bridge/apps/', '')))).toEqual([])
})
