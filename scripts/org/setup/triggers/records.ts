import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deployFiles } from '../../deploy/deploy.ts'
import type { Task } from '../../frame/tasks.ts'
import { manifest } from '../../trigger/files.ts'
import { missingGrants } from '../grants.ts'
import { keepDeployed } from '../package.ts'
import { assign, integrationUserId, lookAtSet } from '../user.ts'
import { names, type Work } from '../work.ts'
import { recordsPermissionSet } from './permission-set.ts'
import { triggersOf } from './wanted.ts'

const template = 'lwc-package/connection/permissionsets/Survey_Integration_Records.permissionset-meta.xml'
const objectsOfTemplate = ['Account', 'Case', 'Opportunity', 'Contract', 'Order']

/** (f) Before the messages: they carry only fields that the integration user can read. */
export function recordsTask(work: Work): Task {
  const { context } = work
  let isDeployed = false // what the org does not grant even then, it grants nobody
  const made = async () => {
    const { triggers } = await triggersOf(work, '')
    const objects = [...new Set([...triggers.map(({ object }) => object), ...objectsOfTemplate])]
    const described = await Promise.all(objects.map(async (object) => [object, await work.describe(object)] as const))
    const known = new Map(described.flatMap(([object, fields]) => (fields ? [[object, fields] as const] : [])))
    return recordsPermissionSet(readFileSync(template, 'utf8'), known, triggers)
  }
  return {
    id: 'user.records',
    title: 'Let the integration user read what the programs look at',
    why: 'An outbound message leaves out every field its user cannot read. Orders and Contracts only where the org has them.',
    async look() {
      if (!(await work.isKnown())) return { isDone: false, detail: 'the programs are not known yet' }
      const assigned = await lookAtSet(work, names.recordsSet)
      if (!assigned.isDone) return assigned
      const text = await made()
      const isKept = context.state.values.deployed?.['records'] === hashOf(text)
      const lacking = isKept && !isDeployed ? await missingGrants(work, names.recordsSet, text) : []
      if (lacking.length > 0) return { isDone: false, detail: `taken away since: ${lacking.join(', ')}` }
      return {
        isDone: isKept,
        detail: isKept ? `${names.recordsSet}, assigned` : 'it may lack fields of changed programs',
      }
    },
    async act() {
      const text = await made()
      const path = `permissionsets/${names.recordsSet}.permissionset`
      await deployFiles(context, [{ path, text }, manifest({ PermissionSet: [names.recordsSet] })])
      await assign(work, await integrationUserId(work), names.recordsSet)
      keepDeployed(work, 'records', hashOf(text))
      isDeployed = true
    },
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
