import { parseArgs, type ParseArgsConfig } from 'node:util'
import { OrgError } from './result.ts'

/** What every verb understands. */
export type SharedFlags = {
  /** Alias or username of the Salesforce CLI. */
  org?: string
  instanceUrl?: string
  username?: string
  keyFile?: string
  clientId?: string
  bridge?: string
  stateDir: string
  isJson: boolean
  isYes: boolean
  isDryRun: boolean
}

/** What a verb takes besides, as `parseArgs` describes it. */
export type VerbFlags = Record<string, string | boolean | string[] | undefined>
export type FlagShape = NonNullable<ParseArgsConfig['options']>

const shared = {
  org: { type: 'string', short: 'o' },
  'instance-url': { type: 'string' },
  username: { type: 'string' },
  'key-file': { type: 'string' },
  'client-id': { type: 'string' },
  bridge: { type: 'string' },
  'state-dir': { type: 'string', default: '.survey-bridge' },
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} satisfies FlagShape

export type Parsed = { shared: SharedFlags; own: VerbFlags; words: string[]; isHelp: boolean }

/** Reads the command line of one verb. @throws OrgError that names the flag it does not know */
export function parseFlags(args: string[], own: FlagShape): Parsed {
  let parsed: { values: VerbFlags; positionals: string[] }
  try {
    parsed = parseArgs({ args, options: { ...own, ...shared }, allowPositionals: true, strict: true }) as typeof parsed
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new OrgError('bad_flags', message, 'npm run org -- help')
  }
  const { values, positionals } = parsed
  const text = (name: string) => (typeof values[name] === 'string' ? { [camel(name)]: values[name] } : {})
  return {
    shared: {
      ...text('org'),
      ...text('instance-url'),
      ...text('username'),
      ...text('key-file'),
      ...text('client-id'),
      ...text('bridge'),
      stateDir: String(values['state-dir']),
      isJson: values['json'] === true,
      isYes: values['yes'] === true,
      isDryRun: values['dry-run'] === true,
    },
    own: Object.fromEntries(Object.keys(own).map((name) => [name, values[name]])),
    words: positionals,
    isHelp: values['help'] === true,
  }
}

/** @throws OrgError for anything but a number: to wait for that long would never end */
export function minutesIn(flag: string, text: string): number {
  if (/^\d{1,4}(\.\d+)?$/.test(text)) return Number(text)
  throw new OrgError('bad_flags', `--${flag} ${text} is no number of minutes.`, `Give one, such as --${flag} 12`)
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
