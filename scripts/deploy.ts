import { existsSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Plan, planOf, readSettings } from './deploy/plan.ts'
import { isKnownFolder, writeSelfHost } from './deploy/self-host.ts'
import { isHealthy, upload } from './deploy/upload.ts'
import { build } from './run/build.ts'

const { values: options } = parseArgs({
  options: {
    live: { type: 'boolean', default: false },
    'secrets-file': { type: 'string' },
    'self-host': { type: 'string' },
  },
})
// A path is meant from where the command was typed, which npm tells; the rest of this runs at the root.
const typedIn = process.env.INIT_CWD ?? process.cwd()
const secretsFile = options['secrets-file'] ? resolve(typedIn, options['secrets-file']) : undefined
const selfHost = options['self-host'] ? resolve(typedIn, options['self-host']) : undefined
process.chdir(fileURLToPath(new URL('..', import.meta.url)))

process.exitCode = await (selfHost ? toOwnMachine(selfHost) : main())

async function main(): Promise<number> {
  const last = options.live ? 5 : 3
  if (secretsFile && !existsSync(secretsFile)) return stop([`${secretsFile} does not exist`])

  let built: string
  try {
    built = await build('dist/deploy')
  } catch (cause) {
    return stop([cause instanceof Error ? cause.message : String(cause)])
  }
  const settings = readSettings('wrangler.toml')
  const plan = planOf(settings, built, readFileSync('.dev.vars.example', 'utf8'))
  console.log(`[1/${last}] Built as Cloudflare would run it: ${plan.build}`)
  console.log(`[2/${last}] Bindings${list(plan.bindings)}`)
  console.log(`[3/${last}] Secrets, by name${list(plan.secrets.map(({ name, how }) => `${name}: ${how}`))}`)
  if (plan.problems.length > 0) return stop(plan.problems)

  const name = settings.name ?? 'survey-bridge'
  if (!options.live) {
    console.log(`\nA deploy would upload this as the Worker "${name}", make the objects the first time, keep their data later,
set the cron, and answer at https://${name}.<your subdomain>.workers.dev (or at the route you add to wrangler.toml).`)
    console.log(`\nNothing was deployed. ${nextSteps(plan)}`)
    return 0
  }

  console.log(`[4/${last}] Deploying "${name}"`)
  const uploaded = await upload(secretsFile)
  if (!uploaded) {
    console.error(`\nThe deploy failed; wrangler said above why. ${nextSteps(plan)}`)
    return 1
  }
  const [url] = uploaded.urls
  if (!url) {
    console.log(
      `[5/${last}] Deployed, but it has no address: add a route to wrangler.toml or enable workers.dev for it.`,
    )
    return 1
  }
  if (!(await isHealthy(url))) {
    console.log(`[5/${last}] Deployed, but ${url}/health does not answer yet. See what it says: npx wrangler tail`)
    return 1
  }
  console.log(`[5/${last}] ${url} answers. Next: connect an org, as README.md says.`)
  return 0
}

/** Into a folder instead of to Cloudflare. */
async function toOwnMachine(folder: string): Promise<number> {
  try {
    const isUpgrade = isKnownFolder(folder)
    rmSync('dist/self-host', { recursive: true, force: true }) // text modules of another build have other names
    await build('dist/self-host')
    console.log('[1/2] Built, the same bundle as for Cloudflare')
    writeSelfHost(folder, 'dist/self-host')
    console.log(
      `[2/2] ${folder} holds what the machine needs${isUpgrade ? '; the release before is in "previous"' : ''}.`,
    )
    console.log(isUpgrade ? afterUpgrade() : firstSteps(folder))
    return 0
  } catch (cause) {
    return stop([cause instanceof Error ? cause.message : String(cause)])
  }
}

function afterUpgrade(): string {
  return `
Next:
  sudo systemctl restart survey-bridge        (the data stays; back: copy "previous" over the folder and restart)`
}

function firstSteps(folder: string): string {
  return `
Try it:
  BRIDGE_KEYS=$(openssl rand -base64 32) OPERATOR_TOKEN=$(openssl rand -hex 24) ${folder}/start

For good, with systemd and a proxy that ends TLS (README.md, "On a machine of your own"):
  sudo useradd --system survey-bridge
  printf 'BRIDGE_KEYS=%s\\nOPERATOR_TOKEN=%s\\n' "$(openssl rand -base64 32)" "$(openssl rand -hex 24)" | sudo install -m 600 /dev/stdin /etc/survey-bridge.env
  sudo cp ${folder}/systemd/* /etc/systemd/system/
  sudo systemctl daemon-reload && sudo systemctl enable --now survey-bridge.service survey-bridge-wake.timer`
}

function list(lines: string[]): string {
  return lines.map((line) => `\n        ${line}`).join('')
}

function stop(reasons: string[]): 1 {
  console.error(`\nNothing was deployed:${list(reasons)}`)
  return 1
}

/**
 * `wrangler secret put` is for a Worker that exists; the first deploy brings its secrets in a file.
 * Source: wrangler 4.155.0, "This Worker does not exist yet, so secrets cannot be set in advance".
 */
function nextSteps({ secrets }: Plan): string {
  return `Next:
  npx wrangler login                          (or set CLOUDFLARE_API_TOKEN; CLOUDFLARE_ACCOUNT_ID where there are several)

  The first time, put the secrets into a file outside the repository, a line NAME=value each:
    ${secrets.map(({ name }) => name).join(', ')} (made as said above)
  npm run deploy -- --live --secrets-file <file>
  Then move the file to where you keep secrets: without BRIDGE_KEYS no link opens and no credential can be read.

  Later:
  npm run deploy -- --live
${secrets.map(({ name }) => `  npx wrangler secret put ${name}`).join('\n')}`
}
