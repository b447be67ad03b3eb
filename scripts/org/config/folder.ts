import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parse } from 'yaml'
import { readDocuments, type Document } from '../../../bridge/definitions/documents.ts'
import { settings as settingsShape, type Settings } from '../../../bridge/definitions/settings.ts'
import { OrgError } from '../frame/result.ts'
import type { Problem } from './problem.ts'
import { asYaml, writtenDocument, writtenSettings } from './written.ts'

/** What an org is configured by: its documents and what it sets for itself. */
export type Configuration = { documents: Document[]; settings: Settings | null }
export type Read = Configuration & { problems: Problem[] }

const settingsFile = 'settings.yaml'
const folderOf = { survey: 'surveys', program: 'programs', mapping: 'mappings' } as const

/** `programs/case-closed.yaml` → its text, for every document and the settings. */
export function filesOf({ documents, settings }: Configuration): Map<string, string> {
  const files = documents.map((one) => [pathOf(one), asYaml(writtenDocument(one))] as const)
  return new Map([...files, ...(settings ? [[settingsFile, asYaml(writtenSettings(settings))] as const] : [])].sort())
}

export const pathOf = ({ kind, name }: Pick<Document, 'kind' | 'name'>): string => `${folderOf[kind]}/${name}.yaml`

/** Where the command was typed, not where the script runs. */
export const folderNamed = (name: unknown): string =>
  resolve(process.env['INIT_CWD'] ?? process.cwd(), typeof name === 'string' ? name : 'survey-config')

/** Writes what differs. Files of documents that the bridge does not have stay: they may be somebody's work. */
export function writeFolder(folder: string, files: Map<string, string>): { written: string[]; onlyHere: string[] } {
  const onlyHere = yamlFiles(folder).filter((path) => !files.has(path))
  const written = [...files].filter(([path, text]) => textAt(join(folder, path)) !== text)
  for (const [path, text] of written) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return { written: written.map(([path]) => path), onlyHere }
}

/** Every YAML file below the folder; a file may hold several documents. @throws OrgError when there is none */
export function readFolder(folder: string): Read {
  const paths = yamlFiles(folder)
  if (paths.length === 0)
    throw new OrgError(
      'no_files',
      `${folder} holds no .yaml file.`,
      'npm run org -- config pull --folder <folder> writes them',
    )
  const read: Read = { documents: [], settings: null, problems: [] }
  for (const path of paths) {
    const text = readFileSync(join(folder, path), 'utf8')
    const at = (problem: Problem): Problem => ({ path: `${path}: ${problem.path}`, message: problem.message })
    if (path === settingsFile) {
      const found = settingsIn(text)
      if ('settings' in found) read.settings = found.settings
      else read.problems.push(...found.problems.map(at))
      continue
    }
    const { documents, problems } = readDocuments(text)
    read.documents.push(...documents)
    read.problems.push(...problems.map(at))
  }
  return read
}

function settingsIn(text: string): { settings: Settings } | { problems: Problem[] } {
  const plain = (() => {
    try {
      return (parse(text, { schema: 'core', stringKeys: true }) ?? {}) as unknown
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  })()
  if (plain instanceof Error) return { problems: [{ path: 'settings', message: plain.message }] }
  const read = settingsShape.safeParse(plain)
  if (read.success) return { settings: read.data }
  return { problems: read.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'settings', message })) }
}

const yamlFiles = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((path) => relative('', path).replaceAll('\\', '/'))
        .filter((path) => /\.ya?ml$/.test(path))
        .sort()
    : []

const textAt = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null)
