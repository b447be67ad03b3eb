/** Does `1 AND (2 OR NOT 3)` hold when its conditions are these? Without logic all must hold. */
export function holds(logic: string, truth: boolean[]): boolean {
  if (logic === '') return truth.every(Boolean)
  const tokens = logic.match(/\d+|AND|OR|NOT|[()]/g) ?? []
  let at = 0
  const either = (): boolean => {
    let value = both()
    while (tokens[at] === 'OR') {
      at++
      value = both() || value
    }
    return value
  }
  const both = (): boolean => {
    let value = one()
    while (tokens[at] === 'AND') {
      at++
      value = one() && value
    }
    return value
  }
  const one = (): boolean => {
    const token = tokens[at++]
    if (token === 'NOT') return !one()
    if (token !== '(') return truth[Number(token) - 1] ?? false
    const value = either()
    at++ // the closing bracket
    return value
  }
  return either()
}

/** Are rows kept out whenever these conditions (from 1) fail, whatever the others say? */
export const decides = (logic: string, count: number, conditions: number[]): boolean =>
  conditions.length > 0 &&
  !holds(
    logic,
    Array.from({ length: count }, (_, index) => !conditions.includes(index + 1)),
  )

/** What is wrong with a filter logic; undefined when it uses every condition, and only those. */
export function faultOfLogic(logic: string, count: number): string | undefined {
  if (logic === '') return undefined
  const rest = logic.replace(/\d+|AND|OR|NOT|[()\s]/g, '')
  if (rest !== '') return `"${logic}" is no filter logic: ${rest}`
  const used = new Set([...logic.matchAll(/\d+/g)].map(([digits]) => Number(digits)))
  const missing = Array.from({ length: count }, (_, index) => index + 1).find((index) => !used.has(index))
  if (missing !== undefined) return `the filter logic leaves out condition ${missing}`
  const beyond = [...used].find((index) => index < 1 || index > count)
  if (beyond !== undefined) return `the filter logic names condition ${beyond} of ${count}`
  return logic.split('(').length === logic.split(')').length ? undefined : `"${logic}": the brackets do not match`
}
