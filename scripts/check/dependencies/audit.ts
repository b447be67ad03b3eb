import { spawn } from 'node:child_process'
import * as z from 'zod'
import type { Findings } from '../run-steps.ts'

/** Advisories we know and live with, by their id (`GHSA-…`), with the reason. One that is not found any more is a problem. */
export const accepted: Record<string, string> = {}

const via = z.union([
  z.string(), // the package it comes by
  z.object({
    title: z.string(),
    url: z.string().default(''),
    severity: z.string().default('?'),
    range: z.string().default(''),
  }),
])
const report = z.object({ vulnerabilities: z.record(z.string(), z.object({ via: z.array(via) })) })
const refusal = z.object({
  message: z.string().optional(),
  statusCode: z.number().optional(),
  error: z.unknown().optional(),
})

/**
 * What npm says of the packages we ship. A registry without an advisory service, or none at all, is told as it is: nothing was
 * audited. `isRequired` (AUDIT=required) makes that a problem, for the machine that releases.
 */
export async function audit(
  isRequired: boolean,
  ask: () => Promise<string> = askNpm,
  known: Record<string, string> = accepted,
): Promise<Findings> {
  const text = await ask()
  const found = report.safeParse(parsed(text))
  if (found.success) return judge(found.data.vulnerabilities, known)
  const reason = reasonIn(text)
  const skipped = `NOT AUDITED: ${reason}. Run it where npm can ask for advisories (AUDIT=required insists on it)`
  return isRequired ? { problems: [skipped] } : { problems: [], skipped }
}

function judge(vulnerabilities: z.output<typeof report>['vulnerabilities'], known: Record<string, string>): Findings {
  const advisories = Object.entries(vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((one) => (typeof one === 'string' ? [] : [{ name, id: one.url.split('/').at(-1) ?? '', ...one }])),
  )
  const seen = new Set(advisories.map(({ id }) => id))
  const problems = [
    ...advisories
      .filter(({ id }) => !(id in known))
      .map(({ name, range, severity, title, url }) => `${name} ${range}: ${severity}: ${title} ${url}`),
    ...Object.keys(known)
      .filter((id) => !seen.has(id))
      .map((id) => `${id} is accepted and not found any more: take it out of the list`),
  ]
  return { problems, note: `${advisories.length} advisories for what we ship` }
}

function reasonIn(text: string): string {
  const said = refusal.safeParse(parsed(text))
  const { statusCode, message } = said.success ? said.data : {}
  if (statusCode !== undefined) return `the registry has no advisory service (it answered ${statusCode})`
  return `npm could not ask the registry (${(message ?? text.trim().split('\n').at(0) ?? '').slice(0, 120) || 'it said nothing'})`
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** npm ends with 1 when it has found something, so only what it prints counts. */
async function askNpm(): Promise<string> {
  const child = spawn(
    'npm',
    ['audit', '--omit=dev', '--json', '--audit=true', '--fetch-retries=0', '--fetch-timeout=15000'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output += text))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  return output
}
