import { checkElements } from './metadata/elements.ts'
import { checkFields } from './metadata/fields.ts'
import { checkOrgValues } from './metadata/org-values.ts'
import { checkPermissionSets } from './metadata/permission-sets.ts'
import { parseSources, readSources, type Source } from './metadata/sources.ts'
import { checkApps } from './metadata/screens/apps.ts'
import { checkFrench } from './metadata/screens/french.ts'
import { checkLayouts } from './metadata/screens/layouts.ts'
import { checkListViews } from './metadata/screens/list-views.ts'
import { checkObjectScreens } from './metadata/screens/objects.ts'
import { checkPages } from './metadata/screens/pages.ts'
import { checkAverages } from './metadata/screens/reports/averages.ts'
import { checkDashboards } from './metadata/screens/reports/dashboards.ts'
import { checkReportTypes } from './metadata/screens/reports/report-types.ts'
import { checkReports } from './metadata/screens/reports/reports.ts'
import type { Problem } from './problem.ts'
import { checkTranslations } from './metadata/translations.ts'
import { checkFlows, checkMessages, checkRules } from './metadata/triggers.ts'

const checks = [
  checkElements,
  checkFields,
  checkMessages,
  checkFlows,
  checkRules,
  checkPermissionSets,
  checkTranslations,
  checkOrgValues,
  checkListViews,
  checkLayouts,
  checkObjectScreens,
  checkPages,
  checkApps,
  checkReportTypes,
  checkReports,
  checkAverages,
  checkDashboards,
  checkFrench,
]

/** All that can be known about the Salesforce metadata without an org. */
export function checkMetadata(root: string): Problem[] {
  const sources = readSources(root)
  if (sources.length === 0) return [{ file: root, line: 1, message: 'no metadata found' }]
  return checkMetadataSources(sources)
}

/** The same over files in hand: tests change one of them. */
export function checkMetadataSources(sources: Source[]): Problem[] {
  const { files, problems } = parseSources(sources)
  return [...problems, ...checks.flatMap((check) => check(files))]
}
