import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import startStandIn from '../../standin/control/vitest-setup.ts'
import { report, type Figures } from './report.ts'
import type { Run } from './run.ts'

const file = '.bench/faults.json'

/** The stand-in, the seeds of this run (`SEEDS=200`: so many; `SEED=17,4`: these alone; `KINDS=mail`: only faults whose name fits), and a place where figures add up. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stopStandIn = await startStandIn(project)
  const { SEED, SEEDS = '20', KINDS = '' } = process.env
  const seeds = SEED ? SEED.split(',').map(Number) : Array.from({ length: Number(SEEDS) }, (_, n) => n + 1)
  const runs: { suite: string; run: Run }[] = []
  const server = createServer((request, reply) => {
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        runs.push(JSON.parse(Buffer.concat(parts).toString()) as (typeof runs)[number])
        reply.end()
      })
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  project.provide('faults', {
    seeds,
    kinds: KINDS,
    figuresUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  })
  return async () => {
    server.close()
    const figures = [...Map.groupBy(runs, ({ suite }) => suite)].map(([suite, some]) =>
      added(
        suite,
        some.map(({ run }) => run),
      ),
    )
    if (figures.length > 0) {
      mkdirSync('.bench', { recursive: true })
      writeFileSync(file, JSON.stringify({ at: new Date().toISOString(), figures }, null, 2))
      console.log(`\n${report(figures)}\n${kindsOf(figures)}\nfault figures: ${file}`)
    }
    await stopStandIn()
  }
}

function added(suite: string, runs: Run[]): Figures {
  const sum = (of: (run: Run) => number): number => runs.reduce((total, run) => total + of(run), 0)
  const counted = (all: [string, number][]): Record<string, number> =>
    Object.fromEntries(
      [...Map.groupBy(all, ([name]) => name)].map(([name, some]) => [name, some.reduce((t, [, n]) => t + n, 0)]),
    )
  const byKind = counted(runs.flatMap(({ fired }) => Object.entries(fired)))
  return {
    suite,
    runs: runs.length,
    closes: sum(({ closes }) => closes),
    mails: sum(({ mails }) => mails),
    answers: sum(({ answers }) => answers),
    calls: sum(({ calls }) => calls),
    faults: Object.values(byKind).reduce((total, n) => total + n, 0),
    byKind,
    broken: counted(runs.flatMap(({ violations }) => violations.map(({ rule }): [string, number] => [rule, 1]))),
    brokenOf: counted(
      runs.flatMap(({ violations }) => violations.map(({ rule, of }): [string, number] => [`${rule} ${of}`, 1])),
    ),
    unknownListed: sum(({ unknownListed }) => unknownListed),
    replayed: sum(({ dead }) => dead),
    hours: sum(({ hours }) => hours),
  }
}

const kindsOf = (figures: Figures[]): string =>
  figures
    .map(({ suite, byKind }) => {
      const names = Object.entries(byKind).map(([kind, n]) => `${kind} ${n}`)
      return `${suite}: ${names.length} kinds: ${names.join(', ')}`
    })
    .join('\n')
