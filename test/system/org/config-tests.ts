import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { config } from '../../../scripts/org/config/config.ts'
import type { OrgWorld } from './context.ts'

export const configTests = (worldOf: () => OrgWorld) =>
  describe('npm run org -- config', () => {
    let world: OrgWorld
    let folder: string
    beforeAll(() => {
      world = worldOf()
      folder = join(world.bare.folder, 'config')
    })
    const run = (what: string) => world.run(config, { folder }, what)
    const program = () => join(folder, 'programs/contract-renewed.yaml')
    const edit = (path: string, from: string, to: string) =>
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
    const inBridge = () =>
      world.context.bridge.get<{ body: { mode: string }; version: number }>('documents/program/contract-renewed')

    it('pull writes every document and the settings; a second pull writes nothing', async () => {
      expect(await run('pull')).toMatchObject({ ok: true, steps: [{ state: 'done' }] })
      expect(readdirSync(join(folder, 'programs'))).toHaveLength(7)
      expect(readFileSync(join(folder, 'programs/case-closed.yaml'), 'utf8')).toContain('remind:\n    - 3d')
      expect(await run('pull')).toMatchObject({ steps: [{ state: 'already' }] })
      expect(await run('diff')).toMatchObject({ ok: true, data: { changes: [] } })
      expect(await run('check')).toMatchObject({ ok: true, data: { problems: [] } })
    })

    it('check names what the org does not have, and push then publishes nothing', async () => {
      const before = await inBridge()
      edit(program(), 'occasion: ActivatedDate', 'occasion: Activated_Date__c')
      const problem = {
        path: 'program/contract-renewed#occasion',
        message: 'Activated_Date__c: Contract has no field Activated_Date__c in this org; did you mean ActivatedDate?',
      }
      expect(await run('check')).toMatchObject({ ok: false, data: { problems: [problem] } })
      expect(await run('push')).toMatchObject({ ok: false, data: { problems: [problem] } })
      expect(await inBridge()).toEqual(before)
      edit(program(), 'occasion: Activated_Date__c', 'occasion: ActivatedDate')
    })

    it('push asks, and publishes nothing when nobody can be asked', async () => {
      const before = await inBridge()
      edit(program(), 'mode: watch', 'mode: test')
      await expect(world.runWith({ isYes: false }, config, { folder }, 'push')).rejects.toMatchObject({
        code: 'needs_answer',
      })
      const dry = await world.runWith({ isDryRun: true }, config, { folder }, 'push')
      expect(dry.steps.at(-1)).toMatchObject({ state: 'would' })
      expect(await inBridge()).toEqual(before)
      edit(program(), 'mode: test', 'mode: watch')
    })

    it('diff shows the lines and fails, push publishes them once and says what goes live', async () => {
      edit(program(), 'mode: watch', 'mode: live')
      writeFileSync(join(folder, 'settings.yaml'), 'brand:\n  name: Other Company\n')
      expect(await run('diff')).toMatchObject({ ok: false, steps: [{ code: 'different' }] })
      expect(world.printed).toEqual(expect.arrayContaining(['  - mode: watch', '  + mode: live']))
      const { version } = await inBridge()
      expect(await run('push')).toMatchObject({ ok: true, data: { live: ['contract-renewed'] } })
      expect(world.printed).toContain('Live from now on, to real customers: contract-renewed')
      expect(await inBridge()).toMatchObject({ body: { mode: 'live' }, version: version + 1 })
      expect(await world.context.bridge.get('')).toMatchObject({ settings: { brand: { name: 'Other Company' } } })
      expect((await run('push')).steps.at(-1)).toMatchObject({ id: 'config.push', state: 'already' })
      edit(program(), 'mode: live', 'mode: watch')
      expect(await run('push')).toMatchObject({ ok: true, data: { live: [] } })
    })
  })
