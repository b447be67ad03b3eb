import type { Source } from '../../metadata/sources.ts'
import type { Problem } from '../../problem.ts'

export type Template = { file: string; line: number; text: string }

/** Every gql`…` of the components. One with a `${}` cannot be read before it runs, so it may not be. */
export function findTemplates(sources: Source[]): { templates: Template[]; problems: Problem[] } {
  const templates: Template[] = []
  const problems: Problem[] = []
  for (const { path, text } of sources)
    for (const { index, 1: query = '' } of text.matchAll(/\bgql\s*`([^`]*)`/g)) {
      const line = text.slice(0, index).split('\n').length
      if (query.includes('${'))
        problems.push({ file: path, line, message: 'a query with ${} cannot be checked: use variables' })
      else templates.push({ file: path, line, text: query })
    }
  return { templates, problems }
}
