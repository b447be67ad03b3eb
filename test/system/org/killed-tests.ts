import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OrgControl } from '../../standin/control/client.ts'
import { failureOf, rows, statesOf, versions, type BareWorld } from './bare.ts'

export const killedTests = (worldOf: () => BareWorld) =>
  describe('setup of a French sandbox without orders, killed again and again', () => {
    const integrationUsername = 'feedback@example.invalid'
    const stateDir = () => join(worldOf().folder, 'killed')
    const seen = new Set<string>()
    let org: OrgControl
    beforeAll(async () => {
      org = await worldOf().org({ isSandbox: true, ordersEnabled: false, personAccounts: true, languages: ['fr'] })
    })

    /** Ended after the first change, then after the second… until nothing is left to change. */
    async function killAfterEachChange(of: OrgControl): Promise<void> {
      for (let change: string | null = ''; change !== null && seen.size < 60;) {
        const isTold = seen.size < 5 // and remembered from then on
        change = await worldOf().setUpUntilChange(of, seen, {
          stateDir: stateDir(),
          ...(isTold && { integrationUsername }),
        })
      }
    }

    it(
      'goes on at the next run, after whichever change it ended, and does nothing twice',
      { timeout: 400_000 },
      async () => {
        await killAfterEachChange(org)
        expect(await worldOf().command(org, () => false)).toBe(0)
        expect(await rows(org, `SELECT Username FROM User WHERE FirstName = 'Survey'`)).toMatchObject([
          { Username: integrationUsername },
        ])
        expect((await versions(org)).filter(({ IsActive }) => IsActive)).not.toHaveLength(0)
        expect(await rows(org, `SELECT Id FROM Case WHERE Subject LIKE 'Survey Bridge set-up%'`)).toEqual([])
      },
    )

    it('was ended in every step that changes something', { timeout: 120_000 }, async () => {
      const steps = () => [...new Set([...seen].map((change) => Number(change.split(' ')[0])))].sort((a, b) => a - b)
      expect(steps()).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16])
      await killAfterEachChange(await worldOf().org()) // production, where flows come inactive
      expect(steps()).toContain(12)
    })

    it('finds the user again when it remembers nothing, killed as a process or not', async () => {
      const lost = { stateDir: join(worldOf().folder, 'forgotten') }
      expect(await worldOf().command(org, (line) => line.startsWith('[8/'), lost.stateDir)).toBeNull()
      expect(statesOf(await worldOf().setUp(org, { ...lost, isDryRun: true }))).toMatchObject({
        'user.make': 'already',
        'user.access': 'already',
      })
      expect(await rows(org, `SELECT Id FROM User WHERE FirstName = 'Survey'`)).toHaveLength(1)
    })

    it('has set programs to test, deployed the labels, and left out what the org has not', async () => {
      const result = await worldOf().setUp(org, { stateDir: stateDir() })
      expect(failureOf(result)).toBeUndefined()
      expect(statesOf(result)).toMatchObject({ 'language.translations': 'already', 'road.test': 'already' })
      expect(result.steps.find(({ id }) => id === 'programs.mode')?.detail).not.toContain('watch')
      const triggers = await org.ask<{ actions: { name: string; fields: string[] }[] }>('GET', 'triggers')
      expect(triggers.actions.map(({ name }) => name)).not.toContain('Order.Survey_Order_Activated')
      const account = triggers.actions.find(({ name }) => name === 'Account.Survey_Account_Changed')
      expect(account?.fields).toEqual(
        expect.arrayContaining(['Type', 'Survey_Email__c', 'PersonEmail', 'PersonContactId']),
      )
    })
  })
