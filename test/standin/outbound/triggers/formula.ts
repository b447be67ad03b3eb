import { isChanged, valueOf, type Saving, type Test, type Value } from './saving.ts'

/** `reference` is set when the expression is nothing but a field, which ISCHANGED and PRIORVALUE need. */
type Expression = { value: (saving: Saving) => Value; reference?: string }

const tokenPattern =
  /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|&&|\|\||<>|!=|<=|>=|==|[=<>!(),]|[$A-Za-z_][\w.$]*)/y
const blank = (value: Value): boolean => value === null || value === ''
const fieldOf = ({ reference }: Expression): string => (reference ?? '').replace(/^\$Record\./, '')

const functions: Record<string, (args: Expression[], saving: Saving) => Value> = {
  AND: (args, saving) => args.every((arg) => arg.value(saving) === true),
  OR: (args, saving) => args.some((arg) => arg.value(saving) === true),
  NOT: ([arg], saving) => arg!.value(saving) !== true,
  ISBLANK: ([arg], saving) => blank(arg!.value(saving)),
  ISNULL: ([arg], saving) => blank(arg!.value(saving)),
  ISCHANGED: ([arg], saving) => isChanged(fieldOf(arg!), saving),
  ISNEW: (_, saving) => saving.before === null,
  ISPICKVAL: ([field, text], saving) => (field!.value(saving) ?? '') === text!.value(saving),
  PRIORVALUE: ([arg], saving) => valueOf(`$Record${saving.before ? '__Prior' : ''}.${fieldOf(arg!)}`, saving),
}

const comparisons: Record<string, (a: Value, b: Value) => boolean> = {
  '=': (a, b) => a === b || (blank(a) && blank(b)),
  '<>': (a, b) => !(a === b || (blank(a) && blank(b))),
  '<': (a, b) => a !== null && b !== null && a < b,
  '>': (a, b) => a !== null && b !== null && a > b,
  '<=': (a, b) => a !== null && b !== null && a <= b,
  '>=': (a, b) => a !== null && b !== null && a >= b,
}
const sameAs: Record<string, string> = { '==': '=', '!=': '<>' }

/** Reads the part of the formula language that trigger conditions need and refuses the rest by name. */
export function parseFormula(source: string): Test {
  const tokens = tokenize(source.replace(/\{!([^}]*)\}/g, '$1'))
  let at = 0
  const take = (token?: string): string => {
    const found = tokens[at++]
    if (found === undefined || (token && found !== token))
      throw new Error(`Formula ${source}: ${token ?? 'more'} expected`)
    return found
  }
  const chain = (operator: string, next: () => Expression, name: 'AND' | 'OR'): Expression => {
    const parts = [next()]
    while (tokens[at] === operator) {
      at += 1
      parts.push(next())
    }
    return parts.length === 1 ? parts[0]! : { value: (saving) => functions[name]!(parts, saving) }
  }
  const either = (): Expression => chain('||', both, 'OR')
  const both = (): Expression => chain('&&', comparison, 'AND')
  const comparison = (): Expression => {
    const left = unary()
    const compare = comparisons[sameAs[tokens[at] ?? ''] ?? tokens[at] ?? '']
    if (!compare) return left
    at += 1
    const right = unary()
    return { value: (saving) => compare(left.value(saving), right.value(saving)) }
  }
  const unary = (): Expression => {
    if (tokens[at] !== '!') return primary()
    at += 1
    const inner = unary()
    return { value: (saving) => inner.value(saving) !== true }
  }
  const primary = (): Expression => {
    const token = take()
    if (token === '(') {
      const inner = either()
      take(')')
      return inner
    }
    if (/^["']/.test(token)) return constant(token.slice(1, -1).replace(/\\(.)/g, '$1'))
    if (/^\d/.test(token)) return constant(Number(token))
    if (tokens[at] === '(') return call(token)
    if (/^(true|false)$/i.test(token)) return constant(/^t/i.test(token))
    return { value: (saving) => valueOf(token, saving), reference: token }
  }
  const call = (name: string): Expression => {
    const known = functions[name.toUpperCase()]
    if (!known) throw new Error(`Formula ${source}: ${name} is not known here`)
    take('(')
    const args: Expression[] = []
    while (tokens[at] !== ')') {
      args.push(either())
      if (tokens[at] !== ')') take(',')
    }
    take(')')
    return { value: (saving) => known(args, saving) }
  }
  const whole = either()
  if (at < tokens.length) throw new Error(`Formula ${source}: ${tokens[at]} was not expected`)
  return (saving) => whole.value(saving) === true
}

const constant = (value: Value): Expression => ({ value: () => value })

function tokenize(source: string): string[] {
  const tokens: string[] = []
  tokenPattern.lastIndex = 0
  while (source.slice(tokenPattern.lastIndex).trim() !== '') {
    const from = tokenPattern.lastIndex
    const found = tokenPattern.exec(source)
    if (!found) throw new Error(`Formula ${source}: cannot be read from ${source.slice(from)}`)
    tokens.push(found[1]!)
  }
  return tokens
}
