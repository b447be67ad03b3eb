import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { openSync } from 'node:fs'
import { cpus } from 'node:os'

/** The measured server has the first core for itself; load, org and mailbox share the other. */
export const serverCore = 0
export const loadCore = 1

const cores = cpus().length
const hasTaskset = spawnSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' }).status === 0
export const isPinned = hasTaskset

export const onCore = (core: number, command: string[]): string[] =>
  hasTaskset ? ['taskset', '-c', String(core), ...command] : command

/** For what is neither measured nor load: an installation, a browser with a page of its own. */
export const onAllCores = (command: string[]): string[] =>
  hasTaskset ? ['taskset', '-c', `0-${cores - 1}`, ...command] : command

/** For a process that runs already, all its threads; one that ends meanwhile makes taskset fail after it has moved the others. */
export function pin(pid: number, core: number): void {
  if (hasTaskset) spawnSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' })
}

export type Running = { pid: number; stop: () => Promise<void> }

/** Starts a program on a core; what it says goes to a file. */
export function run(
  core: number,
  command: string[],
  options: { cwd?: string; env?: Record<string, string>; log: string },
): Running & { child: ChildProcess } {
  const [program = '', ...args] = onCore(core, command)
  const log = openSync(options.log, 'a')
  const child = spawn(program, args, {
    ...(options.cwd && { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log],
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 3_000)
    await ended
    clearTimeout(timer)
  }
  return { child, pid: child.pid ?? 0, stop }
}
