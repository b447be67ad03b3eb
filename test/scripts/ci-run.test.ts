import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, scratchFolder } from './scratch.ts'

/** .ci/run in a project whose npm says and ends as told. */
function ciRun(check: string, test: string): { last: string | undefined; code: number | null; output: string } {
  const npm = `#!/bin/sh\n[ "$CI" = true ] || exit 9\nif [ "$1" = test ]; then ${test}; else ${check}; fi\n`
  const folder = scratchFolder({ '.ci/run': readFileSync(join(root, '.ci/run'), 'utf8'), 'bin/npm': npm })
  for (const file of ['.ci/run', 'bin/npm']) chmodSync(join(folder, file), 0o755)
  const { stdout, status } = spawnSync(join(folder, '.ci/run'), {
    env: { PATH: `${folder}/bin:${process.env.PATH}` },
    encoding: 'utf8',
  })
  return { last: stdout.trim().split('\n').at(-1), code: status, output: stdout }
}

it.each([
  [
    'adds up what both counted',
    'echo 11 passed, 0 failed',
    'echo x; echo 900 passed, 0 failed',
    0,
    '911 passed, 0 failed',
  ],
  [
    'reads a line that goes on',
    'echo 1 passed, 0 failed',
    'echo 8 passed, 0 failed, 2 skipped',
    0,
    '9 passed, 0 failed',
  ],
  [
    'tests after a failed check',
    'echo 9 passed, 2 failed; exit 1',
    'echo 8 passed, 0 failed',
    1,
    '17 passed, 2 failed',
  ],
  ['counts a crash as a failure', 'echo 11 passed, 0 failed', 'echo boom; exit 134', 1, '11 passed, 1 failed'],
  ['believes the exit code', 'echo 11 passed, 0 failed; exit 1', 'echo 8 passed, 0 failed', 1, '19 passed, 1 failed'],
  ['does not pass on silence', 'echo 11 passed, 0 failed', 'true', 1, '11 passed, 1 failed'],
  [
    'reads the last such line',
    'echo 3 passed, 3 failed; echo 11 passed, 0 failed',
    'echo 8 passed, 0 failed',
    0,
    '19 passed, 0 failed',
  ],
])('the run of everything %s', (_, check, test, code, last) => {
  expect(ciRun(check, test)).toMatchObject({ code, last })
})

it('the run of everything shows what the commands print', () => {
  expect(ciRun('echo problem: a.ts; echo to standard error >&2', 'true').output).toMatch(
    /=== npm run check\nproblem: a\.ts\nto standard error/,
  )
})
