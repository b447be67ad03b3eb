import compiler from '@lwc/sfdc-lwc-compiler'
import type { Findings } from '../../run-steps.ts'
import type { Problem } from '../../problem.ts'
import { type Bundle, readBundles } from './bundles.ts'

/** Every component through the compiler that an org deploys it with. */
export async function compileComponents(root: string, folder: string): Promise<Findings> {
  const bundles = readBundles(root, folder)
  if (bundles.length === 0) return { problems: [`found no component in ${folder}`] }
  const problems: Problem[] = []
  for (const bundle of bundles) problems.push(...(await compile(bundle)))
  return { problems, note: `${bundles.length} components` }
}

async function compile({ path, name, files }: Bundle): Promise<Problem[]> {
  const { success, diagnostics = [] } = await compiler.compile({
    bundle: { namespace: 'c', name, type: 'platform', files, namespaceMapping: {} },
  })
  const problems = diagnostics.map(({ filename, location, code, message }) => ({
    file: `${path}/${filename ?? ''}`,
    line: location?.line ?? 1,
    message: `${code ?? ''} ${message}`.trim(),
  }))
  return success || problems.length > 0 ? problems : [{ file: path, line: 1, message: 'the compiler refuses it' }]
}
