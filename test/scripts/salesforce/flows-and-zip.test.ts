import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scanFlows } from '../../../scripts/check/salesforce/flows.ts'
import { openZip } from '../../../scripts/check/salesforce/objects/zip.ts'
import { checkConversion, convert, placeInZip } from '../../../scripts/check/salesforce/package-zip.ts'
import { root } from '../scratch.ts'
import { aProject, packageFolder } from './project.ts'

const templates = 'lwc-package/trigger'
const path = `${templates}/flows/Survey_Case_Closed.flow-meta.xml`
const flow = readFileSync(join(root, path), 'utf8')
const messagesOf = async (text: string): Promise<string> => {
  const { problems } = await scanFlows(aProject({ [path]: text }), templates)
  return problems.map((problem) => (typeof problem === 'string' ? problem : problem.message)).join('\n')
}

describe('the flow scanner', () => {
  it('finds nothing in a template of ours', async () => {
    expect(await messagesOf(flow)).toBe('')
  })

  it.each([
    ['a fault nobody catches', /<faultConnector>[^]*?<\/faultConnector>/, '', 'MissingFaultPath'],
    ['no description', /<description>[^]*?<\/description>\s*(?=<\w+>)/g, '', 'FlowDescription'],
    ['an id', /<description>[^]*?<\/description>/, '<description>0125g000000ABCdEAG</description>', 'HardcodedId'],
    [
      'an unused variable',
      /<status>/,
      '<variables><name>idle</name><dataType>String</dataType><isCollection>false</isCollection><isInput>false</isInput><isOutput>false</isOutput></variables><status>',
      'UnusedVariable',
    ],
  ])('finds %s', async (_, from, to, rule) => {
    expect(flow).toMatch(from)
    expect(await messagesOf(flow.replace(from, to))).toContain(`flow-scanner:${rule}: `)
  })

  it('does not pass on what it cannot read, or on nothing', async () => {
    expect(await messagesOf('<Flow>')).not.toBe('')
    expect((await scanFlows(aProject({}), templates)).problems).toHaveLength(1)
  })
})

const object = `${packageFolder}/data/objects/Thing__c`
const classMeta = '<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>66.0</apiVersion></ApexClass>'
const files = {
  [`${object}/Thing__c.object-meta.xml`]:
    '<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><label>Thing</label></CustomObject>',
  [`${object}/fields/A__c.field-meta.xml`]:
    '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>A__c</fullName></CustomField>',
  [`${packageFolder}/code/classes/deep/A.cls`]: 'public class A {}',
  [`${packageFolder}/code/classes/deep/A.cls-meta.xml`]: classMeta,
  [`${packageFolder}/code/lwc/a/a.js`]: 'export const a = 1;',
  [`${packageFolder}/code/lwc/a/a.js-meta.xml`]:
    '<LightningComponentBundle xmlns="http://soap.sforce.com/2006/04/metadata"/>',
}

describe('the zip of a deploy', () => {
  it('holds every file in its place, and a field inside its object', async () => {
    const project = aProject(files)
    expect(await checkConversion(project, packageFolder)).toEqual({
      problems: [],
      note: '6 source files, 6 in the zip',
    })
    const zip = openZip(await convert(project, packageFolder))
    expect(zip.names.map((name) => name.replace('unpackaged/', '')).sort()).toEqual([
      'classes/A.cls',
      'classes/A.cls-meta.xml',
      'lwc/a/a.js',
      'lwc/a/a.js-meta.xml',
      'objects/Thing__c.object',
      'package.xml',
    ])
    expect(zip.read(zip.names.find((name) => name.endsWith('.object')) ?? '').toString()).toContain('<fullName>A__c')
  })

  it.each([
    ['a file of no known type', { [`${packageFolder}/code/notes/a.note-meta.xml`]: '<Note/>' }],
    ['a class without its description', { [`${packageFolder}/code/classes/B.cls`]: 'public class B {}' }],
  ])('%s is a problem', async (_, more) => {
    const found = await checkConversion(aProject({ ...files, ...more }), packageFolder).catch((cause: Error) => cause)
    expect('problems' in found ? found.problems : [found.message]).not.toEqual([])
  })

  it('that carries a test is a problem', async () => {
    const test = { [`${packageFolder}/code/lwc/a/__tests__/a.test.js`]: '' }
    expect((await checkConversion(aProject({ ...files, ...test }), packageFolder)).problems).not.toEqual([])
    const ignore = { '.forceignore': readFileSync(join(root, '.forceignore'), 'utf8') }
    expect((await checkConversion(aProject({ ...files, ...test, ...ignore }), packageFolder)).problems).toEqual([])
  })

  it.each([
    ['main/a/flows/A.flow-meta.xml', 'flows/A.flow'],
    ['main/reports/reports/F.reportFolder-meta.xml', 'reports/F-meta.xml'],
    ['main/reports/reports/F/R.report-meta.xml', 'reports/F/R.report'],
    [
      'translations/objectTranslations/A__c-fr/B__c.fieldTranslation-meta.xml',
      'objectTranslations/A__c-fr.objectTranslation',
    ],
  ])('%s becomes %s', (source, place) => {
    expect(placeInZip(source)).toBe(place)
  })
})
