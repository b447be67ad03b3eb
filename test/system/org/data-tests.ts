import { beforeAll, describe, expect, it } from 'vitest'
import { purge } from '../../../scripts/org/data/purge.ts'
import { seed } from '../../../scripts/org/data/seed.ts'
import type { OrgWorld } from './context.ts'

const dayMs = 86_400_000

export const dataTests = (worldOf: () => OrgWorld): void => {
  let world: OrgWorld
  beforeAll(() => {
    world = worldOf()
  })

  describe('npm run org -- seed', () => {
    it('refuses a production org unless somebody says yes', async () => {
      await expect(world.runWith({ isYes: false }, seed)).rejects.toMatchObject({ code: 'production' })
      expect(await world.count('Contact')).toBe(0)
    })

    it('makes the sample records once, under addresses that programs in test may write to', async () => {
      expect(await world.run(seed, { email: 'me@corp.example' })).toMatchObject({ ok: true })
      const made = await world.count('Contact')
      expect(made).toBeGreaterThan(2)
      expect(await world.count('Contact', "Email LIKE 'me+%@corp.example'")).toBe(made)
      expect(await world.count('Case', 'ContactId != null AND AccountId != null')).toBeGreaterThan(2)
      const { settings } = await world.context.bridge.get<{ settings: { testAddresses: string[] } }>('')
      expect(settings.testAddresses).toContain('me+mara@corp.example')
      const again = await world.run(seed, { email: 'me@corp.example' })
      expect(again.steps.map(({ state }) => state)).toEqual(again.steps.map(() => 'already'))
      expect(await world.count('Contact')).toBe(made)
    })

    it('takes away what it made, and nothing else', async () => {
      const before = await world.count('Account')
      await world.save('Account', { Name: 'Real' })
      expect(await world.run(seed, { remove: true })).toMatchObject({ ok: true })
      expect(await world.count('Contact')).toBe(0)
      expect(await world.count('Account', "Name = 'Real'")).toBe(1)
      expect(await world.count('Account')).toBeLessThan(before)
    })
  })

  describe('npm run org -- purge', () => {
    const invitation = (key: string, status: string, isTest = false) =>
      world.save('Survey_Invitation__c', { Invitation_Key__c: key, Status__c: status, Is_Test__c: isTest })
    const advance = (days: number) => world.org.ask('PATCH', 'clock', { advanceMs: days * dayMs })

    it('deletes Not Sent rows of 90 days and receipts of 30, in batches, and keeps the rest', async () => {
      const others = await world.count('Survey_Invitation__c')
      await Promise.all(Array.from({ length: 230 }, (_, n) => invitation(`old ${n}`, 'Not Sent')))
      await invitation('sent', 'Sent')
      await world.save('Survey_Write__c', { Write_Key__c: 'old' })
      await advance(62)
      await invitation('young', 'Not Sent')
      await world.save('Survey_Write__c', { Write_Key__c: 'young' })
      await advance(29) // not on the limit: midnight may pass meanwhile
      const dry = await world.runWith({ isDryRun: true }, purge)
      expect(dry.steps).toMatchObject([
        { state: 'would', detail: '230 rows' },
        { state: 'would', detail: '1 rows' },
      ])
      expect(await world.count('Survey_Invitation__c')).toBe(others + 232)
      const { ok, steps } = await world.run(purge)
      expect([ok, ...steps.map(({ detail }) => detail)]).toEqual([true, '230 rows deleted', '1 rows deleted'])
      expect(world.printed).toContain('      Survey_Invitation__c: 200 of 230')
      expect(await world.count('Survey_Invitation__c')).toBe(others + 2)
      expect(await world.query('SELECT Write_Key__c FROM Survey_Write__c')).toMatchObject([{ Write_Key__c: 'young' }])
      expect((await world.run(purge)).steps.map(({ state }) => state)).toEqual(['already', 'already'])
    })

    it('deletes rows of tests when told, and never a receipt the bridge may ask for', async () => {
      await invitation('test', 'Completed', true)
      await world.run(purge)
      expect(await world.count('Survey_Invitation__c', 'Is_Test__c = true')).toBe(1)
      await world.run(purge, { test: true })
      expect(await world.count('Survey_Invitation__c', 'Is_Test__c = true')).toBe(0)
      await expect(world.run(purge, { 'receipt-days': '7' })).rejects.toMatchObject({ code: 'bad_flags' })
    })
  })
}
