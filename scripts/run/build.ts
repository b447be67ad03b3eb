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
  const { stdout } = await run('node_modules/.bin/wrangler', ['deploy', '--dry-run', '--minify', '--outdir', outdir], {
    env: wranglerEnv,
  })
  return stdout
}
