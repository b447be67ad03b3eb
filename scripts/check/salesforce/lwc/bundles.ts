import { globSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'

/** A component's folder with the files that an org gets; tests stay here. */
export type Bundle = { path: string; name: string; files: Record<string, string> }

export function readBundles(root: string, folder: string): Bundle[] {
  return globSync(`${folder}/**/lwc/*`, { cwd: root })
    .filter((path) => statSync(join(root, path)).isDirectory())
    .sort()
    .map((path) => ({ path: path.replaceAll(sep, '/'), name: basename(path), files: readFiles(join(root, path)) }))
}

const readFiles = (folder: string): Record<string, string> =>
  Object.fromEntries(
    globSync('**/*', { cwd: folder, exclude: ['**/__tests__/**', '**/__tests__'] })
      .map((path) => join(folder, path))
      .filter((path) => statSync(path).isFile())
      .map((path) => [relative(folder, path).replaceAll(sep, '/'), readFileSync(path, 'utf8')]),
  )
