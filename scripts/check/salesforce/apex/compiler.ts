import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MetadataFile } from '../../metadata/sources.ts'
import { all, textAt } from '../../metadata/xml.ts'
import type { Problem } from '../../problem.ts'
import type { Findings } from '../../run-steps.ts'
import { run } from '../../run-tool.ts'
import type { Java } from '../java.ts'
import { standardObjectsJar } from '../objects/standard.ts'
import { readApex } from './project.ts'

const driver = fileURLToPath(new URL('compiler/', import.meta.url))
const plugin = fileURLToPath(new URL('../..', import.meta.resolve('prettier-plugin-apex')))
const library = join(plugin, 'vendor/apex-ast-serializer/lib')

/** The org's own compiler front end, with the org's own messages. `folder` is the package directory inside `root`. */
export async function checkWithCompiler(
  root: string,
  folder: string,
  metadata: MetadataFile[],
  java: Java,
): Promise<Findings> {
  const sources = readApex(root, folder)
  if (sources.length === 0) return { problems: [`found no Apex in ${folder}`] }
  const work = mkdtempSync(join(tmpdir(), 'apex-compile-'))
  try {
    const task = join(work, 'task.tsv')
    writeFileSync(
      task,
      `${[...sources.map(({ path }) => `file\t${join(root, path)}`), ...namesIn(metadata)].join('\n')}\n`,
    )
    const classes = await compiledDriver(java)
    const { code, stdout, output } = await run(java.java, [
      '-cp',
      [classes, `${library}/*`].join(delimiter),
      'ApexCompile',
      join(library, 'apex-jorje-lsp.jar'),
      standardObjectsJar(),
      task,
    ])
    const lines = stdout.split('\n').map((line) => line.split('\t'))
    if (code !== 0 || lines.find(([kind]) => kind === 'done')?.[1] !== String(sources.length))
      return { problems: [output] }
    const gaps = lines.filter(([kind]) => kind === 'gap').length
    return {
      problems: lines.filter(([kind]) => kind === 'problem').map((line) => toProblem(root, line)),
      note: `${sources.length} files${gaps > 0 ? `, ${gaps} places left to apex-ls` : ''}`,
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const toProblem = (root: string, [, path = '', line, message = '']: string[]): Problem => ({
  file: path.slice(join(root, '/').length),
  line: Number(line) || 1,
  message,
})

/** What the package defines, in the lines that ApexCompile.java reads. */
function namesIn(metadata: MetadataFile[]): string[] {
  return metadata
    .filter(({ area }) => area === 'main')
    .flatMap(({ type, name, parent, root }) => {
      if (type === 'object') return [`object\t${name}`]
      if (type === 'labels') return all(root, 'labels').map((label) => `label\t${textAt(label, 'fullName')}`)
      if (type !== 'field') return []
      const target = textAt(root, 'referenceTo')
      const relationship = textAt(root, 'relationshipName')
      return [
        `field\t${parent}\t${name}\t${textAt(root, 'type')}\t${target}`,
        ...(target !== '' && relationship !== '' ? [`child\t${target}\t${relationship}\t${parent}`] : []),
      ]
    })
}

/** Compiled once for this driver, this version of the compiler's jar and this Java. */
async function compiledDriver({ javac }: Java): Promise<string> {
  const files = readdirSync(driver).map((name) => join(driver, name))
  const { output: version } = await run(javac, ['-version'])
  const hash = createHash('sha256')
    .update(version)
    .update(readFileSync(join(plugin, 'package.json')))
  for (const file of files) hash.update(readFileSync(file))
  const cache = fileURLToPath(new URL('../../../../node_modules/.cache/apex-compiler/', import.meta.url))
  const folder = join(cache, hash.digest('hex').slice(0, 16))
  if (existsSync(folder)) return folder
  mkdirSync(dirname(folder), { recursive: true })
  const unfinished = mkdtempSync(`${folder}-`)
  const { code, output } = await run(javac, ['-cp', `${library}/*`, '-d', unfinished, ...files])
  if (code !== 0) throw new Error(`the driver of the Apex compiler does not compile:\n${output}`)
  try {
    renameSync(unfinished, folder)
  } catch {
    rmSync(unfinished, { recursive: true, force: true }) // another run was first
  }
  return folder
}
