import type { Findings } from './run-steps.ts'

/** Ours, not Cloudflare's: what a Worker of this size may weigh without slowing its start. */
export const maxGzipKiB = 400

/** The line in which wrangler says what it would upload. */
export function bundleSize(wranglerSays: string): { rawKiB: number; gzipKiB: number } | null {
  const [, raw, gzip] = /Total Upload: ([\d.]+) KiB \/ gzip: ([\d.]+) KiB/.exec(wranglerSays) ?? []
  return raw && gzip ? { rawKiB: Number(raw), gzipKiB: Number(gzip) } : null
}

/** @param wranglerSays what a dry run printed */
export function checkBundle(wranglerSays: string): Findings {
  const size = bundleSize(wranglerSays)
  if (!size) return { problems: [`wrangler did not say how large the bundle is:\n${wranglerSays}`] }
  const note = `${size.gzipKiB} of ${maxGzipKiB} KiB gzip`
  if (size.gzipKiB <= maxGzipKiB) return { problems: [], note }
  return {
    problems: ['too large: `npx wrangler deploy --dry-run --outdir dist --metafile` tells which module weighs what'],
    note,
  }
}
