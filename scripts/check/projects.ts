import { relative } from 'node:path'
import type { Source } from './metadata/sources.ts'
import type { Findings } from './run-steps.ts'
import { runTool } from './run-tool.ts'

/** Every TypeScript file belongs to one of these projects: one that belongs to none has its types checked by nobody. */
export async function checkProjects(root: string, projects: string[], files: Source[]): Promise<Findings> {
  const lists = await Promise.all(
    projects.map((project) => runTool('tsc', ['-p', project, '--listFilesOnly'], { cwd: root })),
  )
  const held = new Set(lists.flatMap(({ output }) => output.split('\n').map((path) => relative(root, path))))
  const ours = files.map(({ path }) => path).filter((path) => /\.tsx?$/.test(path))
  if (ours.length === 0) return { problems: ['found no TypeScript file'] }
  return {
    problems: ours
      .filter((path) => !held.has(path))
      .map((file) => ({ file, line: 1, message: `is in no "include" of ${projects.join(' or ')}` })),
    note: `${ours.length} files`,
  }
}
