import type { Answers, Question, Survey } from '../survey.ts'

type Clause = NonNullable<Question['showIf']>[number]

/**
 * The questions a person with these answers was shown, in order. Conditions look backwards only, so one pass decides;
 * the answer to a question that is itself hidden does not count.
 */
export function shownQuestions(survey: Survey, answers: Answers): Question[] {
  const seen: Answers = Object.create(null) as Answers
  return survey.questions.filter((question) => {
    const shown = isShown(question, seen)
    if (shown && Object.hasOwn(answers, question.id)) seen[question.id] = answers[question.id]!
    return shown
  })
}

/** @param answers to the questions before it that were shown */
export const isShown = (question: Question, answers: Answers): boolean =>
  (question.showIf ?? []).every((clause) => holds(clause, answers))

/** Every operator of the clause must hold. A question without an answer, or not applicable, satisfies none, not even `not`. */
function holds(clause: Clause, answers: Answers): boolean {
  const answer = answers[clause.question]
  if (answer === undefined || answer === null) return false
  const given: unknown[] = Array.isArray(answer) ? answer : [answer]
  const includes = (wanted: string | number) => given.includes(wanted)
  if (clause.is !== undefined && !includes(clause.is)) return false
  if (clause.not !== undefined && includes(clause.not)) return false
  if (clause.in !== undefined && !clause.in.some(includes)) return false
  if (clause.atLeast !== undefined && !(typeof answer === 'number' && answer >= clause.atLeast)) return false
  return clause.atMost === undefined || (typeof answer === 'number' && answer <= clause.atMost)
}
