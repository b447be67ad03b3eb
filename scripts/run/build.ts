import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Quiet and offline: no account, no telemetry, no look-ups. */
export const wranglerEnv: NodeJS.ProcessEnv = {
  ...process.env,
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  CI: '1',
}

/** Builds the Worker exactly as a deploy would and gives what wrangler says of it (the bundle's size among it). */
export async function build(outdir = 'dist'): Promise<string> {
  const args = ['deploy', '--dry-run', '--minify', ...(await buildName()), '--outdir', outdir]
  const { stdout } = await run('node_modules/.bin/wrangler', args, { env: wranglerEnv })
  return stdout
}

/** Puts into the bundle which commit it is of, for /health. Without git it has no name. */
export async function buildName(): Promise<string[]> {
  const name = await run('git', ['describe', '--always', '--dirty', '--abbrev=12'])
    .then(({ stdout }) => stdout.trim())
    .catch(() => 'unknown')
  return ['--define', `BRIDGE_BUILD:${JSON.stringify(name)}`]
}
