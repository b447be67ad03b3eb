import type * as z from 'zod'
import { fail, ok, type Failure, type Result } from '../../core/failures.ts'

/** Whatever JSON it is; a schema says whether it fits. */
export function readJson(text: string): Result<unknown, Extract<Failure, { code: 'malformed' }>> {
  try {
    const given = JSON.parse(text) as unknown
    return hasTwins(text) ? fail({ code: 'malformed', detail: 'a name given twice in one object' }) : ok(given)
  } catch {
    return fail({ code: 'malformed', detail: 'not JSON' })
  }
}

const deepest = 8 // no shape of ours is deeper, so it is refused anyway
const token = /[{}]|("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g

/** Parsers do not agree which of two counts, so what was signed, shown and stored could be three things. For a text that is JSON. */
function hasTwins(json: string): boolean {
  const open: Set<string>[] = []
  for (const [found, text = '', colon] of json.matchAll(token)) {
    if (found === '}') open.pop()
    else if (found === '{' && open.push(new Set()) > deepest) return false
    else if (colon !== undefined) {
      const name = JSON.parse(text) as string // `\u0061` is `a`
      if (open.at(-1)?.has(name)) return true
      open.at(-1)?.add(name)
    }
  }
  return false
}

/** Where and what; never a value, for it ends up in an alert. */
export function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0]!
  const isQuotable = issue.code !== 'unrecognized_keys' || issue.keys.every((name) => /^\w{1,40}$/.test(name))
  return `${issue.path.join('.') || 'body'}: ${isQuotable ? issue.message : 'an unknown name'}`.slice(0, 200)
}
