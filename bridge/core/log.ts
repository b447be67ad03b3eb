/** The only fields that may reach a log line: ids, codes and counts. Never a URL, an answer, an address or a token. */
type Loggable = {
  org?: string
  lane?: string
  connection?: string
  notification?: string
  invitation?: string
  write?: string
  send?: string
  program?: string
  document?: string
  code?: string
  status?: string | number
  count?: number
  ms?: number
}

/** One JSON line. `cause` is cut to its name and 200 characters: an error of a client library may carry a whole page. */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: Loggable = {}, cause?: unknown): void {
  const error = cause === undefined ? {} : { error: describe(cause) }
  console[level](JSON.stringify({ level, event, ...fields, ...error }))
}

const describe = (cause: unknown): string =>
  (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)).replace(/\s+/g, ' ').slice(0, 200)
