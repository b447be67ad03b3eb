import { all, text, type XmlNode } from '../../schema/xml.ts'
import { combine } from './conditions.ts'
import type { Trigger } from '../../api/metadata/effects/triggers.ts'
import { parseFormula } from './formula.ts'
import { beforeSave, valueOf, type Saving, type Test } from './saving.ts'

/** When a rule is looked at; onCreateOrTriggeringUpdate fires on a change only when the record begins to match. */
const occasions: Record<string, (saving: Saving, meets: Test) => boolean> = {
  onCreateOnly: ({ before }) => before === null,
  onAllChanges: () => true,
  onCreateOrTriggeringUpdate: (saving, meets) => {
    const earlier = beforeSave(saving)
    return earlier === null || !meets(earlier)
  },
}

const operations: Record<string, (found: string, wanted: string[]) => boolean> = {
  equals: (found, wanted) => wanted.includes(found),
  notEqual: (found, wanted) => !wanted.includes(found),
  contains: (found, wanted) => wanted.some((part) => found.includes(part)),
  notContain: (found, wanted) => !wanted.some((part) => found.includes(part)),
  startsWith: (found, wanted) => wanted.some((part) => found.startsWith(part)),
}

/** The active workflow rules of one object's file that send outbound messages. */
export function readRules(object: string, workflow: XmlNode): Trigger[] {
  return all(workflow, 'rules')
    .filter((rule) => text(rule, 'active') === 'true')
    .map((rule) => readRule(object, rule))
}

/** One rule. */
export function readRule(object: string, rule: XmlNode): Trigger {
  const name = text(rule, 'fullName')
  const applies = occasions[text(rule, 'triggerType')]
  if (!applies) throw new Error(`Workflow rule ${name} has triggerType ${text(rule, 'triggerType')}`)
  const formula = text(rule, 'formula')
  const criteria = all(rule, 'criteriaItems').map((item) => readCriterion(object, item))
  const meets = formula === '' ? combine(criteria, text(rule, 'booleanFilter'), parseFormula) : parseFormula(formula)
  const messages = all(rule, 'actions')
    .filter((action) => text(action, 'type') === 'OutboundMessage')
    .map((action) => `${object}.${text(action, 'name')}`)
  return {
    name,
    kind: 'legacy',
    object,
    messages,
    fires: (saving) => (meets(saving) && applies(saving, meets) ? messages : []),
  }
}

/** `Case.IsClosed equals True`: compared as text, in any case, with any of the values between commas. */
function readCriterion(object: string, item: XmlNode): Test {
  const field = text(item, 'field').replace(new RegExp(`^${object}\\.`), '')
  const holds = operations[text(item, 'operation')]
  if (!holds) throw new Error(`Workflow operation ${text(item, 'operation')} is not known here`)
  const wanted = text(item, 'value')
    .toLowerCase()
    .split(',')
    .map((value) => value.trim())
  return (saving) => holds(String(valueOf(field, saving) ?? '').toLowerCase(), wanted)
}
