import { fileURLToPath } from 'node:url'
import { checkBundle } from './check/bundle.ts'
import { audit } from './check/dependencies/audit.ts'
import { checkLicences } from './check/dependencies/licences.ts'
import { checkDocumentation } from './check/files/documentation.ts'
import { checkLockFile } from './check/files/lock-file.ts'
import { readFiles } from './check/files/read.ts'
import { lint } from './check/lint.ts'
import { checkMetadata } from './check/metadata.ts'
import { checkProjects } from './check/projects.ts'
import { runSteps, type Step } from './check/run-steps.ts'
import { findingsOf } from './check/run-tool.ts'
import { salesforceLanes } from './check/salesforce.ts'
import { checkSize } from './check/files/size.ts'
import { checkLeftovers, checkMachinePaths } from './check/files/unwanted-lines.ts'
import { build, wranglerEnv } from './run/build.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

const prettier = ['--check', '--cache', '--ignore-unknown', '--log-level=warn']
const projects: [string, string] = ['tsconfig.worker.json', 'tsconfig.node.json']
const tsc = (project: string) => findingsOf('tsc', ['-p', project, '--pretty', 'false'])

const steps: Step[] = [
  { name: 'format', run: () => findingsOf('prettier', [...prettier, ...readFiles(root).map(({ path }) => path)]) },
  { name: 'lint', run: () => lint(root) },
  { name: 'bindings', run: () => findingsOf('wrangler', ['types', '--strict-vars=false'], wranglerEnv) }, // what `Env` is
  { name: 'types: bridge', run: () => tsc(projects[0]) },
  { name: 'types: scripts', run: () => tsc(projects[1]) },
  { name: 'types: all files', run: () => checkProjects(root, projects, readFiles(root)) },
  { name: 'metadata', run: () => ({ problems: checkMetadata(root) }) },
  { name: 'lock file', run: () => checkLockFile(readFiles(root)) },
  { name: 'licences', run: () => checkLicences(root, readFiles(root), 'dist/licences.tsv') },
  { name: 'audit', run: () => audit(process.env['AUDIT'] === 'required') },
  { name: 'size', run: () => checkSize(readFiles(root)) },
  { name: 'documents', run: () => checkDocumentation(root, readFiles(root)) },
  { name: 'machine paths', run: () => checkMachinePaths(readFiles(root)) },
  { name: 'leftovers', run: () => checkLeftovers(readFiles(root)) },
  { name: 'bundle', run: async () => checkBundle(await build('dist/check')) },
]

const { failed } = await runSteps([steps, ...salesforceLanes(root, () => readFiles(root))], console.log)
process.exitCode = failed === 0 ? 0 : 1
