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

const undiciShim = fileURLToPath(new URL('bridge/apps/salesforce/undici-shim.ts', import.meta.url))

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        plugins: [
          cloudflareTest({
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
        // The [alias] of wrangler.toml does not reach node_modules here: both of these are needed for jsforce.
        resolve: { alias: { undici: undiciShim } },
        test: {
          name: 'workerd',
          include: ['test/bridge/**/*.test.{ts,tsx}'],
          globalSetup: ['test/standin/control/vitest-setup.ts'],
          testTimeout: 20_000,
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
      },
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{standin,package,scripts}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The built bundle on plain workerd, and a real browser: one file at a time, they are heavy.
        test: {
          name: 'system',
          environment: 'node',
          include: ['test/{system,browser}/**/*.test.ts'],
          globalSetup: ['test/system/setup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
