import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { plant } from '../bench/bridge/plant.ts'
import type { Kept } from '../bench/report/kept.ts'

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The command as a person gives it, on a build with a fault, beside the smallest Worker that could do the work. */
function bench(fault: Parameters<typeof plant>[0]) {
  const bundle = join(folder, fault.replace(' ', '-'))
  plant(fault, 'dist', bundle)
  const results = join(folder, `${fault}.json`)
  const asked = ['--quick', '--check', '--only', 'om100', '--targets', 'bridge,bare object']
  const { status, stdout } = spawnSync(
    process.execPath,
    ['test/bench/index.ts', ...asked, '--bundle', bundle, '--results', results],
    { encoding: 'utf8' },
  )
  const kept = JSON.parse(readFileSync(results, 'utf8')) as Kept
  const share = kept.verdicts.find(
    ({ line, name }) => line.startsWith('100 ') && name === 'of the speed of a bare SQLite object',
  )
  const bridge = kept.workloads['accept om100 om1']?.results.find(({ target }) => target === 'bridge')
  return { status, stdout, share, check: bridge?.check }
}

describe('npm run bench -- --check', () => {
  it('fails when the bridge has become slow, though nothing is lost', () => {
    const { status, stdout, share, check } = bench('slow')
    expect(check).toMatchObject({ lost: 0, doubled: 0, mixedUp: 0 })
    expect(check?.taken).toBeGreaterThan(0)
    expect(share).toMatchObject({ standing: 'missed', holds: false })
    expect(share?.value).toBeLessThan(0.1)
    expect(stdout).toContain(
      'worse than targets.ts allows: 100 notifications a message: of the speed of a bare SQLite object',
    )
    expect(status).toBe(1)
  }, 400_000)

  it('gives a bridge that acknowledges what it did not store no score, however fast it is', () => {
    const { status, stdout, share, check } = bench('acks unstored')
    expect(check?.lost).toBeGreaterThan(0)
    expect(share).toMatchObject({ standing: 'wrong', holds: false })
    expect(stdout).toContain('bridge (does not count)')
    expect(status).toBe(1)
  }, 400_000)
})
