import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Verb } from './org/frame/context.ts'
import { parseFlags } from './org/frame/flags.ts'
import { mask } from './org/frame/mask.ts'
import { OrgError, toOrgError, type VerbResult } from './org/frame/result.ts'

// What a person reads is ours to print; the library would write a log of its own into the home directory.
process.env['SF_DISABLE_LOG_FILE'] ??= 'true'
process.env['SF_DISABLE_TELEMETRY'] ??= 'true'

/** Loaded when asked for: the Salesforce libraries take a second. */
const verbs: Record<string, () => Promise<Verb>> = {
  setup: async () => (await import('./org/setup.ts')).setup,
  doctor: async () => (await import('./org/doctor/doctor.ts')).doctor,
  mail: async () => (await import('./org/mail/mail.ts')).mail,
  config: async () => (await import('./org/config/config.ts')).config,
  seed: async () => (await import('./org/data/seed.ts')).seed,
  purge: async () => (await import('./org/data/purge.ts')).purge,
  uninstall: async () => (await import('./org/uninstall/uninstall.ts')).uninstall,
}

const typedIn = process.env['INIT_CWD'] ?? process.cwd()
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
process.exitCode = await main(process.argv.slice(2))

async function main([name = 'help', ...args]: string[]): Promise<number> {
  const isJson = args.includes('--json')
  try {
    const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined
    if (!load && isJson) throw new OrgError('no_verb', `There is no verb ${name}.`, 'npm run org -- help')
    if (!load || args.includes('--help')) return await help(name)
    const verb = await load()
    const { shared, own, words } = parseFlags(args, verb.flags)
    if (shared.keyFile) shared.keyFile = resolve(typedIn, shared.keyFile)
    const { openContext } = await import('./org/frame/open.ts')
    return finish(await verb.run(await openContext(shared, process.env), own, words), isJson)
  } catch (thrown) {
    const { code, message, next } = toOrgError(thrown)
    const step = { id: name, title: name, state: 'failed' as const, detail: message, code, next }
    if (!isJson) console.error(mask(`\nIt did not work: ${message} (${code})\n  → ${next}`))
    return finish({ ok: false, steps: [step] }, isJson)
  }
}

function finish(result: VerbResult, isJson: boolean): number {
  if (isJson) console.log(mask(JSON.stringify(result)))
  return result.ok ? 0 : 1
}

async function help(asked: string): Promise<number> {
  const isKnown = asked === 'help' || Object.hasOwn(verbs, asked)
  console.log('npm run org -- <verb> --org <alias> --bridge https://…   [--json] [--yes] [--dry-run]\n')
  for (const [name, load] of Object.entries(verbs)) {
    const { about, help: flags } = await load()
    console.log(`${name.padEnd(10)} ${about}`)
    if (name === asked) for (const [flag, text] of Object.entries(flags)) console.log(`  --${flag.padEnd(20)} ${text}`)
  }
  console.log(`
Login: --org <alias or username of the Salesforce CLI>, or --instance-url --username --key-file --client-id (JWT).
Tokens come from the environment: SURVEY_BRIDGE_TOKEN (the org's admin) or SURVEY_BRIDGE_OPERATOR_TOKEN, which setup needs.
The password of the mail server: SURVEY_BRIDGE_MAIL_PASSWORD, a pipe, or it is asked for.`)
  if (!isKnown) console.error(`There is no verb ${asked}.`)
  return isKnown ? 0 : 1
}
