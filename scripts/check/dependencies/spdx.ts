/**
 * Does an SPDX expression leave us a choice that is allowed? Of `A OR B` one is enough, `A AND B` needs both; AND binds first
 * (spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions). What cannot be read is not allowed.
 */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const words = expression.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const one = (): boolean => {
    if (words[at] === '(') {
      at++
      const inside = anyOf()
      return words[at++] === ')' && inside
    }
    const name = words[at++] ?? ''
    if (words[at] !== 'WITH') return allowed.has(name)
    at += 2
    return allowed.has(`${name} WITH ${words[at - 1] ?? ''}`)
  }
  const joined = (word: string, next: () => boolean, sum: (a: boolean, b: boolean) => boolean) => (): boolean => {
    let result = next()
    while (words[at] === word) {
      at++
      result = sum(next(), result)
    }
    return result
  }
  const allOf = joined('AND', one, (a, b) => a && b)
  const anyOf = joined('OR', allOf, (a, b) => a || b)
  return anyOf() && at === words.length
}
