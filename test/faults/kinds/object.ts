import type { Rule, Strike } from '../world/injector.ts'
import type { Kind } from './kind.ts'

const on = (name: string, rule: Omit<Rule, 'kind'>, isDefect = false): Kind => ({
  name: `object ${name}`,
  on: 'object',
  rule,
  ...(isDefect && { isDefect }),
})
const dies = (at: string, after?: number): Kind =>
  on(`dies at ${at}`, { at, do: 'abort', ...(after !== undefined && { after }) })
const call = (what: Strike): Kind => on(`${what} before the call`, { at: 'call:', do: what })
const reply = (what: Strike): Kind => on(`${what} after the call`, { at: 'reply:', do: what })

/** The object dies at every await, fails at any statement, and loses calls and replies. */
export const ofObject: Kind[] = [
  call('retryable'),
  call('overloaded'),
  call('reset'),
  call('lost'),
  call('slow'),
  reply('reset'),
  reply('lost'),
  on('retryable before the call, twice', { at: 'call:', do: 'retryable', times: 2 }),
  dies('begin:accept', 0),
  dies('end:accept', 0),
  dies('begin:answer', 0),
  dies('end:answer', 0),
  dies('lane'),
  dies('commit'),
  dies('before:read', 0),
  dies('after:read', 0),
  dies('before:send', 0),
  dies('after:send', 0),
  dies('before:upsert', 0),
  dies('after:upsert', 0),
  dies('before:update', 0),
  on('cannot store a message', { at: 'begin:accept', do: 'throw' }),
  on('cannot store an answer', { at: 'end:answer', do: 'throw' }),
  on('fails in a lane', { at: 'lane', do: 'throw' }, true),
  on('fails at a statement', { at: 'commit', do: 'throw' }, true),
  {
    name: 'the alarm throws',
    on: 'tables',
    breaks: 'ALTER TABLE connections RENAME TO hidden',
    mends: 'ALTER TABLE hidden RENAME TO connections',
  },
  {
    name: 'a migration fails', // the tables of the first are there already
    on: 'tables',
    breaks: 'ALTER TABLE migrations RENAME TO hidden',
    mends: 'DROP TABLE IF EXISTS migrations; ALTER TABLE hidden RENAME TO migrations',
  },
]
