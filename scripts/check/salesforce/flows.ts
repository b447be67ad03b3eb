import { globSync } from 'node:fs'
import { join } from 'node:path'
import scanner from '@flow-scanner/lightning-flow-scanner-core'
import type { Findings } from '../run-steps.ts'
import { type Finding, withoutWaived } from './analyzer/waivers.ts'

/** Lightning Flow Scanner over the packaged flows and the templates, all of its rules. */
export async function scanFlows(root: string, folder: string): Promise<Findings> {
  const paths = globSync(`${folder}/**/*.flow-meta.xml`, { cwd: root }).sort()
  if (paths.length === 0) return { problems: [`found no flow in ${folder}`] }
  const parsed = await scanner.parse(paths.map((path) => join(root, path)))
  const findings = scanner.scan(parsed, {}).flatMap(({ flow, ruleResults }, index) =>
    ruleResults
      .filter(({ occurs, errorMessage }) => occurs || errorMessage)
      .map(({ ruleName, details, errorMessage }): Finding => ({
        rule: `flow-scanner:${ruleName}`,
        file: paths[index] ?? flow.name ?? '',
        line: 1,
        message: errorMessage || details.map(({ name }) => name).join(', '),
      })),
  )
  const unread = parsed.flatMap(({ errorMessage }, index) =>
    errorMessage ? [{ file: paths[index] ?? '', line: 1, message: errorMessage }] : [],
  )
  return { problems: [...unread, ...withoutWaived(['flow-scanner'], findings)], note: `${parsed.length} flows` }
}
