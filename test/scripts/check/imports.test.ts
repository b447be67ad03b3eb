import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lint } from '../../../scripts/check/lint.ts'
import { root, scratchFolder } from '../scratch.ts'

/** Who may import whom. A new folder in bridge/ gets its line here and its block in .oxlintrc.json. */
const mayImport: Record<string, string[]> = {
  core: [],
  definitions: ['core'],
  apps: ['core', 'definitions'],
  'apps/salesforce': ['core', 'definitions'],
  trigger: ['core', 'definitions', 'invitation'],
  invitation: ['core', 'definitions'],
  survey: ['core', 'definitions', 'invitation', 'write-back'],
  'write-back': ['core', 'definitions'],
  operating: ['core'],
  org: [
    'core',
    'definitions',
    'apps',
    'trigger',
    'invitation',
    'survey',
    'write-back',
    'operating',
    'accounts',
    'console',
  ],
}
const folders = Object.keys(mayImport)
const targets = ['accounts', 'console', ...folders.filter((folder) => !folder.includes('/'))] // those two will come
const upFrom = (path: string) => '../'.repeat(path.split('/').length - 2) // to bridge/

type Write = (module: string, n: number) => string

/** For each file, the modules it imports; back come those that oxlint refuses. */
async function refused(
  imports: Record<string, string[]>,
  write: Write = (module, n) => `import { a as a${n} } from '${module}'`,
) {
  const files = Object.entries(imports).map(
    ([path, modules]) => [path, modules.map((module, n) => write(module, n)).join('\n')] as const,
  )
  const folder = scratchFolder(Object.fromEntries(files))
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  const { problems } = await lint(folder)
  const found = problems.filter((problem) => typeof problem !== 'string')
  return files.map(([path, text]) => [
    path,
    text
      .split('\n')
      .filter((_, index) =>
        found.some(
          ({ file, line, message }) => file === path && line === index + 1 && message.includes('no-restricted-imports'),
        ),
      )
      .map((line) => /'(.+)'/.exec(line)?.[1]),
  ])
}

it('a refusal says what is allowed', async () => {
  const folder = scratchFolder({ 'bridge/trigger/x.ts': `export { a } from '../apps/a.ts'` })
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  expect((await lint(folder)).problems).toEqual([
    expect.objectContaining({ message: expect.stringContaining('trigger imports core, definitions, invitation') }),
  ])
})

it('every folder of the bridge has its import rule', () => {
  const there = readdirSync(join(root, 'bridge'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(there.map(({ name }) => name).sort()).toEqual(folders.filter((folder) => !folder.includes('/')).toSorted())
})

describe.each([
  ['a plain import', (module: string, n: number) => `import { a as a${n} } from '${module}'`],
  ['a type', (module: string, n: number) => `import type { A as A${n} } from '${module}'`],
  ['an export', (module: string, n: number) => `export { a as a${n} } from '${module}'`],
  ['an import at run time', (module: string) => `void import('${module}')`],
])('as %s', (_, write) => {
  it.each([
    ['at its top', 'x.ts'],
    ['in a folder', 'deep/x.ts'],
    ['in a folder of a folder', 'very/deep/x.tsx'],
  ])('a folder, %s, is refused what is not below it on the road', async (_where, name) => {
    const imports = folders.map((from) => {
      const path = `bridge/${from}/${name}`
      const others = targets.filter((to) => to !== from.split('/')[0])
      const moduleOf = (to: string) => `${upFrom(path)}${to}/a.ts`
      return {
        path,
        all: others.map(moduleOf),
        refused: others.filter((to) => !mayImport[from]?.includes(to)).map(moduleOf),
      }
    })
    const found = await refused(Object.fromEntries(imports.map(({ path, all }) => [path, all])), write)
    expect(found).toEqual(imports.map((one) => [one.path, one.refused]))
  })
})

it('nothing of the bridge imports the application, the tests, the scripts or the package', async () => {
  const outside = ['../test/support/a.ts', '../scripts/start.ts', '../lwc-package/a.ts']
  const application = ['app.ts', 'index.ts']
  const paths = folders.map((from) => `bridge/${from}/x.ts`)
  const imports = paths.map((path) => [path, [...outside, ...application].map((module) => upFrom(path) + module)])
  expect(await refused(Object.fromEntries(imports))).toEqual(
    paths.map((path) => {
      const forbidden = path.startsWith('bridge/org/') ? outside : [...outside, ...application]
      return [path, forbidden.map((module) => upFrom(path) + module)]
    }),
  )
  expect(await refused({ 'bridge/app.ts': ['../test/a.ts', './org/org.ts'] })).toEqual([
    ['bridge/app.ts', ['../test/a.ts']],
  ])
})

it('only the objects and the entry know the platform', async () => {
  const inside = [...folders.map((from) => `bridge/${from}/x.ts`), 'bridge/app.tsx', 'bridge/index.ts']
  const found = await refused(Object.fromEntries(inside.map((path) => [path, ['cloudflare:workers', 'hono']])))
  const knowing = found.filter(([, modules]) => modules?.length === 0).map(([path]) => path)
  expect(knowing).toEqual(['bridge/org/x.ts', 'bridge/index.ts'])
})

it('only the Salesforce adapter knows jsforce', async () => {
  const jsforce = ['jsforce', 'jsforce/lib/core.js', '@jsforce/jsforce-node']
  const inside = [...folders.map((from) => `bridge/${from}/x.ts`), 'bridge/apps/mail/x.ts', 'bridge/app.ts']
  const found = await refused(Object.fromEntries(inside.map((path) => [path, jsforce])))
  expect(found).toEqual(inside.map((path) => [path, path.startsWith('bridge/apps/salesforce/') ? [] : jsforce]))
})

describe('an app', () => {
  const [mailer, records] = ['../../invitation/mailer.ts', '../../write-back/records.ts']
  const others = ['../../invitation/send.ts', '../../write-back/deliver.ts']
  const all = [mailer, records, ...others]
  const mail = 'bridge/apps/mail/x.ts'
  const salesforce = 'bridge/apps/salesforce/x.ts'

  it('knows the types of the ports it fills', async () => {
    const type: Write = (module, n) => `import type { A as A${n} } from '${module}'`
    expect(await refused({ [mail]: all, [salesforce]: all }, type)).toEqual([
      [mail, others],
      [salesforce, [mailer, ...others]],
    ])
  })

  it('does not run their code', async () => {
    expect(await refused({ [mail]: all, [salesforce]: all })).toEqual([
      [mail, all],
      [salesforce, all],
    ])
  })
})

it('scripts know the definitions alone, and npm start the stand-in', async () => {
  const bridge = [...targets.map((to) => `../bridge/${to}/a.ts`), '../bridge/app.ts', '../bridge/index.ts']
  const forbidden = bridge.filter((module) => !module.includes('/definitions/'))
  const test = ['../test/standin/index.ts', '../test/support/a.ts']
  expect(
    await refused({
      'scripts/x.ts': [...bridge, ...test],
      'scripts/start.ts': [...bridge, ...test],
      'scripts/run/x.ts': ['../../bridge/org/org.ts', '../../test/standin/index.ts', '../check/files/size.ts'],
    }),
  ).toEqual([
    ['scripts/x.ts', [...forbidden, ...test]],
    ['scripts/start.ts', [...forbidden, '../test/support/a.ts']],
    ['scripts/run/x.ts', ['../../bridge/org/org.ts', '../../test/standin/index.ts']],
  ])
})

it('tests import what they like', async () => {
  const anything = ['../../bridge/org/org.ts', 'jsforce', 'cloudflare:workers', '../../scripts/check/files/size.ts']
  expect(await refused({ 'test/bridge/x.test.ts': anything })).toEqual([['test/bridge/x.test.ts', []]])
})
