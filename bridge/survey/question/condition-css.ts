import { scaleOf } from '../../definitions/answers/scale.ts'
import { isShown } from '../../definitions/answers/shown.ts'
import type { Answer, Question, Survey } from '../../definitions/survey.ts'
import { boxId, inputId } from './ids.ts'

type Clause = NonNullable<Question['showIf']>[number]

/** A selector that matches no form: what it stands for can never hold. */
const never = ':has(never)'

/**
 * Hides conditional questions without a script: a question is shown while inputs that satisfy its clauses are checked.
 * Browsers without `:has` show every question; the server drops the answers that do not apply.
 * Ids are letters, digits, `_` and `-`, so no selector needs escaping.
 */
export function conditionCss(survey: Survey): string {
  const rules = survey.questions.flatMap((question, index) => {
    const selectors = new Set(selectorsFor(question, survey.questions.slice(0, index)))
    return selectors.size === 0 ? [] : `form:not(${[...selectors].join('')}) #${boxId(question.id)}{display:none}`
  })
  return rules.length === 0 ? '' : `@supports selector(:has(a)){${rules.join('')}}`
}

/** Its own clauses and those of the questions it looks at: a tick in a hidden question does not count. */
function selectorsFor(question: Question, earlier: Question[]): string[] {
  return (question.showIf ?? []).flatMap((clause) => {
    const at = earlier.findIndex((candidate) => candidate.id === clause.question)
    const source = earlier[at]
    if (!source) return [never]
    return [...selectorsFor(source, earlier.slice(0, at)), ...selectorOf(clause, source)]
  })
}

function selectorOf(clause: Clause, source: Question): string[] {
  switch (source.type) {
    case 'comment':
    case 'text':
    case 'matrix':
      return [] // CSS cannot read a text or add up lines: shown, and dropped by the server where it does not apply
    case 'multiple':
      return ticks(clause, source)
    case 'single':
      return [
        anyOf(
          source,
          source.options.map((option) => option.value).filter((value) => holds(clause, source, value)),
        ),
      ]
    default:
      return [
        anyOf(
          source,
          numbersOf(source).filter((value) => holds(clause, source, value)),
        ),
      ]
  }
}

/** Asks the rule that the server goes by. */
const holds = (clause: Clause, source: Question, value: Answer): boolean =>
  isShown({ ...source, showIf: [clause] }, { [source.id]: value })

/** Several may be ticked, so each part of the clause asks for itself. */
function ticks(clause: Clause, source: Extract<Question, { type: 'multiple' }>): string[] {
  if (clause.atLeast !== undefined || clause.atMost !== undefined) return [never]
  const values = source.options.map((option) => option.value)
  const ticked = (wanted: (string | number)[]) =>
    anyOf(
      source,
      values.filter((value) => wanted.includes(value)),
    )
  return [
    ticked(values),
    ...(clause.is === undefined ? [] : [ticked([clause.is])]),
    ...(clause.in === undefined ? [] : [ticked(clause.in)]),
    ...(clause.not === undefined ? [] : [`:not(${ticked([clause.not])})`]),
  ]
}

const numbersOf = (source: Extract<Question, { type: 'nps' | 'ces' | 'rating' }>): number[] => {
  const { from, to } = scaleOf(source)
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

const anyOf = (source: Question, values: (string | number)[]): string =>
  values.length === 0 ? never : `:has(${values.map((value) => `#${inputId(source.id, value)}:checked`).join(',')})`
