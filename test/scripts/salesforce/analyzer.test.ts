import { describe, expect, it } from 'vitest'
import { checkDataFlow, checkSecurity } from '../../../scripts/check/salesforce/analyzer/check.ts'
import { goodApex } from './planted/apex.ts'
import { insecure, openDoor, unasked } from './planted/security.ts'
import { anApexProject, classMeta, messagesByFile, onJava, packageFolder } from './project.ts'

const bad = Object.fromEntries(Object.entries(insecure).map(([name, { text }]) => [name, text]))
const good = { GoodQueries: goodApex['GoodQueries'] ?? '' }

describe('Code Analyzer', () => {
  const project = anApexProject(
    { ...bad, ...good },
    {
      [`${packageFolder}/planted/flows/${openDoor.file}`]: openDoor.text,
      [`${packageFolder}/planted/classes/Injected.cls-meta.xml`]: classMeta('50.0'),
    },
  )
  const said = onJava(async () => messagesByFile(await checkSecurity(project, packageFolder)))

  it.for(Object.entries(insecure))('finds what is wrong with %s', async ([name, { rules }], context) => {
    const messages = ((await said(context)).get(`${name}.cls`) ?? []).join('\n')
    for (const rule of rules) expect(messages).toContain(`pmd:${rule}: `)
  })

  it('finds a flow that hands what a person typed to a step without sharing', async (context) => {
    expect((await said(context)).get(openDoor.file)?.join('\n')).toContain(openDoor.rule)
  })

  it('finds an old version of the API', async (context) => {
    const messages = (await said(context)).get('Injected.cls-meta.xml') ?? []
    expect(messages.join()).toContain('regex:AvoidOldSalesforceApiVersions')
  })

  it('finds nothing in a good class, and says which waivers nobody needs', async (context) => {
    const messages = await said(context)
    expect(messages.get('GoodQueries.cls')).toBeUndefined()
    expect([...messages.keys()].filter((file) => file.endsWith('_Key__c.field-meta.xml'))).toEqual([])
  })
})

describe('the Graph Engine', () => {
  const check = async (classes: Record<string, string>) => checkDataFlow(anApexProject(classes), packageFolder)
  const said = onJava(async () => messagesByFile(await check({ Unasked: unasked.text, ...good })))
  const ofBroken = onJava(async () =>
    check({ Broken: 'public with sharing class Broken { void a() { Integer i = 1 } }' }),
  )

  it.for(unasked.rules)('finds %s', async (rule, context) => {
    expect(((await said(context)).get('Unasked.cls') ?? []).join('\n')).toContain(`sfge:${rule}: `)
  })

  it('finds nothing in queries in user mode', async (context) => {
    expect([...(await said(context)).keys()]).toEqual(['Unasked.cls'])
  })

  it('does not pass on what it cannot read', async (context) => {
    expect((await ofBroken(context)).problems).not.toEqual([])
  })
})
