import type { Program } from '../../../bridge/definitions/program.ts'
import { readDocumentsOf } from '../config/documents-of.ts'
import { asYaml, writtenDocument } from '../config/written.ts'
import type { Task } from '../frame/tasks.ts'
import type { Work } from './work.ts'

/** As uninstall leaves them: nothing tells the bridge of an event, and nobody is asked. */
const allOff =
  'Publish those you want with mode: watch (npm run org -- config pull, edit, config push), then run setup again: it deploys what tells the bridge of their events.'

/** (h) Nobody is asked anything before a person says so: watch in production, test in a sandbox. What an admin has set stays. */
export function programsTask(work: Work): Task {
  const { bridge, org } = work.context
  const first = org.isSandbox ? 'test' : 'watch'
  const wrong = async () => (org.isSandbox ? (await work.programs()).filter(({ mode }) => mode === 'watch') : [])
  return {
    id: 'programs.mode',
    title: org.isSandbox ? 'Set the programs to test' : 'Leave the programs on watch',
    why: org.isSandbox
      ? 'A sandbox writes only to addresses on the test list, and its rows are marked as tests.'
      : 'A program on watch decides and records, and sends nothing: look at a few days of decisions, then set it live.',
    async look() {
      if (!(await work.isKnown())) return { isDone: false, detail: `programs will be on ${first}` }
      const programs = await work.programs()
      const detail = programs.map(({ program, mode }) => `${program}: ${mode}`).join(', ') || 'there are no programs'
      if (programs.length > 0 && programs.every(({ mode }) => mode === 'off'))
        return { isDone: false, detail, next: allOff }
      return { isDone: (await wrong()).length === 0, detail }
    },
    async act() {
      const documents = await readDocumentsOf(bridge)
      const changed = documents.flatMap((one) =>
        one.kind === 'program' && one.body.mode === 'watch'
          ? [{ ...one, body: { ...one.body, mode: 'test' } satisfies Program }]
          : [],
      )
      if (changed.length > 0)
        await bridge.admin('PUT', 'documents', changed.map((one) => asYaml(writtenDocument(one))).join('---\n'))
    },
  }
}
