// Runs before every npm script, on any Node from 20: installs what package-lock.json says, and does nothing when it is there.
// With --checkers also what checks the Salesforce package: 400 MB that nobody who starts or deploys the bridge has to wait for.
import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const folders = process.argv.includes('--checkers') ? ['.', 'scripts/check/salesforce'] : ['.']
const missing = folders
  .map(read)
  .filter(({ stamp, wanted }) => !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted)

if (missing.length > 0) {
  console.error(`Installing dependencies (about ${missing.length > 1 ? 'two minutes' : 'a minute'}, once) …`)
  const codes = await Promise.all(missing.map(({ folder }) => install(folder)))
  const failed = codes.find((code) => code !== 0)
  if (failed !== undefined) {
    console.error('npm ci failed. Check the network and that package-lock.json is unchanged, then run this again.')
    process.exit(failed)
  }
  if (!existsSync('node_modules/.bin/node')) {
    console.error(
      'npm ran no install scripts, so Node 24 is missing. Run this again with npm_config_ignore_scripts=false.',
    )
    process.exit(1)
  }
  for (const { stamp, wanted } of missing) writeFileSync(stamp, wanted)
}

function read(folder) {
  const lock = readFileSync(`${folder}/package-lock.json`)
  return { folder, stamp: `${folder}/node_modules/.installed`, wanted: createHash('sha256').update(lock).digest('hex') }
}

function install(folder) {
  // npm runs on the system's Node here and warns about engines that the installed Node 24 meets.
  const npm = spawn('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  return new Promise((resolve) => {
    npm.once('error', (cause) => {
      console.error(cause.message)
      resolve(1)
    })
    npm.once('close', (code) => resolve(code ?? 1))
  })
}
