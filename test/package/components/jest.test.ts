import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { run } from '../../../scripts/check/run-tool.ts'
import { root } from '../sources.ts'

const jest = 'scripts/check/salesforce/node_modules/jest/bin/jest.js'

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
})

/** Components are tested by jest, whose results are told here one by one: they count, and fail, like all others. */
async function runJest(): Promise<z.output<typeof report>['testResults']> {
  const folder = mkdtempSync(join(tmpdir(), 'component-tests-'))
  try {
    const results = join(folder, 'results.json')
    const { output } = await run(
      process.execPath,
      [
        jest,
        '--config',
        'test/package/components/jest.config.cjs',
        '--rootDir',
        root,
        '--ci',
        '--json',
        `--outputFile=${results}`,
      ],
      { cwd: root, env: { ...process.env, NODE_ENV: 'test' } },
    )
    if (globSync(results).length === 0) throw new Error(`jest did not run:\n${output}`)
    return report.parse(JSON.parse(readFileSync(results, 'utf8'))).testResults
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const named = (path: string): string => relative(root, path).replaceAll(sep, '/')
const suites = await runJest()

it('every file of component tests ran', () => {
  const files = globSync('lwc-package/**/__tests__/**/*.test.js', { cwd: root }).map((path) =>
    path.replaceAll(sep, '/'),
  )
  expect(files.length).toBeGreaterThan(0)
  expect(suites.map(({ name }) => named(name)).sort()).toEqual(files.sort())
})

describe.each(suites)('$name', ({ message, assertionResults }) => {
  it('loads and has tests', () => {
    expect({ tests: assertionResults.length, message }).not.toMatchObject({ tests: 0 })
  })

  it.each(assertionResults)('$fullName', ({ status, failureMessages }) => {
    expect([status, ...failureMessages]).toEqual(['passed']) // one that was skipped did not pass
  })
})
