import { all, child, text, type XmlNode } from '../../schema/xml.ts'
import { combine, readConditions } from './conditions.ts'
import type { Trigger } from '../../api/metadata/effects/triggers.ts'
import { parseFormula } from './formula.ts'
import { beforeSave, type Saving, type Test } from './saving.ts'

/** Walks on from an element; gives the outbound messages that the flow sends on its way. */
type Walk = (saving: Saving) => string[]

const kinds: Record<string, (saving: Saving) => boolean> = {
  Create: ({ before }) => before === null,
  Update: ({ before }) => before !== null,
  CreateAndUpdate: () => true,
}

/** A record-triggered after-save flow: decisions and outbound messages are run, assignments passed over. */
export function readFlow(name: string, flow: XmlNode): Trigger {
  const start = child(flow, 'start')
  if (!start || text(start, 'triggerType') !== 'RecordAfterSave')
    throw new Error(`Flow ${name} does not run after a save`)
  const meets = entryCondition(start)
  const rightKind = kinds[text(start, 'recordTriggerType')]
  if (!rightKind) throw new Error(`Flow ${name} has recordTriggerType ${text(start, 'recordTriggerType')}`)
  const onlyWhenNewlyMet = text(start, 'doesRequireRecordChangedToMeetCriteria') === 'true'
  const walk = walkFrom(flow, start)
  return {
    name,
    kind: 'flow',
    object: text(start, 'object'),
    messages: all(flow, 'actionCalls')
      .filter(isOutbound)
      .map((action) => text(action, 'actionName')),
    fires: (saving) => {
      if (!rightKind(saving) || !meets(saving)) return []
      const earlier = beforeSave(saving)
      return onlyWhenNewlyMet && earlier && meets(earlier) ? [] : walk(saving)
    },
  }
}

function entryCondition(start: XmlNode): Test {
  const formula = text(start, 'filterFormula')
  if (formula !== '') return parseFormula(formula)
  return combine(readConditions(start, 'filters'), text(start, 'filterLogic'), parseFormula)
}

const isOutbound = (action: XmlNode): boolean => text(action, 'actionType') === 'outboundMessage'

/** Follows the connector of a node. Flows of this kind are short and have no loops. */
function walkFrom(flow: XmlNode, node: XmlNode, connector = 'connector'): Walk {
  const link = child(node, connector)
  if (!link) return () => []
  const target = text(link, 'targetReference')
  const element = flow.children.find((found) => text(found, 'name') === target)
  if (element?.name === 'decisions') return decision(flow, element)
  if (element?.name === 'actionCalls' && isOutbound(element)) {
    const next = walkFrom(flow, element)
    return (saving) => [text(element, 'actionName'), ...next(saving)]
  }
  if (element?.name === 'assignments') return walkFrom(flow, element)
  throw new Error(`Flow element ${target} (${element?.name ?? 'missing'}) cannot be run here`)
}

function decision(flow: XmlNode, element: XmlNode): Walk {
  const outcomes = all(element, 'rules').map((rule) => ({
    holds: combine(readConditions(rule, 'conditions'), text(rule, 'conditionLogic'), parseFormula),
    next: walkFrom(flow, rule),
  }))
  const otherwise = walkFrom(flow, element, 'defaultConnector')
  return (saving) => (outcomes.find(({ holds }) => holds(saving))?.next ?? otherwise)(saving)
}
