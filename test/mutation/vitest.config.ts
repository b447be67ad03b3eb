import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const here = import.meta.dirname
const objects = join(here, 'objects.ts')
const isText = (path: string): boolean => /\.(css|yaml)$|page-script\.txt$/.test(path)

/** The tests that StrykerJS repeats for every mutant: in Node, because a start of workerd for each would take hours. */
export default defineConfig({
  root: join(here, '../..'),
  plugins: [
    {
      name: 'text-modules', // as the [[rules]] of wrangler.toml have them
      enforce: 'pre',
      load: (path: string) => (isText(path) ? `export default ${JSON.stringify(readFileSync(path, 'utf8'))}` : null),
    },
  ],
  resolve: { alias: { 'cloudflare:workers': objects, 'cloudflare:test': objects } },
  test: {
    environment: 'node',
    include: [
      'test/bridge/invitation/decide/*.test.ts',
      'test/bridge/invitation/send/check-before-send.test.ts',
      'test/bridge/survey/answers*.test.ts',
      'test/bridge/write-back/{backoff,plan-*}.test.ts',
      'test/bridge/salesforce/{errors*,culprits}.test.ts',
    ],
    setupFiles: [join(here, 'setup.ts')],
    isolate: false,
    testTimeout: 20_000,
  },
})
