import { expect, it } from 'vitest'

declare global {
  interface ImportMeta {
    glob: (pattern: string, options: { query: '?raw'; import: 'default'; eager: true }) => Record<string, string>
  }
}

it('jsforce is known to one file, so that everything else loads in milliseconds', () => {
  const sources = import.meta.glob('../../../bridge/**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })
  const knowing = Object.entries(sources).filter(([, text]) => /(?:from|import\()\s*['"]jsforce/.test(text))
  expect(knowing.map(([path]) => path)).toEqual(['../../../bridge/apps/salesforce/call.ts'])
})
