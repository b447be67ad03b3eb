import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { Findings } from '../../run-steps.ts'
import { run } from '../../run-tool.ts'
import { withoutWaived } from '../analyzer/waivers.ts'

const config = fileURLToPath(new URL('eslint.config.mjs', import.meta.url))
const eslint = fileURLToPath(new URL('../node_modules/.bin/eslint', import.meta.url))

const report = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(z.object({ ruleId: z.string().nullable(), message: z.string(), line: z.number().default(1) })),
  }),
)

/** ESLint with Salesforce's rules for Lightning web components. It obeys no comment, and warnings count. */
export async function lintComponents(root: string, folder: string): Promise<Findings> {
  const { stdout, output } = await run(
    eslint,
    ['--config', config, '--no-inline-config', '--format', 'json', `${folder}/**/lwc/**/*.js`],
    { cwd: root },
  )
  if (!stdout.startsWith('[')) return { problems: [output] }
  const files = report.parse(JSON.parse(stdout))
  const findings = files.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message, line }) => ({
      rule: `eslint:${ruleId ?? 'error'}`,
      file: relative(root, filePath),
      line,
      message,
    })),
  )
  return { problems: withoutWaived(['eslint'], findings), note: `${files.length} files` }
}
