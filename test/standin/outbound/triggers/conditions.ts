import { all, child, text, type XmlNode } from '../../schema/xml.ts'
import { isChanged, valueOf, type Test, type Value } from './saving.ts'

const blank = (value: Value): boolean => value === null || value === ''

const operators: Record<string, (found: Value, wanted: Value) => boolean> = {
  EqualTo: (found, wanted) => found === wanted || (blank(found) && blank(wanted)),
  NotEqualTo: (found, wanted) => found !== wanted && !(blank(found) && blank(wanted)),
  IsNull: (found, wanted) => (found === null) === wanted,
  IsBlank: (found, wanted) => blank(found) === wanted,
  GreaterThan: (found, wanted) => found !== null && wanted !== null && found > wanted,
  GreaterThanOrEqualTo: (found, wanted) => found !== null && wanted !== null && found >= wanted,
  LessThan: (found, wanted) => found !== null && wanted !== null && found < wanted,
  LessThanOrEqualTo: (found, wanted) => found !== null && wanted !== null && found <= wanted,
  Contains: (found, wanted) => String(found ?? '').includes(String(wanted)),
  StartsWith: (found, wanted) => String(found ?? '').startsWith(String(wanted)),
}

/** A flow's `filters` (start) or `conditions` (decision): a reference, an operator and a value. */
export function readCondition(node: XmlNode): Test {
  const left = text(node, 'field') || text(node, 'leftValueReference')
  const right = readValue(child(node, 'value') ?? child(node, 'rightValue'))
  const operator = text(node, 'operator')
  if (operator === 'IsChanged') {
    const field = left.replace(/^\$Record\./, '')
    return (saving) => isChanged(field, saving) === (right(saving) !== false)
  }
  const holds = operators[operator]
  if (!holds) throw new Error(`Flow operator ${operator} is not known here`)
  return (saving) => holds(valueOf(left, saving), right(saving))
}

function readValue(node: XmlNode | undefined): (saving: Parameters<Test>[0]) => Value {
  const value = node?.children[0]
  const written = value?.text.trim() ?? ''
  if (value?.name === 'elementReference') return (saving) => valueOf(written, saving)
  if (value?.name === 'booleanValue') return () => written === 'true'
  if (value?.name === 'numberValue') return () => Number(written)
  return () => (value ? written : null)
}

const words: Record<string, string> = { AND: '&&', OR: '||', NOT: '!' }

/** Joins conditions by `and`, `or` or numbers such as `1 AND (2 OR 3)`. */
export function combine(tests: Test[], logic: string, parse: (formula: string) => Test): Test {
  if (logic === '' || logic.toLowerCase() === 'and') return (saving) => tests.every((test) => test(saving))
  if (logic.toLowerCase() === 'or') return (saving) => tests.some((test) => test(saving))
  // Numbers become permissions by that name, so that one parser serves formulas and logic.
  const formula = logic
    .replace(/\b(AND|OR|NOT)\b/gi, (word) => words[word.toUpperCase()]!)
    .replace(/\d+/g, (number) => `$Permission.${number}`)
  const joined = parse(formula)
  return (saving) => {
    const held = tests.flatMap((test, index) => (test(saving) ? [String(index + 1)] : []))
    return joined({ ...saving, permissions: new Set(held) })
  }
}

/** The tests of all nodes of that name under a parent, in order. */
export const readConditions = (parent: XmlNode, name: string): Test[] => all(parent, name).map(readCondition)
