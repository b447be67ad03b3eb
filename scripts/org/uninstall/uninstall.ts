import { resolve } from 'node:path'
import type { OrgContext, Verb } from '../frame/context.ts'
import { OrgError, type Step } from '../frame/result.ts'
import { runTasks, type Task } from '../frame/tasks.ts'
import { rowsOf } from '../doctor/gather/see.ts'
import { exportObject, hiddenFields, objectsInOrg } from './export.ts'
import {
  assignmentsRemoved,
  credentialsRemoved,
  forgottenByBridge,
  packageRemoved,
  programsOff,
  triggersRemoved,
  writesDone,
} from './tasks.ts'

/** Takes Survey Bridge out of an org, in the order in which nothing is left behind. The records are exported first. */
export const uninstall: Verb = {
  about: 'Export all survey records, then take everything out of the org again',
  flags: {
    export: { type: 'string' },
    confirm: { type: 'string' },
    'without-bridge': { type: 'boolean' },
    forget: { type: 'boolean' },
  },
  help: {
    export: 'folder for the CSV files, survey-export unless told',
    confirm: 'the name of the org, for those who cannot be asked',
    forget: 'the bridge deletes what it keeps of the org, too; needs the operator token',
    'without-bridge': 'when the bridge is gone: its programs are not switched off, and nobody waits for its writes',
  },
  run: async (context, flags) => {
    const { say, org, isDryRun } = context
    const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), String(flags['export'] ?? 'survey-export'))
    await tellLosses(context)
    if (!isDryRun) await confirm(context, flags['confirm'])
    const result = await runTasks(context, [
      ...(flags['without-bridge'] === true ? [] : [programsOff(context), writesDone(context)]),
      exportTask(context, folder),
      ...triggersRemoved(context),
      ...credentialsRemoved(context),
      assignmentsRemoved(context),
      packageRemoved(context),
      ...(flags['forget'] === true ? [forgottenByBridge(context)] : []),
    ])
    if (!result.ok || isDryRun) return result
    forgetInstallation(context)
    const rest = whatIsLeft(org.name, flags['forget'] === true)
    say.begin('[!]', rest.title)
    say.end(rest)
    return { ...result, steps: [...result.steps, rest], data: { exportedTo: folder } }
  },
}

/** What setup remembers saves it work in an org that has its parts; in this one it would be wrong. */
function forgetInstallation({ state }: OrgContext): void {
  const stays = ['bridgeUrl', 'integrationUsername', 'seeded'].filter((name) => state.values[name] !== undefined)
  const kept = Object.fromEntries(stays.map((name) => [name, state.values[name]]))
  state.forget()
  state.keep(kept)
}

async function tellLosses({ connection, say, org }: OrgContext): Promise<void> {
  say.line(`Taken out of ${org.name} for good:`)
  for (const object of await objectsInOrg(connection)) {
    const [{ n = 0 } = {}] = await rowsOf<{ n: number }>(connection, `SELECT COUNT(Id) n FROM ${object}`).catch(
      () => [],
    )
    say.line(`${String(n).padStart(8)}  ${object} records`)
  }
  say.line('          our fields on Contact, Lead, Account and Case with what is in them')
  say.line('          flows, outbound messages, reports, record pages, permission sets')
}

/** Typed by a person, or given: an org is not emptied by pressing a key too often. */
async function confirm({ say, org }: OrgContext, given: unknown): Promise<void> {
  const typed = typeof given === 'string' ? given : await say.ask(`Type the name of the org (${org.name}) to go on:`)
  if (typed.trim() !== org.name)
    throw new OrgError(
      'not_confirmed',
      `"${typed}" is not the name of this org. Nothing was changed.`,
      `Add --confirm "${org.name}"`,
    )
}

function exportTask({ connection, say, state }: OrgContext, folder: string): Task {
  let isExported = false
  return {
    id: 'uninstall.export',
    title: 'Records exported',
    why: `One CSV file for each object in ${folder}; texts that a spreadsheet would run are made harmless.`,
    look: async () => {
      if (isExported) return { isDone: true, detail: folder }
      const objects = await objectsInOrg(connection)
      if (objects.length === 0) return { isDone: true, detail: 'there is nothing to export' }
      const hidden = await hiddenFields(connection, objects)
      if (hidden.length === 0) return { isDone: false, detail: objects.join(', ') }
      // A run that was stopped after the permission sets were unassigned has exported before.
      const { exportedTo } = state.values
      if (typeof exportedTo === 'string') return { isDone: true, detail: `exported before to ${exportedTo}` }
      throw new OrgError(
        'export_incomplete',
        `You may not read ${hidden.slice(0, 5).join(', ')}${hidden.length > 5 ? ` and ${hidden.length - 5} more` : ''}: the export would lack them.`,
        'Assign yourself the permission set group Survey_Bridge_Administrator (Setup › Permission Set Groups), then run the same command again.',
      )
    },
    act: async () => {
      for (const object of await objectsInOrg(connection))
        await exportObject(connection, object, folder, (text) => say.detail(text))
      isExported = true
      state.keep({ exportedTo: folder })
    },
  }
}

const whatIsLeft = (name: string, isForgotten: boolean): Step => ({
  id: 'uninstall.left',
  title: 'What is left',
  state: 'person',
  detail: isForgotten
    ? 'The integration user, and the customers’ own records.'
    : `The bridge keeps its data of ${name}: answers until their retention ends, and the credentials it was given.`,
  next: [
    'Setup › Users: deactivate the integration user, so that its licence is free again.',
    ...(isForgotten
      ? []
      : ['npm run org -- uninstall --forget, with the operator token, deletes what the bridge keeps.']),
  ].join('\n'),
})
