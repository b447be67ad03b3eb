import type { Rule } from '../history/check.ts'

/** What one suite adds up to. */
export type Figures = {
  suite: string
  runs: number
  closes: number
  mails: number
  answers: number
  calls: number
  faults: number
  byKind: Record<string, number>
  broken: Partial<Record<Rule, number>>
  brokenOf: Record<string, number>
  unknownListed: number
  replayed: number
  hours: number
}

/** The figures as a small table for the README. */
export function report(all: Figures[]): string {
  const rows = all.map(({ suite, runs, closes, answers, calls, faults, broken, unknownListed, replayed }) => [
    suite,
    runs,
    closes,
    answers,
    calls,
    faults,
    broken.lost ?? 0,
    broken.doubled ?? 0,
    Object.entries(broken).reduce((sum, [rule, n]) => (rule === 'lost' || rule === 'doubled' ? sum : sum + n), 0),
    unknownListed,
    replayed,
  ])
  const head =
    'suite|runs|cases closed|answers|calls|faults|lost|doubled|other rules broken|unknown mails, listed|dead, replayed'
  const lines = [head.split('|'), head.split('|').map((_, n) => (n === 0 ? '---' : '---:')), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
