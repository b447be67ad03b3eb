import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unstable_readConfig } from 'wrangler'
import { alertCodes } from '../../../bridge/core/tables/alert-codes.ts'
import { root } from '../scratch.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const table = 'bridge/core/tables/alert-codes.ts'
const sources = globSync('bridge/**/*.{ts,tsx}', { cwd: root }).filter((path) => path !== table)

/** Codes in the text of a file that raises alerts; `connection_…` is put together from its trouble. */
function raisedIn(text: string): string[] {
  if (!/\braiseAlert\(|: NewAlert\b/.test(text)) return []
  const written = [...text.matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code = '']) => code)
  const troubles = [...text.matchAll(/\balert\(sql, name, '([a-z_]+)'/g)].map(([, trouble]) => `connection_${trouble}`)
  return [...written, ...troubles]
}

describe('every alert', () => {
  const raised = new Set(sources.flatMap((path) => raisedIn(read(path))))

  it('that the table explains is raised somewhere', () => {
    expect(Object.keys(alertCodes).length).toBeGreaterThan(10)
    expect(Object.keys(alertCodes).filter((code) => !raised.has(code))).toEqual([])
  })

  it('that is raised is explained: another code does not compile', () => {
    expect(read('bridge/core/failures.ts')).toContain(
      'export type NewAlert = { id: string; code: AlertCode; detail: string }',
    )
    expect(read(table)).toContain('export type AlertCode = keyof typeof alertCodes')
  })

  it('is found where it is raised, a new one too', () => {
    expect(raisedIn(`raiseAlert(sql, { id, code: 'planted', detail }, now)`)).toEqual(['planted'])
    expect(raisedIn(`raiseAlert(sql, alert, now)\nalert(sql, name, 'planted', detail, now)`)).toEqual([
      'connection_planted',
    ])
    expect(raisedIn(`fail({ code: 'not_found' })`)).toEqual([])
  })

  it('stands in the README, and the README names no other', () => {
    const section = read('README.md').split('### Alerts')[1]?.split('\n### ')[0] ?? ''
    const named = [...section.matchAll(/^\| `([a-z_]+)`/gm)].map(([, code]) => code)
    expect(named.toSorted()).toEqual(Object.keys(alertCodes).toSorted())
  })

  it('says what it means and what to do, in whole sentences', () => {
    for (const [code, { means, next }] of Object.entries(alertCodes))
      expect([code, /^[A-Z`].{20,}[.]$/.test(means), /^[A-Z`].{10,}[.]$/.test(next)]).toEqual([code, true, true])
  })
})

it('Cloudflare keeps our log lines, and not its own, which hold the URLs that our tokens are in', () => {
  const { observability } = unstable_readConfig({ config: join(root, 'wrangler.toml') }, { hideWarnings: true })
  expect(observability).toMatchObject({ enabled: true, logs: { enabled: true, invocation_logs: false } })
})
