import { describe, expect, it } from 'vitest'
import { checkWithApexLs } from '../../../scripts/check/salesforce/apex/apex-ls.ts'
import { checkWithCompiler } from '../../../scripts/check/salesforce/apex/compiler.ts'
import { apexMistakes, goodApex } from './planted/apex.ts'
import { anApexProject, messagesByFile, metadata, onJava, packageFolder } from './project.ts'

const bad = Object.fromEntries(apexMistakes.map(({ name, text }) => [name, text]))
const planted = anApexProject({ ...goodApex, ...bad })
const good = anApexProject(goodApex)
const nothing = anApexProject({})

const checkers = [
  ['ls', 'apex-ls with the names in queries', checkWithApexLs],
  ['c', 'the compiler', checkWithCompiler],
] as const

describe.each(checkers)('%s: %s', (id, _, check) => {
  const said = onJava(async (java) => messagesByFile(await check(planted, packageFolder, metadata, java)))
  const ofGood = onJava((java) => check(good, packageFolder, metadata, java))
  const ofNothing = onJava((java) => check(nothing, packageFolder, metadata, java))

  it.for(apexMistakes.filter(({ by }) => by.includes(id)))('finds $what', async ({ name }, context) => {
    expect([...(await said(context)).keys()]).toContain(`${name}.cls`)
  })

  it('calls a label and a field by the name that is wrong', async (context) => {
    const messages = await said(context)
    expect(messages.get('Bad14.cls')?.join()).toContain('No_Such_Label')
    expect(messages.get('Bad09.cls')?.join()).toContain('FavouriteColour')
  })

  it('finds nothing in good classes', async (context) => {
    expect((await ofGood(context)).problems).toEqual([])
    const files = (await said(context)).keys()
    expect([...files].filter((file) => file.startsWith('Good'))).toEqual([])
  })

  it('does not pass on nothing', async (context) => {
    expect((await ofNothing(context)).problems).toHaveLength(1)
  })
})

it('every planted mistake is somebody’s to find', () => {
  expect(apexMistakes.length).toBeGreaterThan(36)
  expect(apexMistakes.filter(({ by }) => by.length === 0)).toEqual([])
})
