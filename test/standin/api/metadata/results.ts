import type { StandInOrg } from '../../org.ts'
import type { Component } from './components.ts'
import type { Deploy, Message } from './deploy.ts'
import { typeNamed } from './types.ts'

/** Plain data that becomes JSON or XML. */
export type Shape = { [name: string]: Shape | Shape[] | string | string[] | number | boolean | null | undefined }

const component = ({ type, fullName, fileName, id, created, changed, deleted, problem }: Message): Shape => ({
  changed,
  ...(problem !== null && { columnNumber: 1 }),
  componentType: type,
  created,
  createdDate: new Date(0).toISOString(),
  deleted,
  fileName,
  fullName,
  id,
  ...(problem !== null && { lineNumber: 1, problem, problemType: 'Error' }),
  success: problem === null,
})

/** What `checkDeployStatus` answers; the first answer says that it is under way. */
export function deployResult(deploy: Deploy, withDetails: boolean): Shape {
  const { id, user, startedAt, checkOnly, success, messages } = deploy
  const failures = messages.filter(({ problem }) => problem !== null)
  const done = messages.length - failures.length
  deploy.asked++
  const isDone = deploy.asked > 1
  return {
    checkOnly,
    ...(isDone && { completedDate: startedAt }),
    createdBy: user.id,
    createdByName: user.name,
    createdDate: startedAt,
    ...(withDetails && {
      details: {
        componentFailures: isDone ? failures.map(component) : [],
        componentSuccesses: isDone
          ? [manifestLine, ...messages.filter(({ problem }) => problem === null)].map(component)
          : [],
        runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: 0 },
      },
    }),
    done: isDone,
    id,
    ignoreWarnings: false,
    lastModifiedDate: startedAt,
    numberComponentErrors: isDone ? failures.length : 0,
    numberComponentsDeployed: isDone ? done : Math.floor(messages.length / 2),
    numberComponentsTotal: messages.length,
    numberTestErrors: 0,
    numberTestsCompleted: 0,
    numberTestsTotal: 0,
    rollbackOnError: true,
    runTestsEnabled: false,
    startDate: startedAt,
    status: isDone ? (success ? 'Succeeded' : 'Failed') : 'InProgress',
    success: isDone && success,
  }
}

const manifestLine: Message = {
  type: '',
  fullName: 'package.xml',
  fileName: 'package.xml',
  id: null,
  created: false,
  changed: true,
  deleted: false,
  problem: null,
}

/** What `listMetadata` answers of one type. Objects and fields the org had from the start are among them. */
export function listMetadata(org: StandInOrg, type: string): Shape[] {
  const known = org.components.all(type).map((one) => properties(org, one))
  const names = new Set(known.map(({ fullName }) => fullName))
  const builtIn =
    type === 'CustomObject'
      ? org.schema.objects.map(({ name }) => name)
      : type === 'CustomField'
        ? org.schema.objects.flatMap(({ name, fields }) =>
            [...fields.values()].filter(({ custom }) => custom).map((field) => `${name}.${field.name}`),
          )
        : type === 'Translations'
          ? org.switches.languages
          : []
  return [
    ...known,
    ...builtIn
      .filter((name) => !names.has(name))
      .map((name) => properties(org, { type, fullName: name, modifiedBy: 'Setup' })),
  ]
}

/** `FileProperties` of one component. */
export function properties(
  org: StandInOrg,
  {
    type,
    fullName,
    fileName,
    modifiedAt,
    modifiedBy,
  }: Partial<Component> & { type: string; fullName: string; modifiedBy: string },
): Shape {
  const kind = typeNamed(type)
  const path = fileName ?? (kind ? `${kind.folder}/${fullName.split('.')[0]}.${kind.suffix}` : fullName)
  const at = modifiedAt ?? new Date(0).toISOString()
  const by = org.users[0]?.id ?? ''
  return {
    createdById: by,
    createdByName: modifiedBy,
    createdDate: at,
    fileName: `unpackaged/${path}`.replace(/^unpackaged\//, ''),
    fullName,
    id: org.store.setting(`component ${type} ${fullName}`, () => org.newId('0XX')),
    lastModifiedById: by,
    lastModifiedByName: modifiedBy,
    lastModifiedDate: at,
    manageableState: 'unmanaged',
    type,
  }
}
