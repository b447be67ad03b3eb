import type { Row } from '../../data/record.ts'

export type Action = { action: string; label: string; main?: boolean; fields: Record<string, unknown> }

const close: Action = { action: 'close', label: 'Close Case', main: true, fields: { Status: 'Closed' } }
const reopen: Action = { action: 'reopen', label: 'Reopen', fields: { Status: 'Working' } }
const win: Action = { action: 'win', label: 'Close Won', main: true, fields: { StageName: 'Closed Won' } }
const lose: Action = { action: 'lose', label: 'Close Lost', fields: { StageName: 'Closed Lost' } }
const restart: Action = { action: 'restart', label: 'Reopen', fields: { StageName: 'Qualification' } }

/** What an agent can do to a record in its present state. */
export function actionsFor(object: string, record: Row): Action[] {
  if (object === 'Case') return record.IsClosed ? [reopen] : [close]
  if (object === 'Opportunity') return record.IsClosed ? [restart] : [lose, win]
  return []
}
