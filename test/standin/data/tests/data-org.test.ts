import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fields } from '../../../../bridge/apps/salesforce/fields.ts'
import { createOrg } from '../../org.ts'
import { isId, toId18 } from '../ids.ts'
import { anOrg } from './an-org.ts'

describe('ids', () => {
  it.each([
    ['a0BA0000000L2ZC', 'MA0'],
    ['AaaAABbbBBCccCC', 'ZZZ'],
    ['ABCDEFGHIJKLMNO', '555'],
    ['AAaAAbbBBBCcCCC', '123'],
  ])('%s ends in %s', (id, suffix) => {
    expect(toId18(id)).toBe(id + suffix)
    expect(isId(id + suffix)).toBe(true)
    expect(isId(`${id}AAA`)).toBe(false)
  })

  it('have their object’s prefix and a valid suffix', () => {
    const { org, make } = anOrg()
    const ids = [
      org.id,
      ...org.users.map(({ id }) => id),
      make('Account', { Name: 'x' }),
      make('Survey_Write__c', { Write_Key__c: 'w' }),
    ]
    expect(ids.every(isId)).toBe(true)
    expect(ids.map((id) => id.slice(0, 3))).toEqual([
      '00D',
      '005',
      '005',
      '005',
      '005',
      '001',
      org.schema.object('Survey_Write__c').keyPrefix,
    ])
  })
})

describe('an org', () => {
  it('has every object and field the bridge writes', () => {
    const { org } = anOrg()
    const missing = Object.entries(fields).flatMap(([object, names]) =>
      names.filter((name) => !org.schema.object(object).fields.has(name)).map((name) => `${object}.${name}`),
    )
    expect(Object.keys(fields).length).toBeGreaterThan(0)
    expect(missing).toEqual([])
  })

  it('has the users a road needs, and is not like the next org', () => {
    const [one, two] = [anOrg().org, anOrg().org]
    expect(one.users.map(({ kind, sendsOutboundMessages }) => [kind, sendsOutboundMessages])).toEqual([
      ['integration', false],
      ['agent', true],
      ['agent', false],
      ['admin', true],
    ])
    expect(one.id).not.toBe(two.id)
    expect(one.consumerKey).not.toBe(two.consumerKey)
    expect(one.privateKeyPem).toBe(two.privateKeyPem)
  })

  it('knows whether it is a sandbox, and has orders and person accounts only when asked', () => {
    const { org } = anOrg({ isSandbox: true, ordersEnabled: false })
    expect(org.query('SELECT Id, IsSandbox FROM Organization')).toEqual([{ Id: org.id, IsSandbox: true }])
    expect(org.schema.find('Order')).toBeUndefined()
    expect(org.schema.object('Account').fields.has('PersonEmail')).toBe(false)
  })

  it('lives on in its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'standin-org-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const database = join(folder, 'org.sqlite')
    const first = createOrg({ database })
    const saved = first.save(first.users[1]!, 'Account', { Name: 'Acme' })
    first.close()
    const second = createOrg({ database })
    onTestFinished(() => second.close())
    expect([second.id, second.consumerKey, second.users]).toEqual([first.id, first.consumerKey, first.users])
    expect(second.read('Account', saved.id!)).toMatchObject({ Name: 'Acme' })
    expect(second.save(second.users[1]!, 'Account', { Name: 'Next' }).id! > saved.id!).toBe(true)
  })

  it('has a clock of its own', () => {
    const { org } = anOrg({ clockScale: 1000 })
    const before = org.clock.now().getTime()
    let woken = 0
    org.clock.onAdvance(() => woken++)
    org.clock.advance(86_400_000)
    expect(org.clock.now().getTime() - before).toBeGreaterThanOrEqual(86_400_000)
    expect(org.clock.realMsUntil(new Date(org.clock.now().getTime() + 10_000))).toBeLessThanOrEqual(10)
    org.clock.rescale(1)
    expect(woken).toBe(2)
  })
})
