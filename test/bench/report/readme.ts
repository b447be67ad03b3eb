import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { report as faultsTable, type Figures as Faults } from '../../faults/figures/report.ts'
import { isRight, spreadOf, type Results } from '../machine/figures.ts'
import { lines, shownByTests } from '../targets.ts'
import { judge, type Verdict } from './judge.ts'
import { costFile } from '../workloads/cost.ts'
import type { Kept } from './kept.ts'
import { shown, table, withSpread } from './markdown.ts'

const [begin, end] = ['<!-- figures -->', '<!-- /figures -->']
const faultsFile = '.bench/faults.json'

/** Puts the figures of the last runs between the two markers of README.md. @throws when the markers are not there */
export function writeReadme(kept: Kept, results: Results, file = 'README.md'): string {
  const text = readFileSync(file, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${file} has no ${begin} … ${end}`)
  const figures = figuresOf(kept, results)
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n\n${figures}\n\n${text.slice(to)}`)
  return `${file} has the figures of ${kept.at}`
}

export function figuresOf(kept: Kept, results: Results): string {
  const { processor, cores, node, workerd } = kept.machine
  const kind = kept.quick ? 'a quick run, rougher than a full one' : 'a full run'
  const where = `Measured by \`npm run bench\` on ${kept.at.slice(0, 10)} (${kind}): ${processor}, ${cores} cores, Node ${node}, ${workerd}.`
  const how = `The server has one core, load and Salesforce the other; servers take turns (A B A B), medians count, ± is how far the runs were apart. CPU is counted until the Ack. What lost, doubled or mixed up anything does not count.`
  return [`${where} ${how}`, promises(results), peers(results), ...missing(results), ...faults(), ...costs()].join(
    '\n\n',
  )
}

/** Every line of what was promised, with what became of it. */
function promises(results: Results): string {
  const verdicts = judge(lines, results)
  const rows = verdicts.map((verdict, at) => [
    verdict.line === verdicts[at - 1]?.line ? '' : verdict.line,
    `${verdict.name} ${verdict.wanted}`,
    withSpread(verdict),
    said(verdict),
  ])
  const claims = shownByTests.map(({ claim, by }) => [claim, '', '', `shown by ${by}`])
  return table(['what', 'wanted', 'measured', ''], [...rows, ...claims])
}

function said({ standing, value, wanted, reason }: Verdict): string {
  if (standing !== 'missed') return standing === 'met' ? 'met' : `**${standing}**`
  const bound = Number(wanted.replace(/[^\d.]/g, ''))
  const by = wanted.startsWith('≤') ? value / bound : bound / value
  return `**missed** by ${shown(by)} ×${reason ? `: ${reason}` : ''}`
}

/** Who needs how much, for the reader who uses one of them today. */
function peers(results: Results): string {
  const columns: [string, string, string][] = [
    ['100 a message, CPU µs each', 'om100', 'cpu µs'],
    ['1 a message, CPU µs', 'om1', 'cpu µs'],
    ['Ack p99 ms at 10 × 10/s', 'open loop 10 x 10', 'p99 ms'],
    ['answers/s, org at 0 ms', 'answers, org at 0 ms', 'per s'],
    ['answers/s, org at 100 ms', 'answers, org at 100 ms', 'per s'],
    ['API calls an answer', 'answers, org at 0 ms', 'API calls each'],
  ]
  const isColumn = (workload: string) => columns.some(([, one]) => one === workload)
  const names = [...new Set(results.all.filter(({ workload }) => isColumn(workload)).map(({ target }) => target))]
  const cell = (target: string, workload: string, figure: string): string => {
    const found = results.find(workload, target)
    return found && !isRight(found) ? 'does not count' : shown(found && spreadOf(found, figure).value)
  }
  const rows = names.map((name) => [name, ...columns.map(([, workload, figure]) => cell(name, workload, figure))])
  return table(['', ...columns.map(([title]) => title)], rows)
}

const missing = ({ missing }: Results): string[] =>
  missing.size === 0 ? [] : [`Not measured: ${[...missing].map(([name, why]) => `${name} (${why})`).join('; ')}.`]

const costs = (): string[] =>
  existsSync(costFile) ? [`What it costs on Cloudflare.\n\n${readFileSync(costFile, 'utf8').trim()}`] : []

function faults(): string[] {
  if (!existsSync(faultsFile)) return []
  const { figures } = JSON.parse(readFileSync(faultsFile, 'utf8')) as { figures: Faults[] }
  return ['Under faults:', faultsTable(figures)]
}
