import { copyFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import * as z from 'zod'
import type { MetadataFile } from '../../metadata/sources.ts'
import { textAt } from '../../metadata/xml.ts'
import type { Problem } from '../../problem.ts'
import type { Findings } from '../../run-steps.ts'
import { run } from '../../run-tool.ts'
import type { Java } from '../java.ts'
import { collectObjects } from '../objects/objects.ts'
import { javaLibrary } from '../objects/standard.ts'
import { inCopy, readApex } from './project.ts'
import { type Probe, probesOf } from './soql-probes.ts'

const report = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      messages: z.array(z.object({ category: z.string(), message: z.string(), start: z.object({ line: z.number() }) })),
    }),
  ),
})

const probeClass = 'Zz_SoqlProbe'

/**
 * apex-ls, and the two things it leaves out. It does not look into queries: a generated class says each of their names as an
 * expression. It accepts any field on a standard object that the package extends: so it gets the package without those folders, and
 * the package's own fields are forgiven.
 */
export async function checkWithApexLs(
  root: string,
  folder: string,
  metadata: MetadataFile[],
  { java }: Java,
): Promise<Findings> {
  const sources = readApex(root, folder)
  const first = sources.find(({ path }) => path.endsWith('.cls'))
  if (!first) return { problems: [`found no Apex class in ${folder}`] }
  const probes = probesOf(sources, collectObjects(metadata))
  const own = ownNames(metadata)
  return inCopy(root, folder, async (copy) => {
    const probePath = join(copy, dirname(first.path), `${probeClass}.cls`)
    writeFileSync(probePath, `public class ${probeClass} {\n${probes.map(probeMethod).join('\n')}\n}\n`)
    copyFileSync(join(root, `${first.path}-meta.xml`), `${probePath}-meta.xml`)
    const checker = ['-cp', `${javaLibrary}/*`, 'io.github.apexdevtools.apexls.CheckForIssues']
    const { stdout, output } = await run(java, [...checker, '-w', copy, '-n', '-f', 'json'])
    if (!stdout.trimStart().startsWith('{')) return { problems: [output || 'apex-ls said nothing'] }
    const problems = report.parse(JSON.parse(stdout)).files.flatMap(({ path, messages }) =>
      messages
        .filter(({ message }) => !isOwn(message, own))
        .map(({ category, message, start }): Problem => {
          const probe = path.includes(probeClass) ? probes[start.line - 2] : undefined
          return probe
            ? { file: probe.file, line: probe.line, message: `SOQL ${probe.name}: ${message}` }
            : { file: relative(copy, path), line: start.line, message: `${category}: ${message}` }
        }),
    )
    return { problems, note: `${sources.length} files, ${probes.length} names in queries` }
  })
}

const probeMethod = ({ object, expression }: Probe, index: number): string =>
  `static void p${index}(${object} r) { Object o = ${expression}; }`

/** Fields and relationships of ours on standard objects, as apex-ls would name them. */
function ownNames(metadata: MetadataFile[]): Set<string> {
  const fields = metadata.filter(({ type, area }) => type === 'field' && area === 'main')
  const names = fields.flatMap(({ parent, name, root }) => [
    `${parent}.${name}`,
    `${parent}.${name.replace(/__c$/, '__r')}`,
    `${textAt(root, 'referenceTo')}.${textAt(root, 'relationshipName')}__r`,
  ])
  return new Set(names.map((name) => name.toLowerCase()))
}

function isOwn(message: string, own: Set<string>): boolean {
  const [, field, object] = /Unknown field '(.*?)' on SObject '\[?Schema\.(\w+)/.exec(message) ?? []
  return own.has(`${object}.${field}`.toLowerCase())
}
