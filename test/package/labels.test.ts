import { describe, expect, it } from 'vitest'
import { invitationStatuses } from '../../bridge/apps/salesforce/fields.ts'
import { metricNames } from '../../bridge/definitions/answers/metrics.ts'
import type { Reason } from '../../bridge/invitation/decide.ts'
import type { Mode } from '../../bridge/invitation/decide/mode.ts'
import { all, textAt } from '../../scripts/check/metadata/xml.ts'
import { readFiles } from '../../scripts/check/files/read.ts'
import { files, root } from './sources.ts'

const listOf = (type: string, element: string, name: string, text: string) => {
  const list = files.filter((file) => file.type === type).flatMap((file) => all(file.root, element))
  return new Map(list.map((label) => [textAt(label, name), textAt(label, text)]))
}
const english = listOf('labels', 'labels', 'fullName', 'value')
const french = listOf('translation', 'customLabels', 'name', 'label')

const code = readFiles(root).filter(({ path }) => path.startsWith('lwc-package/main/'))
const used = new Set(
  code
    .filter(({ path }) => !path.endsWith('labels-meta.xml'))
    .flatMap(({ text }) => [...text.matchAll(/(?:Label\.|label\/c\.)(Survey_\w+)/g)].map(([, name]) => name!)),
)

/** A reason that is new in the bridge does not compile here until it is named, and then it needs its labels. */
const reasons: Record<Reason, true> = {
  no_program: true,
  program_off: true,
  condition_not_met: true,
  record_deleted: true,
  no_occasion: true,
  no_address: true,
  already_decided: true,
  already_asked: true,
  unsubscribed: true,
  bounced: true,
  complained: true,
  opted_out: true,
  sampled_out: true,
  cooldown: true,
  not_on_test_list: true,
  watching: true,
  dropped: true,
  reopened: true,
  address_gone: true,
  expired: true,
  not_rendered: true,
  refused: true,
}
const modes: Record<Mode, true> = { off: true, watch: true, test: true, live: true }
const words = (path: string): string =>
  code.find((file) => file.path === `lwc-package/main/feedback-card/lwc/surveyWords/${path}`)!.text

describe('the labels of the package', () => {
  it('are there for everything that components, Apex and flows say, and for nothing else', () => {
    expect(used.size).toBeGreaterThan(200)
    expect([...used].filter((name) => !english.has(name))).toEqual([])
    expect([...english.keys()].filter((name) => !used.has(name))).toEqual([])
  })

  it('are all there in French, with the same places to fill in', () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort())
    const places = (text = '') => [...new Set(text.match(/\{\d\}/g))].sort()
    for (const [name, text] of english) expect([name, places(french.get(name))]).toEqual([name, places(text)])
  })

  it('are at most as long as Salesforce allows', () => {
    for (const [name, text] of [...english, ...french]) {
      expect([name, name.length <= 80, text.length > 0 && text.length <= 1000]).toEqual([name, true, true])
    }
  })

  // Apex fills these in with String.format, to which a straight quote is syntax.
  it('that Apex fills in have no straight quote', () => {
    for (const name of ['Survey_Error_Refused', 'Survey_Error_Unreached'])
      expect([name, `${english.get(name)}${french.get(name)}`.includes("'")]).toEqual([name, false])
  })
})

describe('the words for what the bridge writes', () => {
  it.each(Object.keys(reasons))('say why a customer was not asked and what to do: %s', (reason) => {
    for (const name of [`Survey_Reason_${reason}`, `Survey_Next_${reason}`])
      expect([name, english.has(name)]).toEqual([name, true])
    expect(words('reasons.js')).toMatch(new RegExp(`^ {4}${reason}: \\{`, 'm'))
  })

  it.each(invitationStatuses)('name the status %s', (status) => {
    expect(english.has(`Survey_Status_${status.replace(' ', '_')}`)).toBe(true)
    expect(words('statuses.js')).toMatch(new RegExp(`^ {4}('?)${status}\\1: \\{`, 'm'))
  })

  it.each(Object.keys(modes))('name the mode %s and what it does', (mode) => {
    expect([`Survey_Mode_${mode}`, `Survey_Mode_means_${mode}`].every((name) => english.has(name))).toBe(true)
  })

  it.each(metricNames)('name the metric %s', (metric) => {
    expect(english.has(`Survey_Metric_${metric}`)).toBe(true)
  })
})
