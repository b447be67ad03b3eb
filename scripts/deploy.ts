import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Plan, planOf, readSettings } from './deploy/plan.ts'
import { isHealthy, upload } from './deploy/upload.ts'
import { build } from './run/build.ts'

const { values: options } = parseArgs({
  options: { live: { type: 'boolean', default: false }, 'secrets-file': { type: 'string' } },
})
// A path is meant from where the command was typed, which npm tells; the rest of this runs at the root.
const typedIn = process.env.INIT_CWD ?? process.cwd()
const secretsFile = options['secrets-file'] ? resolve(typedIn, options['secrets-file']) : undefined
process.chdir(fileURLToPath(new URL('..', import.meta.url)))

process.exitCode = await main()

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
