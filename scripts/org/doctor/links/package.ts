import { bad, check, good, some, type Check, type Verdict } from '../check.ts'
import type { Facts, PackageFacts } from '../facts.ts'

/** All parts of the package stand in the org. */
export const packaged = (facts: Facts): Check[] => [
  check('package.components', 'The package is deployed and complete', facts.package, complete),
  check('package.fields', 'Every field of the package is there', facts.package, fields),
  check('package.translations', 'Translations', facts.package, translations),
]

const isField = (part: string): boolean => part.startsWith('CustomField ')

function complete({ version, count, missing }: PackageFacts): Verdict {
  const parts = missing.filter((part) => !isField(part))
  if (missing.length === count) return bad('the package is not in this org', 'npm run org -- setup')
  return parts.length === 0
    ? good(`version ${version}`)
    : bad(
        `${parts.length} parts of version ${version} are missing: ${some(parts)}`,
        'npm run org -- setup deploys them',
      )
}

function fields({ missing }: PackageFacts): Verdict {
  const names = missing.filter(isField).map((part) => part.slice('CustomField '.length))
  return names.length === 0
    ? good('none is missing')
    : bad(
        `missing: ${some(names)}`,
        'npm run org -- setup deploys them; writes that name them are dead until then (writes/replay afterwards)',
      )
}

const translations = ({ isFrenchActive, isFrenchDeployed }: PackageFacts): Verdict =>
  isFrenchActive && !isFrenchDeployed
    ? bad('French is active here and the package is not translated', 'npm run org -- setup deploys the translations')
    : good(isFrenchActive ? 'French is active and deployed' : 'French is not active in this org: English only')
