import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import type { Reporter, TestModule } from 'vitest/node'

/** Closes every run with one line that needs no parsing. */
class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    // A file that would not load or a stray rejection is a failure too.
    const broken = modules.flatMap((module) => module.errors()).length + unhandled.length
    const skipped = count('skipped')
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed${skipped ? `, ${skipped} skipped` : ''}`)
  }
}

const shim = (path: string): string => fileURLToPath(new URL(`bridge/apps/${path}`, import.meta.url))
/** fast-check with the same draws in every run. */
const fixedSeed = fileURLToPath(new URL('test/support/fixed-seed.ts', import.meta.url))
const unused = ['csv-parse/sync', 'csv-parse', 'csv-stringify/sync', 'csv-stringify', 'xml2js'].map((name) => [
  name,
  shim('unused.ts'),
])

/** Tests inside workerd, with the stand-in Salesforce beside it. `main`: the Worker, where it is not the bridge itself. */
const inWorkerd = (
  test: { name: string; include: string[]; globalSetup: string[]; fileParallelism?: boolean },
  main?: string,
) => ({
  plugins: [
    cloudflareTest({
      ...(main && { main }),
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        bindings: {
          BRIDGE_KEYS: 'dGVzdC1vbmx5LWtleS10aGF0LW9wZW5zLW5vdGhpbmctYXQtYWxsLW5ldw==',
          OPERATOR_TOKEN: 'operator-token-for-tests-only',
          ALLOWED_HOSTS: '127.0.0.1',
        },
      },
    }),
  ],
  define: { PROPERTY_SEED: String(Number(process.env['PROPERTY_SEED'] ?? 1)) },
  // The [alias] of wrangler.toml does not reach node_modules here: both of these are needed for jsforce.
  resolve: {
    alias: { undici: shim('salesforce/undici-shim.ts'), 'fast-check': fixedSeed, ...Object.fromEntries(unused) },
  },
  test: {
    ...test,
    testTimeout: 60_000,
    hookTimeout: 120_000, // a hook that connects the first org waits until the whole bridge is loaded
    deps: {
      optimizer: {
        ssr: {
          enabled: true,
          include: ['jsforce/lib/core.js'],
          rolldownOptions: { external: [...builtinModules, /^node:/] },
        },
      },
    },
  },
})

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    onConsoleLog: (text) => !text.startsWith('{"level":"info"'), // the bridge's log of what went well
    maxWorkers: 4, // also on two cores: a file of the bridge mostly waits, because each step of the road comes a second later
    projects: [
      inWorkerd({
        name: 'workerd',
        include: ['test/{bridge,hostile}/**/*.test.{ts,tsx}'],
        globalSetup: ['test/standin/control/vitest-setup.ts'],
      }),
      // The whole road while the world goes wrong. SEEDS=200: so many seeds; SEED=17: this one alone.
      inWorkerd(
        {
          name: 'faults',
          include: ['test/faults/*.test.ts'],
          globalSetup: ['test/faults/figures/setup.ts'],
          fileParallelism: false, // each of them keeps two cores busy
        },
        './test/faults/world/worker.ts',
      ),
      {
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'test/{standin,package,scripts,bench}/**/*.test.ts',
            'test/faults/{history,figures,planted}/*.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The built bundle on plain workerd, and a real browser: two files at a time, they are heavy.
        test: {
          name: 'system',
          environment: 'node',
          include: ['test/{system,browser}/**/*.test.ts'],
          globalSetup: ['test/system/setup.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 }, // after the others: a number of workers of its own wants that
          testTimeout: 180_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
})
