import type { Source } from '../../metadata/sources.ts'
import type { Problem } from '../../problem.ts'
import type { Findings } from '../../run-steps.ts'

/** A finding we live with. `rule` is tool and rule (`pmd:ApexDoc`), `file` a part of its path; `reason` is for the security review. */
export type Waiver = { rule: string; file: string; reason: string }

/** All that the checkers of the Salesforce package are told to overlook: here or nowhere. */
export const waivers: Waiver[] = [
  ...['Answer', 'Invitation', 'Response', 'Write'].map((name) => ({
    rule: 'pmd:ProtectSensitiveData',
    file: `fields/${name}_Key__c.field-meta.xml`,
    reason: 'the external id of a row, made by the bridge so that a second write finds the first; it opens nothing',
  })),
  {
    rule: 'flow-scanner:TriggerOrder',
    file: 'lwc-package/trigger/flows/',
    reason: 'which flow runs first is the admin’s to say: ours changes nothing on the record, so any order will do',
  },
  {
    rule: 'eslint:@lwc/lwc/no-async-operation',
    file: 'lwc/surveyFeedback/surveyFeedback.js',
    reason:
      'nothing tells a component that the bridge wrote a row: it looks again twice, and stops when it leaves the page',
  },
]

export type Finding = Problem & { rule: string }

/** What these tools found and nobody waived; and the waivers of theirs that overlook nothing any more. */
export function withoutWaived(tools: string[], findings: Finding[], known: Waiver[] = waivers): (Problem | string)[] {
  const waiverOf = ({ rule, file }: Finding) => known.find((one) => one.rule === rule && file.includes(one.file))
  const used = new Set(findings.map(waiverOf))
  return [
    ...findings
      .filter((finding) => !waiverOf(finding))
      .map(({ rule, file, line, message }) => ({ file, line, message: `${rule}: ${message}` })),
    ...known
      .filter((one) => tools.includes(one.rule.split(':')[0] ?? '') && !used.has(one))
      .map(({ rule, file }) => `the waiver of ${rule} for ${file} is not needed any more: take it out of the table`),
  ]
}

const inline =
  /@SuppressWarnings|\bNOPMD\b|\bsfge-disable|code-analyzer-suppress|eslint-disable|prettier-ignore|flow-scanner-(disable|suppress)/i

/** Every waiver has its reason, and none stands beside the code, where the tools would obey it too. */
export function checkWaivers(sources: Source[], known: Waiver[] = waivers): Findings {
  const table = 'scripts/check/salesforce/analyzer/waivers.ts'
  const beside = sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const [found] = inline.exec(line) ?? []
      return found === undefined
        ? []
        : [{ file: path, line: index + 1, message: `${found}: waivers stand in ${table}` }]
    }),
  )
  const bare = known.filter(({ reason }) => reason.trim().length < 20)
  return {
    problems: [...beside, ...bare.map(({ rule, file }) => `${table}: ${rule} for ${file} gives no reason`)],
    note: known.length === 0 ? 'none' : known.map(({ rule, file, reason }) => `${rule}, ${file}: ${reason}`).join('\n'),
  }
}
