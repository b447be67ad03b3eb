import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageDirectory } from '../../schema/metadata.ts'
import { parseXml, text } from '../../schema/xml.ts'

export type Component = { name: string; path: string; isExposed: boolean }

const here = fileURLToPath(new URL('.', import.meta.url))

let known: Component[] | undefined

/** The package's Lightning web components, modules without a template among them; looked for once a process. */
export const packageComponents = (): Component[] => (known ??= findComponents())

function findComponents(): Component[] {
  return globSync('**/lwc/*/*.js-meta.xml', { cwd: packageDirectory })
    .sort()
    .map((file) => {
      const name = basename(file, '.js-meta.xml')
      const definition = parseXml(readFileSync(join(packageDirectory, file), 'utf8'))
      const path = join(packageDirectory, dirname(file), `${name}.js`)
      return { name, path, isExposed: text(definition, 'isExposed') === 'true' }
    })
}

/** Names everything a bundle is made of: it is built again when one of them changes. */
export function sourcesHash(): string {
  const ours = globSync('{*.ts,browser/**/*.ts}', { cwd: here }).sort()
  const parts = globSync('**/lwc/*/*.{js,html,css,js-meta.xml}', { cwd: packageDirectory }).sort()
  const files = [
    ...ours.map((file) => join(here, file)),
    ...parts.map((file) => join(packageDirectory, file)),
    fileURLToPath(new URL('../../../../package-lock.json', import.meta.url)),
  ]
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}
