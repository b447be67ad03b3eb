import type { Problem } from '../../core/failures.ts'
import type { Mapping } from '../mappings/mapping.ts'
import type { Program } from '../program.ts'
import { conditionsIn, mailRoots, mailTextsIn, mirrorMapping, pathsIn } from '../mappings/sources.ts'
import type { Survey } from '../survey.ts'
import { checkText } from '../texts.ts'
import { checkAgainstSurvey, checkCondition, knownBefore, missingAnswer, missingLabel } from './condition.ts'

type Mappings = ReadonlyMap<string, Mapping>

/** What one program says that cannot work, its survey and mappings considered. */
export function checkProgram(program: Program, surveys: ReadonlyMap<string, Survey>, mappings: Mappings): Problem[] {
  const survey = surveys.get(program.survey)
  return [
    ...(survey
      ? []
      : [
          {
            path: 'survey',
            message: `survey '${program.survey}' does not exist; publish it first or in the same file`,
          },
        ]),
    ...(program.on.when ? checkCondition(program.on.when, 'on.when', knownBefore) : []),
    ...checkOccasion(program),
    ...checkSend(program),
    ...checkRoles(program),
    ...mailTextsIn(program).flatMap(({ text, place }) =>
      checkText(text, mailRoots).map(({ message }) => ({ path: place, message })),
    ),
    ...program.actions.flatMap((action, index) => checkAction(program, action, `actions.${index}`, survey, mappings)),
  ]
}

/** It must stand on the message, and a message carries the record's own fields only. */
const checkOccasion = ({ occasion }: Program): Problem[] =>
  occasion.includes('.')
    ? [{ path: 'occasion', message: `'${occasion}' is a parent's field; use a field of the record itself` }]
    : []

function checkSend({ send }: Program): Problem[] {
  const problems: Problem[] = []
  send.remind.forEach((offset, index) => {
    if (offset <= (send.remind[index - 1] ?? 0))
      problems.push({
        path: `send.remind.${index}`,
        message: 'not later than the one before it; put reminders in order',
      })
    else if (offset >= send.expire)
      problems.push({ path: `send.remind.${index}`, message: 'not before the survey expires; remind sooner' })
  })
  if (send.by === 'link' && send.linkField === undefined)
    problems.push({
      path: 'send.linkField',
      message: 'missing; name the field that receives the link, such as Survey_Link__c',
    })
  if (send.hours && send.hours.from === send.hours.to)
    problems.push({ path: 'send.hours', message: 'begins and ends at the same time; leave it out to send at any hour' })
  return problems
}

const checkRoles = ({ participation, records }: Program): Problem[] =>
  participation.oncePer.flatMap((role, index) =>
    Object.hasOwn(records, role)
      ? []
      : [
          {
            path: `participation.oncePer.${index}`,
            message: `'${role}' is not among the records; add records.${role}`,
          },
        ],
  )

type Action = Program['actions'][number]

function checkAction(
  program: Program,
  action: Action,
  place: string,
  survey: Survey | undefined,
  mappings: Mappings,
): Problem[] {
  return [
    ...(action.if ? checkCondition(action.if, `${place}.if`) : []),
    ...(action.if && survey ? checkAgainstSurvey(action.if, `${place}.if`, survey) : []),
    ...action.then.flatMap(({ write }, index) => {
      const path = `${place}.then.${index}.write`
      const mapping = mappings.get(write)
      if (!mapping)
        return [{ path, message: `mapping '${write}' does not exist; publish it first or in the same file` }]
      const problems = [...checkWrite(program, action, mapping), ...(survey ? unknownIn(mapping, survey) : [])]
      return [...new Set(problems)].map((message) => ({ path, message }))
    }),
  ]
}

/** A write whose parent nobody writes would wait for ever. */
function checkWrite(program: Program, action: Action, { mapping, each, parent }: Mapping): string[] {
  if (each && action.on === 'invitation.changed')
    return [`'${mapping}' makes a record for each answer, and there is none yet`]
  if (parent === undefined || parent === mirrorMapping) return []
  const sameCase = (other: Action) =>
    other.on === action.on && (!other.if || JSON.stringify(other.if) === JSON.stringify(action.if))
  const written = program.actions.some((other) => sameCase(other) && other.then.some(({ write }) => write === parent))
  return written ? [] : [`'${mapping}' waits for '${parent}', which is not written in the same case; write that too`]
}

/** What a mapping names of the answers must be asked by the survey it is used with. */
function unknownIn(mapping: Mapping, survey: Survey): string[] {
  const ofPaths = pathsIn(mapping).flatMap(({ path }) => {
    if (path.startsWith('answers.')) return missingAnswer(survey, path.slice('answers.'.length)) ?? []
    return path.startsWith('labels.') ? (missingLabel(survey, path.slice('labels.'.length)) ?? []) : []
  })
  const ofConditions = conditionsIn(mapping).flatMap(({ condition, place }) =>
    checkAgainstSurvey(condition, place, survey),
  )
  return [...ofPaths, ...ofConditions.map(({ message }) => message)].map(
    (message) => `'${mapping.mapping}' does not fit: ${message}`,
  )
}
