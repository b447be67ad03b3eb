import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Findings } from './run-steps.ts'

/** Runs a tool that npm installed, and gives its exit code with all it printed. */
export async function runTool(
  name: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<{ code: number; output: string }> {
  const tool = fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url))
  const child = spawn(tool, args, {
    cwd: options.cwd,
    env: { ...(options.env ?? process.env), NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => void (output += text))
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  return { code, output: output.trim() }
}

/** A tool that ends with anything but 0 has found a problem, and has said which. */
export async function findingsOf(name: string, args: string[], env?: NodeJS.ProcessEnv): Promise<Findings> {
  const { code, output } = await runTool(name, args, env ? { env } : {})
  return { problems: code === 0 ? [] : [output || `${name} ended with ${code} and said nothing`] }
}
