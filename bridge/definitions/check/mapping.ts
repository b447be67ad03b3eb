import { isSupportedCountry } from 'libphonenumber-js/min'
import type { Problem } from '../../core/failures.ts'
import type { Mapping } from '../mappings/mapping.ts'
import { roles } from '../program.ts'
import { conditionsIn, openRoots, pathsIn, sources, templateRoots, templatesIn } from '../mappings/sources.ts'
import { checkText } from '../texts.ts'
import { checkCondition } from './condition.ts'

/** What one mapping says that cannot work, whatever org it is for. */
export function checkMapping(mapping: Mapping, all: ReadonlyMap<string, Mapping>): Problem[] {
  return [
    ...checkKey(mapping),
    ...checkParent(mapping, all),
    ...checkLinks(mapping),
    ...pathsIn(mapping).flatMap(({ path, place }) => {
      const message = whyUnknown(path, mapping)
      return message ? [{ path: place, message }] : []
    }),
    ...conditionsIn(mapping).flatMap(({ condition, place }) => checkCondition(condition, place)),
    ...templatesIn(mapping).flatMap(({ text, place }) =>
      checkText(text, templateRoots).map(({ message }) => ({ path: place, message })),
    ),
    ...checkCountries(mapping),
  ]
}

/** The key tells one record from another, so it must always have a value of its own. */
function checkKey({ key, fields }: Mapping): Problem[] {
  const source = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (source === undefined)
    return [{ path: 'key', message: `'${key}' is not among the fields; add it, such as ${key}: response.key` }]
  if (typeof source === 'object' && ('value' in source || source.if))
    return [
      {
        path: `fields.${key}`,
        message: 'the key needs a value of its own in every record: a path without a condition',
      },
    ]
  return []
}

function checkParent(mapping: Mapping, all: ReadonlyMap<string, Mapping>): Problem[] {
  if (mapping.parent === undefined) return []
  const at = (message: string): Problem[] => [{ path: 'parent', message }]
  const parent = all.get(mapping.parent)
  if (!parent) return at(`mapping '${mapping.parent}' does not exist; publish it first or in the same file`)
  if (parent.each) return at(`'${mapping.parent}' makes a record for each answer, so there is not one to wait for`)
  if (parent.connection !== mapping.connection)
    return at(`'${mapping.parent}' goes to another connection; both must go to one`)
  const chain = new Set<string>()
  for (let next = all.get(mapping.mapping); next; next = next.parent === undefined ? undefined : all.get(next.parent)) {
    if (chain.has(next.mapping)) return at(`waits for itself: ${[...chain, next.mapping].join(' → ')}`)
    chain.add(next.mapping)
  }
  return []
}

/** `Case__c` and `Case__r.Key__c` are one lookup said twice; two paths through one relation contradict each other. */
function checkLinks({ fields }: Mapping): Problem[] {
  const relations = Object.keys(fields).filter((field) => field.includes('.'))
  return relations.flatMap((field) => {
    const [relation = ''] = field.split('.')
    const direct = relation.endsWith('__r') ? `${relation.slice(0, -1)}c` : `${relation}Id`
    const twice = Object.hasOwn(fields, direct)
      ? direct
      : relations.find((other) => other !== field && other.startsWith(`${relation}.`))
    return twice ? [{ path: `fields.${field}`, message: `says the same lookup as ${twice}; keep one` }] : []
  })
}

function whyUnknown(path: string, mapping: Mapping): string | null {
  const [root = '', ...rest] = path.split('.')
  const name = rest.join('.')
  if (root === 'records')
    return roles.some((role) => role === name) ? null : `no role '${name}'; use one of ${roles.join(', ')}`
  if (openRoots.some((open) => open === root)) return null
  if (root === 'answer' && !mapping.each) return 'answer is known only with each: answer; use answers.<question>'
  if (!Object.hasOwn(sources, root))
    return `unknown root '${root}'; use one of ${[...Object.keys(sources), ...openRoots].join(', ')}`
  const names = sources[root as keyof typeof sources].split(' ')
  return names.includes(name) ? null : `${root} has no '${name}'; use one of ${names.join(', ')}`
}

function checkCountries({ fields }: Mapping): Problem[] {
  return Object.entries(fields).flatMap(([field, source]) =>
    typeof source === 'object' && 'from' in source
      ? source.transform.flatMap((one, index) =>
          'phone' in one && !isSupportedCountry(one.country)
            ? [
                {
                  path: `fields.${field}.transform.${index}.country`,
                  message: `no country '${one.country}'; use a code such as FR`,
                },
              ]
            : [],
        )
      : [],
  )
}
