import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Findings } from './run-steps.ts'

type Ran = { code: number; stdout: string; /** Both streams, as they came. */ output: string }

/** Runs a program, and gives its exit code with all it printed. */
export async function run(
  program: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...(options.env ?? process.env), NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (stream === child.stdout) stdout += text
    })
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  return { code, stdout, output: output.trim() }
}

/** Runs a tool that npm installed. */
export const runTool = (name: string, args: string[], options?: Parameters<typeof run>[2]): Promise<Ran> =>
  run(fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url)), args, options)

/** A tool that ends with anything but 0 has found a problem, and has said which. */
export async function findingsOf(name: string, args: string[], env?: NodeJS.ProcessEnv): Promise<Findings> {
  const { code, output } = await runTool(name, args, env ? { env } : {})
  return { problems: code === 0 ? [] : [output || `${name} ended with ${code} and said nothing`] }
}
