import type { Findings } from '../../run-steps.ts'
import { run } from '../../run-tool.ts'
import { analyze, type Engine, isGated } from './engines.ts'
import { withoutWaived } from './waivers.ts'

/** PMD, regular expressions and the flow analyser. The last runs on Python; without it the note says so. */
export async function checkSecurity(root: string, folder: string): Promise<Findings> {
  const hasPython = await hasPython310()
  const engines: Engine[] = ['pmd', 'regex', ...(hasPython ? ['flow' as const] : [])]
  const { rules, violations, failures } = await analyze(root, folder, engines, ['Recommended', 'AppExchange'])
  const gated = violations.filter(isGated)
  const missing = hasPython ? '' : '; flows NOT CHECKED by it: needs Python 3.10 or newer'
  return {
    problems: [...failures, ...withoutWaived(engines, gated)],
    note: `${rules} rules, ${violations.length - gated.length} notes below the gate${missing}`,
  }
}

/** The Graph Engine follows every path through the Apex: field-level security and sharing before each read and write. */
const dataFlowRules = ['ApexFlsViolation', 'DatabaseOperationsMustUseWithSharing', 'AvoidDatabaseOperationInLoop']

export async function checkDataFlow(root: string, folder: string): Promise<Findings> {
  const { rules, violations, failures } = await analyze(
    root,
    folder,
    ['sfge'],
    dataFlowRules.map((rule) => `sfge:${rule}`),
  )
  if (rules !== dataFlowRules.length)
    return { problems: [`the Graph Engine has ${rules} of the rules ${dataFlowRules.join(', ')}`] }
  return { problems: [...failures, ...withoutWaived(['sfge'], violations)], note: `${rules} rules` }
}

async function hasPython310(): Promise<boolean> {
  try {
    const [, minor] = /^Python 3\.(\d+)/.exec((await run('python3', ['--version'])).output) ?? []
    return Number(minor ?? 0) >= 10
  } catch {
    return false
  }
}
