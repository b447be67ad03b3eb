import type { Document } from '../../../bridge/definitions/documents.ts'
import { asYaml, writtenDocument } from '../config/written.ts'
import { readDocumentsOf } from '../config/documents-of.ts'
import { deleteInBatches } from '../data/delete.ts'
import { deployFiles } from '../deploy/deploy.ts'
import type { OrgContext } from '../frame/context.ts'
import { OrgError } from '../frame/result.ts'
import type { Task } from '../frame/tasks.ts'
import { readAssignments, readFlowVersions, readParts, readTriggersTo } from './installed.ts'
import { listParts } from '../doctor/gather/package.ts'
import { deactivation, removalOf, versionsOf } from './removal.ts'

/** What setup made outside the package, beside the triggers. The external credential is a part of the package. */
const credentialTypes = ['NamedCredential']
const appTypes = [
  'ExtlClntAppOauthConfigurablePolicies',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthSettings',
  'ExternalClientApplication',
]

type ProgramDocument = Extract<Document, { kind: 'program' }>

/** Nothing is asked from now on, and the bridge decides nothing more. */
export function programsOff({ bridge }: OrgContext): Task {
  const on = async () =>
    (await readDocumentsOf(bridge)).filter(
      (one): one is ProgramDocument => one.kind === 'program' && one.body.mode !== 'off',
    )
  return {
    id: 'uninstall.programs',
    title: 'Programs off',
    why: 'No customer is asked from now on.',
    look: async () => {
      const names = (await on()).map(({ name }) => name)
      return { isDone: names.length === 0, detail: names.length === 0 ? 'all are off' : `on: ${names.join(', ')}` }
    },
    act: async () => {
      const off = (await on()).map((one) => asYaml(writtenDocument({ ...one, body: { ...one.body, mode: 'off' } })))
      await bridge.admin('PUT', 'documents', off.join('---\n'))
    },
  }
}

/** Answers on their way would have no record to go to. */
export function writesDone({ bridge, say }: OrgContext): Task {
  const left = async () => {
    const { writes, unplanned } = await bridge.get<{ writes: Record<string, number>; unplanned: number }>('')
    return unplanned + (writes['waiting'] ?? 0) + (writes['in_flight'] ?? 0)
  }
  return {
    id: 'uninstall.writes',
    title: 'Answers on their way',
    why: 'What customers answered reaches Salesforce before it is exported.',
    next: 'Wait, or mend what they wait for (npm run org -- doctor); then run the same command again.',
    look: async () => {
      const count = await left()
      return { isDone: count === 0, detail: count === 0 ? 'none' : `${count} writes wait` }
    },
    act: async () => {
      for (let tries = 0; tries < 30 && (await left()) > 0; tries++) {
        if (tries === 0) say.detail('waiting for them, a minute at most')
        await new Promise((resolve) => setTimeout(resolve, 2_000))
      }
    },
  }
}

/** Flows, messages and rules that go to this bridge. */
export function triggersRemoved(context: OrgContext): Task[] {
  const { connection, bridge } = context
  const flows = async () => readFlowVersions(connection, (await readTriggersTo(connection, bridge.origin)).flows)
  return [
    {
      id: 'uninstall.flows',
      title: 'Flows deactivated',
      why: 'An active flow cannot be deleted.',
      look: async () => {
        const active = (await flows()).filter(({ isActive }) => isActive).map(({ name }) => name)
        return {
          isDone: active.length === 0,
          detail: active.length === 0 ? 'none is active' : `active: ${active.join(', ')}`,
        }
      },
      act: async () => {
        const active = (await flows()).filter(({ isActive }) => isActive).map(({ name }) => name)
        await deployFiles(context, deactivation(active))
      },
    },
    {
      id: 'uninstall.messages',
      title: 'Flows and outbound messages removed',
      why: 'The address in them is a credential of the bridge.',
      look: async () => {
        const { messages, rules } = await readTriggersTo(connection, bridge.origin)
        const shared = rules.filter(({ others }) => others).map(({ name }) => name)
        const detail = messages.length === 0 ? 'none is left' : messages.join(', ')
        if (shared.length === 0) return { isDone: messages.length === 0, detail }
        throw new OrgError(
          'shared_rule',
          `Workflow rules that do other things too send our messages: ${shared.join(', ')}`,
          'Setup › Workflow Rules › take the outbound message out of each, then run the same command again.',
        )
      },
      act: async () => {
        const { messages, rules } = await readTriggersTo(connection, bridge.origin)
        const members = { Flow: versionsOf(await flows()), WorkflowRule: rules.map(({ name }) => name) }
        // A message that something still names cannot go in the same deploy.
        await deployFiles(context, removalOf(members))
        await deployFiles(context, removalOf({ WorkflowOutboundMessage: messages }))
      },
    },
  ]
}

/** What the package calls through, and what the bridge logs in by. */
export const credentialsRemoved = (context: OrgContext): Task[] => [
  gone(
    context,
    'uninstall.credential',
    'Named credential removed',
    'It holds the key that opens the bridge.',
    credentialTypes,
  ),
  gone(context, 'uninstall.app', 'External Client App removed', 'The bridge cannot log in any more.', appTypes),
]

function gone(context: OrgContext, id: string, title: string, why: string, types: string[]): Task {
  const left = async () => {
    const there = await listParts(context.connection, types)
    return types.flatMap((type) =>
      [...(there.get(type) ?? [])].filter((name) => name.startsWith('Survey_Bridge')).map((name) => ({ type, name })),
    )
  }
  return {
    id,
    title,
    why,
    look: async () => {
      const parts = await left()
      const detail = parts.map(({ type, name }) => `${type} ${name}`).join(', ')
      return { isDone: parts.length === 0, detail: detail || 'there is none' }
    },
    act: async () => {
      for (const [type, parts] of Map.groupBy(await left(), ({ type }) => type))
        await deployFiles(context, removalOf({ [type]: parts.map(({ name }) => name) }))
    },
  }
}

export function assignmentsRemoved({ connection, say }: OrgContext): Task {
  return {
    id: 'uninstall.assignments',
    title: 'Permission sets unassigned',
    why: 'A permission set that somebody holds cannot be deleted.',
    look: async () => {
      const held = await readAssignments(connection)
      return {
        isDone: held.length === 0,
        detail: held.length === 0 ? 'nobody holds them' : `${held.length} assignments`,
      }
    },
    act: async () => {
      const ids = (await readAssignments(connection)).map(({ Id }) => Id)
      const { failed } = await deleteInBatches(connection, 'PermissionSetAssignment', ids, (text) => say.detail(text))
      if (failed[0])
        throw new OrgError(failed[0].code, failed[0].message, 'Setup › Permission Sets › Manage Assignments')
    },
  }
}

/** Invitations, answers, documents and credentials. It comes last: until then the bridge is asked for its programs and writes. */
export function forgottenByBridge({ bridge }: OrgContext): Task {
  let isForgotten = false
  return {
    id: 'uninstall.bridge',
    title: 'Forgotten by the bridge',
    why: 'What it keeps of this org is deleted, and its credentials never open anything again.',
    look: async () => ({ isDone: isForgotten, detail: isForgotten ? 'nothing is kept' : 'all of this org' }),
    act: async () => {
      const { name } = await bridge.get<{ name: string }>('')
      await bridge.remove(name)
      isForgotten = true
    },
  }
}

/** Objects with all their records, code, components, permission sets. */
export function packageRemoved(context: OrgContext): Task {
  const { connection } = context
  const ownFlows = async (names: string[]) => readFlowVersions(connection, names)
  return {
    id: 'uninstall.package',
    title: 'Package removed',
    why: 'Objects go with their records: this cannot be taken back.',
    next: 'Take what the answer names out of pages, reports and flows of your own, then run the same command again.',
    look: async () => {
      const parts = await readParts(connection)
      const count = [...parts.values()].reduce((sum, names) => sum + names.length, 0)
      return { isDone: count === 0, detail: count === 0 ? 'nothing of it is left' : `${count} parts` }
    },
    act: async () => {
      const parts = await readParts(connection)
      const flows = await ownFlows(parts.get('Flow') ?? [])
      const active = flows.filter(({ isActive }) => isActive).map(({ name }) => name)
      if (active.length > 0) await deployFiles(context, deactivation(active))
      await deployFiles(context, removalOf({ ...Object.fromEntries(parts), Flow: versionsOf(flows) }))
    },
  }
}
