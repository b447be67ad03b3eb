import type { Problem } from '../problem.ts'
import { type Area, type MetadataFile, problem } from './sources.ts'
import { walk } from './xml.ts'

/** What setup fills in for an org. */
const placeholders = ['__ENDPOINT_URL__', '__INTEGRATION_USERNAME__', '__ACCOUNT_FIELD__', '__ACCOUNT_EMAIL_FIELD__']

/** The places of what setup deploys beside the package, by folder. */
const places: Partial<Record<Area, string[]>> = {
  connection: ['bridgeOrigin', 'orgKey', 'contactEmail', 'certificate', 'permissionSetId'],
  dashboard: ['runningUser'],
}

/** The platform's own word for the order a related list has by itself. */
const isOfThePlatform = (placeholder: string): boolean => placeholder === '__DEFAULT__'

const patterns = [
  { what: 'an address or username', pattern: /[\w.+-]+@[\w-]+\.\w+/ },
  { what: 'a URL', pattern: /\b(https?|sfdc):\/\//i },
  // An id: three characters that begin with a digit or `a`, then twelve or fifteen, among them several digits.
  { what: 'a record id', pattern: /\b(?=(?:[A-Za-z]*\d){4})[0-9a][0-9A-Za-z]{14}([A-Z0-5]{3})?\b/ },
]

/** What belongs to one org stands in no file, and placeholders only in templates. */
export function checkOrgValues(files: MetadataFile[]): Problem[] {
  return files.flatMap((file) =>
    [...walk(file.root)].flatMap((element) => {
      if (element.text === '') return []
      const found = patterns
        .filter(({ pattern }) => pattern.test(element.text))
        .map(({ what }) => problem(file, element, `"${element.text}" looks like ${what}`))
      const template = file.area === 'trigger' || file.area === 'legacy'
      for (const [placeholder] of element.text.matchAll(/__[A-Z][A-Z_]*?__/g))
        if (!isOfThePlatform(placeholder) && (!template || !placeholders.includes(placeholder)))
          found.push(problem(file, element, `nobody fills in ${placeholder} here`))
      for (const [placeholder, name = ''] of element.text.matchAll(/\{\{(\w+)\}\}/g))
        if (!places[file.area]?.includes(name) || (file.area === 'dashboard' && element.name !== name))
          found.push(problem(file, element, `nobody fills in ${placeholder} here`))
      return found
    }),
  )
}
