import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildName } from '../run/build.ts'

/** Runs `wrangler deploy` in the terminal of whoever asked, so that it can ask back. Null: it failed, and has said why. */
export async function upload(secretsFile: string | undefined): Promise<{ urls: string[] } | null> {
  const folder = mkdtempSync(join(tmpdir(), 'survey-bridge-deploy-'))
  const report = join(folder, 'report.ndjson')
  try {
    const args = ['deploy', '--minify', ...(await buildName()), ...(secretsFile ? ['--secrets-file', secretsFile] : [])]
    const child = spawn('node_modules/.bin/wrangler', args, {
      env: {
        ...process.env,
        WRANGLER_OUTPUT_FILE_PATH: report,
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_HIDE_BANNER: 'true',
      },
      stdio: 'inherit',
    })
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (exit) => resolve(exit ?? 1))
    })
    return code === 0 ? { urls: deployedUrls(readFileSync(report, 'utf8')) } : null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** wrangler's report has a line of JSON per event; the deploy's `targets` are addresses and schedules. */
export function deployedUrls(report: string): string[] {
  const events = report
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { type?: string; targets?: string[] })
  return events
    .filter(({ type }) => type === 'deploy')
    .flatMap(({ targets = [] }) => targets)
    .filter((target) => /^https?:\/\//.test(target))
}

/** A new address takes a moment to be known: asks /health until it answers, or until it has been asked often enough. */
export async function isHealthy(url: string, attempts = 10, pauseMs = 3_000): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    try {
      const reply = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(5_000) })
      if (reply.ok) return true
    } catch {
      // not known yet
    }
  }
  return false
}
