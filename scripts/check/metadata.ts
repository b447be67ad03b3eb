import { checkElements } from './elements.ts'
import { checkFields } from './fields.ts'
import { checkOrgValues } from './org-values.ts'
import { checkPermissionSets } from './permission-sets.ts'
import { parseSources, type Problem, readSources, type Source } from './sources.ts'
import { checkTranslations } from './translations.ts'
import { checkFlows, checkMessages, checkRules } from './triggers.ts'

const checks = [
  checkElements,
  checkFields,
  checkMessages,
  checkFlows,
  checkRules,
  checkPermissionSets,
  checkTranslations,
  checkOrgValues,
]

/** All that can be known about the Salesforce metadata without an org. */
export function checkMetadata(root: string): Problem[] {
  const sources = readSources(root)
  if (sources.length === 0) return [{ file: root, line: 1, message: 'no metadata found' }]
  return checkMetadataSources(sources)
}

export function checkMetadataSources(sources: Source[]): Problem[] {
  const { files, problems } = parseSources(sources)
  return [...problems, ...checks.flatMap((check) => check(files))]
}
