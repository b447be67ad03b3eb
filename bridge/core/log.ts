/** The only fields that may reach a log line: ids, codes and counts. Never a URL, an answer, an address or a token. */
type Loggable = {
  org?: string
  door?: string // through which a message came
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
  /** The class of a failed call: transient, lock, quota, auth, gone, rejected. */
  kind?: string
  count?: number
  fresh?: number // of `count`, those that were not known yet
  calls?: number
  done?: number // rows that an app wrote
  failed?: number // rows that it did not
  sent?: number // mails
  refused?: number
  unknown?: number
  ms?: number
}

/** One JSON line. `cause` is cut to its name and 200 characters: an error of a client library may carry a whole page. */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: Loggable = {}, cause?: unknown): void {
  const error = cause === undefined ? {} : { error: describe(cause) }
  console[level](JSON.stringify({ level, event, ...fields, ...error }))
}

const describe = (cause: unknown): string =>
  (cause instanceof Error ? `${cause.name}: ${messageOf(cause)}` : String(cause))
    .replace(/\s+/g, ' ')
    .replace(/\bhttps?:\S+|\S+@\S+|\b00D\w{12,15}!\S+/gi, '…')
    .slice(0, 200)

/** What could not be parsed is quoted by the parser: it may be a row with somebody's answers. */
const messageOf = (cause: Error): string =>
  cause.name === 'SyntaxError' ? cause.message.replace(/"[^]*"|'[^']*'/g, '…') : cause.message
