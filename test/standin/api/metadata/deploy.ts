import { moment } from '../../data/dates.ts'
import { transact } from '../../data/transaction.ts'
import { noFaults } from '../../faults.ts'
import type { StandInOrg, User } from '../../org.ts'
import { checkComponents } from './checks.ts'
import { applyComponent, removeComponent } from './effects/apply.ts'
import { readFiles, type Offered, type Problem } from './read-files.ts'
import { membersIn, type Files } from './zip.ts'

/** One line of a deploy's result. */
export type Message = {
  type: string
  fullName: string
  fileName: string
  id: string | null
  created: boolean
  changed: boolean
  deleted: boolean
  problem: string | null
}
export type Deploy = {
  id: string
  user: User
  startedAt: string
  checkOnly: boolean
  success: boolean
  messages: Message[]
  /** How often somebody asked: the first answers say that it is under way. */
  asked: number
}

export type DeployOptions = {
  checkOnly?: boolean
  /** The stand-in's own triggers run at once, whatever an org's setting says. */
  flowsActive?: boolean
}

const destructive = ['destructiveChangesPre.xml', 'destructiveChanges.xml', 'destructiveChangesPost.xml']

/** Deploys files in metadata format: all of them or none. */
export function deployFiles(org: StandInOrg, user: User, files: Files, options: DeployOptions = {}): Deploy {
  const { offered, problems: unread } = readFiles(files, membersIn(files.get('package.xml')))
  const leaving = destructive.flatMap((name) => membersIn(files.get(name)))
  const removed = new Set(leaving.map(({ type, member }) => `${type}:${member}`))
  const problems = [...unread, ...checkComponents(org, offered, removed), ...checkRemoval(org, leaving)]
  const failed = new Set(problems.map(({ type, fullName }) => `${type}:${fullName}`))
  const applies = problems.length === 0 && options.checkOnly !== true
  const before = new Map(offered.map((one) => [one, org.components.find(one.type, one.fullName)]))
  if (applies) {
    transact(org, { user, faults: noFaults, body: null }, () => {
      for (const { type, member } of leaving) removeComponent(org, type, member)
      for (const one of inOrder(offered)) applyComponent(org, user, one, options.flowsActive === true)
    })
    org.components.changed()
  }
  const done = offered
    .filter(({ type, fullName }) => !failed.has(`${type}:${fullName}`))
    .map((one) => messageOf(org, one, before.get(one) === undefined, before.get(one)?.xml !== one.xml))
  const gone = applies ? leaving.map(({ type, member }) => goneMessage(type, member)) : []
  return {
    id: org.newId('0Af'),
    user,
    startedAt: moment(org.clock.now()),
    checkOnly: options.checkOnly === true,
    success: problems.length === 0,
    messages: [...done, ...gone, ...problems.map(problemMessage)],
    asked: 0,
  }
}

/** Objects before their fields, messages before flows, sets before groups: a file may refer to what comes with it. */
const order = ['CustomObject', 'CustomField', 'CustomPermission', 'ExternalCredential', 'WorkflowOutboundMessage']
const last = ['Flow', 'FlowDefinition', 'PermissionSetGroup', 'ExtlClntAppOauthConfigurablePolicies']
const rank = ({ type }: Offered): number =>
  order.includes(type) ? order.indexOf(type) : last.includes(type) ? 100 + last.indexOf(type) : 50

const inOrder = (offered: Offered[]): Offered[] => offered.toSorted((a, b) => rank(a) - rank(b))

function checkRemoval(org: StandInOrg, leaving: { type: string; member: string }[]): Problem[] {
  return leaving.flatMap(({ type, member }) => {
    const say = (problem: string) => [{ type, fullName: member, fileName: 'destructiveChanges.xml', problem }]
    const name = type === 'Flow' ? member.replace(/-\d+$/, '') : member
    const known = org.components.find(type, name)
    const isKnown = known ?? (type === 'CustomObject' ? org.schema.find(member) : undefined)
    if (!isKnown) return [] // only a warning: what is to go is gone
    if (type === 'Flow' && known?.activeVersion) return say(`This flow version is active and can’t be deleted.`)
    if (type === 'WorkflowOutboundMessage') {
      const flow = org.components.all('Flow').find(({ xml }) => xml.includes(`<actionName>${member}</actionName>`))
      const flowLeaves = flow && leaving.some((one) => one.type === 'Flow' && one.member.startsWith(flow.fullName))
      if (flow && !flowLeaves)
        return say(
          `This outbound message is referenced elsewhere in salesforce.com. Remove the usage and try again. : Flow - ${flow.fullName}`,
        )
    }
    return []
  })
}

function messageOf(
  org: StandInOrg,
  { type, fullName, fileName }: Offered,
  created: boolean,
  changed: boolean,
): Message {
  return {
    type,
    fullName,
    fileName,
    id: org.newId('0XX'),
    created,
    changed: created || changed,
    deleted: false,
    problem: null,
  }
}

const goneMessage = (type: string, fullName: string): Message => ({
  type,
  fullName,
  fileName: 'destructiveChanges.xml',
  id: null,
  created: false,
  changed: true,
  deleted: true,
  problem: null,
})

const problemMessage = ({ type, fullName, fileName, problem }: Problem): Message => ({
  type,
  fullName,
  fileName,
  id: null,
  created: false,
  changed: false,
  deleted: false,
  problem,
})
