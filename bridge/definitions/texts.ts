import { defaultOperators, Liquid, type FilterImplOptions } from 'liquidjs'
import { fail, ok, type Problem, type Result } from '../core/failures.ts'
import type { Language } from './common.ts'

const maxSource = 10_000 // characters
const maxOutput = 100_000
const maxMemory = 1_000_000 // what liquidjs counts: the characters all filters of one text work on, together
const maxValue = 20_000 // of one value, and of one filter's result
const maxNeedle = 200 // what is searched for: a search costs needle × haystack, which no memory limit counts

/**
 * What the texts of documents may use. Loops, includes and layouts are out; so is `capture`, because what it collects is
 * counted by no limit (29 doublings fill a gigabyte). Filters are a named set: `raw` would switch escaping off.
 */
const tagsTakenOut = [
  'for',
  'tablerow',
  'include',
  'render',
  'layout',
  'block',
  'capture',
  'break',
  'continue',
  'cycle',
]
const filtersAllowed =
  'append capitalize date default divided_by downcase first join last minus plus prepend remove replace round size slice strip times truncate truncatewords upcase url_encode'.split(
    ' ',
  )
const searches = ['remove', 'replace']

type Rendering = { escape: boolean; language?: Language }

/**
 * A document's text with its merge fields filled in. An unknown merge field is empty; anything else that is wrong is a failure, never a throw.
 * `values.fields` may hold paths as keys (`Contact.Name`): the text writes `{{ fields.Contact.Name }}`.
 * @param rendering `escape`: the values become HTML text, the source itself stays as written; `language`: of month and day names
 */
export function renderText(source: string, values: Record<string, unknown>, rendering: Rendering): Result<string> {
  try {
    const { engine, templates } = parse(source, rendering)
    const text: unknown = engine.renderSync(
      templates,
      bounded({ ...values, fields: nested(values.fields) }, 6) as object,
    )
    if (typeof text !== 'string' || text.length > maxOutput)
      return unreadable(`becomes longer than ${maxOutput} characters`)
    return ok(text)
  } catch (cause) {
    return unreadable(reasonOf(cause))
  }
}

/** What is wrong in a text, found before it is saved: it must parse, and name only roots that its place offers. */
export function checkText(source: string, roots?: readonly string[]): Problem[] {
  try {
    const { engine, templates } = parse(source, { escape: false })
    const used = new Set(engine.globalVariableSegmentsSync(templates).map(([root]) => String(root)))
    return [...used]
      .filter((root) => roots && !roots.includes(root))
      .map((root) => ({ path: '', message: `unknown merge field '${cut(root)}'; use one of ${roots!.join(', ')}` }))
  } catch (cause) {
    return [{ path: '', message: `${reasonOf(cause)}; correct the text between {{ }} or {% %}` }]
  }
}

/** The record's fields a text names (`fields.Contact.Name` → `Contact.Name`); none when it does not parse. */
export function fieldsInText(source: string): string[] {
  try {
    const { engine, templates } = parse(source, { escape: false })
    const named = engine.globalVariableSegmentsSync(templates).filter(([root]) => root === 'fields')
    const paths = named.map(([, ...steps]) => steps.filter((step) => typeof step === 'string').join('.'))
    return [...new Set(paths)].filter((path) => path !== '')
  } catch {
    return []
  }
}

const engines = new Map<string, Liquid>()

function parse(source: string, { escape, language = 'en' }: Rendering) {
  if (source.length > maxSource) throw new Error(`is longer than ${maxSource} characters`)
  const key = `${escape} ${language}`
  const engine = engines.get(key) ?? makeEngine(escape, language)
  engines.set(key, engine)
  return { engine, templates: engine.parse(source) }
}

function makeEngine(escape: boolean, language: Language): Liquid {
  const engine = new Liquid({
    ...(escape ? { outputEscape: (value: unknown) => escapeHtml(String(value ?? '')) } : {}),
    ownPropertyOnly: true,
    strictFilters: true,
    memoryLimit: maxMemory,
    parseLimit: maxSource,
    locale: language,
    timezoneOffset: 0, // dates print in UTC wherever the bridge runs
    operators: { ...defaultOperators, contains },
  })
  for (const tag of tagsTakenOut) delete engine.tags[tag]
  for (const [name, filter] of Object.entries(engine.filters)) {
    if (filtersAllowed.includes(name)) engine.filters[name] = guarded(filter, searches.includes(name))
    else delete engine.filters[name]
  }
  return engine
}

type Filter = Extract<FilterImplOptions, (...args: never[]) => unknown>

/** Refuses long needles and long results, so that no chain of filters costs more than its source is long. */
function guarded(implementation: FilterImplOptions, isSearch: boolean): Filter {
  const filter = typeof implementation === 'function' ? implementation : implementation.handler
  return function (value, ...args) {
    if (isSearch && String(args[0]).length > maxNeedle)
      throw new Error(`searches for more than ${maxNeedle} characters`)
    const result: unknown = filter.call(this, value, ...args)
    if (typeof result === 'string' && result.length > maxValue)
      throw new Error(`makes a value of over ${maxValue} characters`)
    return result
  }
}

/** As in Liquid, for texts and lists. */
function contains(left: unknown, right: unknown): boolean {
  if (Array.isArray(left)) return left.includes(right)
  const needle = String(right ?? '')
  if (needle.length > maxNeedle) throw new Error(`searches for more than ${maxNeedle} characters`)
  return typeof left === 'string' && left.includes(needle)
}

/** A copy with plain data only, long texts and lists cut: what a customer wrote cannot make a text expensive. */
function bounded(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, maxValue)
  if (value instanceof Date) return value.toJSON()
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? null : value
  if (depth === 0) return null
  if (Array.isArray(value)) return value.slice(0, 100).map((part) => bounded(part, depth - 1))
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, bounded(part, depth - 1)]))
}

/** `{ 'Contact.Name': 'Zoé' }` → `{ Contact: { Name: 'Zoé' } }`; a plain value already in the way wins. */
function nested(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return fields
  const root = new Map<string, unknown>()
  for (const [path, value] of Object.entries(fields)) {
    const steps = path.split('.')
    let level = root
    for (const step of steps.slice(0, -1)) {
      if (!level.has(step)) level.set(step, new Map<string, unknown>())
      const next = level.get(step)
      if (!(next instanceof Map)) break
      level = next
    }
    if (!level.has(steps.at(-1)!)) level.set(steps.at(-1)!, value)
  }
  return plain(root)
}

const plain = (level: Map<string, unknown>): Record<string, unknown> =>
  Object.fromEntries([...level].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]))

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

/** A text as HTML shows it, in an element or between quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter]!)

const unreadable = (detail: string) => fail({ code: 'malformed', detail: cut(detail, 200) })
const cut = (text: string, limit = 40): string => (text.length > limit ? `${text.slice(0, limit)}…` : text)

/** liquidjs names the place itself (`undefined filter: raw, line:1, col:4`); an engine's stack overflow is a text nested too deeply. */
function reasonOf(cause: unknown): string {
  if (cause instanceof RangeError) return 'is nested too deeply or grows too large'
  return cause instanceof Error ? cut(cause.message, 150) : 'cannot be read'
}
