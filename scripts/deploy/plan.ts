import { type Unstable_Config, unstable_readConfig } from 'wrangler'
import { bundleSize, checkBundle } from '../check/bundle.ts'

/** What a deploy of this configuration does, in words; and what speaks against doing it. */
export type Plan = { build: string; bindings: string[]; secrets: Secret[]; problems: string[] }
export type Secret = { name: string; how: string }

type Settings = Pick<Unstable_Config, 'name' | 'durable_objects' | 'exports' | 'secrets' | 'triggers' | 'send_email'> &
  Partial<Pick<Unstable_Config, 'ratelimits' | 'analytics_engine_datasets'>>

/** As wrangler itself reads it. */
export const readSettings = (file: string): Settings => unstable_readConfig({ config: file }, { hideWarnings: true })

/** @param example the text of .dev.vars.example, which says of each secret how it is made */
export function planOf(settings: Settings, wranglerSays: string, example: string): Plan {
  const size = bundleSize(wranglerSays)
  const objects = settings.durable_objects.bindings.map(({ name, class_name: className }) => ({ name, className }))
  const crons = settings.triggers.crons ?? []
  const secrets = (settings.secrets?.required ?? []).map((name) => ({ name, how: howToMake(name, example) }))
  return {
    build: size ? `${size.rawKiB} KiB, ${size.gzipKiB} KiB gzip` : 'of unknown size',
    bindings: [
      ...objects.map(({ name, className }) => `${name}: the objects of class ${className}, each with its own SQLite`),
      ...settings.send_email.map(({ name }) => `${name}: mail by Cloudflare`),
      ...(settings.ratelimits ?? []).map(
        ({ name, simple }) => `${name}: at most ${simple.limit} calls of one sender in ${simple.period} s`,
      ),
      ...(settings.analytics_engine_datasets ?? []).map(({ binding }) => `${binding}: numbers of messages and runs`),
      ...crons.map((cron) => `cron ${cron}: wakes every org`),
    ],
    secrets,
    problems: [
      ...checkBundle(wranglerSays).problems.map(String),
      ...['ORG', 'DIRECTORY']
        .filter((needed) => !objects.some(({ name }) => name === needed))
        .map((needed) => `wrangler.toml binds no ${needed}: the bridge does not start without it`),
      ...objects
        .filter(({ className }) => !hasSqlite(settings, className))
        .map(({ className }) => `wrangler.toml has no [exports.${className}] with storage = "sqlite"`),
      ...(crons.length === 0 ? ['wrangler.toml has no cron: an org that lost its alarm would sleep for ever'] : []),
      ...(secrets.length === 0 ? ['wrangler.toml names no required secret: a deploy without keys would pass'] : []),
      ...secrets
        .filter(({ how }) => how === '')
        .map(({ name }) => `.dev.vars.example does not say how to make ${name}`),
    ],
  }
}

function hasSqlite({ exports }: Settings, className: string): boolean {
  const declared = exports[className]
  return declared?.type === 'durable-object' && 'storage' in declared && declared.storage === 'sqlite'
}

/** The comment above `NAME=`. */
function howToMake(name: string, example: string): string {
  const lines = example.split('\n')
  const comment = lines[lines.indexOf(`${name}=`) - 1] ?? ''
  return /^# *(.+)/.exec(comment)?.[1] ?? ''
}
