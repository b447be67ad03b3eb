import * as z from 'zod'
import type { Problem } from './problem.ts'
import type { Findings } from './run-steps.ts'
import { runTool } from './run-tool.ts'

const reply = z.object({
  number_of_files: z.number(),
  diagnostics: z.array(
    z.object({
      message: z.string(),
      code: z.string().default(''),
      help: z.string().default(''),
      filename: z.string().default(''),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })).default([]),
    }),
  ),
})

/** oxlint with the rules of .oxlintrc.json, the import rules among them. A run over no file at all is a problem. */
export async function lint(folder: string): Promise<Findings> {
  const { output } = await runTool(
    'oxlint',
    ['--format=json', '--deny-warnings', '--report-unused-disable-directives', '.'],
    { cwd: folder },
  )
  if (!output.startsWith('{')) return { problems: [output] } // no file to read, or a mistake in its configuration
  const { number_of_files: count, diagnostics } = reply.parse(JSON.parse(output))
  const problems: Problem[] = diagnostics.map(({ message, code, help, filename, labels }) => ({
    file: filename,
    line: labels[0]?.span.line ?? 1,
    message: `${code} ${message}${help && ` ${help}`}`,
  }))
  return { problems, note: `${count} files` }
}
