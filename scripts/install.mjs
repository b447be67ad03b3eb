// Runs before every npm script, on any Node from 20: installs what package-lock.json says, and does nothing when it is there.
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const stamp = 'node_modules/.installed'
const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.error('Installing dependencies (about a minute, once) …')
  // npm runs on the system's Node here and warns about engines that the installed Node 24 meets.
  const npm = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    console.error('npm ci failed. Check the network and that package-lock.json is unchanged, then run this again.')
    process.exit(npm.status ?? 1)
  }
  if (!existsSync('node_modules/.bin/node')) {
    console.error(
      'npm ran no install scripts, so Node 24 is missing. Run this again with npm_config_ignore_scripts=false.',
    )
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}
