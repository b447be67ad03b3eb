import { describe, expect, it } from 'vitest'
import { compileComponents } from '../../../scripts/check/salesforce/lwc/compile.ts'
import { lintComponents } from '../../../scripts/check/salesforce/lwc/lint.ts'
import { aProject, messagesByFile, packageFolder } from './project.ts'

const meta = `<?xml version="1.0" encoding="UTF-8"?>
<LightningComponentBundle xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>66.0</apiVersion></LightningComponentBundle>
`
const good = `import { LightningElement, api } from 'lwc';

export default class Card extends LightningElement {
    @api recordId;

    get title() {
        return titleOf(this.recordId);
    }
}

function titleOf(id) {
    return id ? 'known' : 'unknown';
}
`
const template = '<template><p>{title}</p></template>\n'

/** A component with its script and its template. */
const bundle = (name: string, script = good, html = template): [string, string][] => [
  [`${packageFolder}/card/lwc/${name}/${name}.js`, script],
  [`${packageFolder}/card/lwc/${name}/${name}.html`, html],
  [`${packageFolder}/card/lwc/${name}/${name}.js-meta.xml`, meta],
]
const inMethod = (line: string) => good.replace('return titleOf', `${line}\n        return titleOf`)

const badStyle: [string, string, string][] = [
  ['lateTimer', 'no-async-operation', inMethod('setTimeout(() => {}, 5);')],
  ['wholePage', 'no-document-query', inMethod(`document.querySelector('p');`)],
  ['rawMarkup', 'no-inner-html', inMethod(`this.template.querySelector('p').innerHTML = this.recordId;`)],
  ['ownProps', 'no-api-reassignments', inMethod('this.recordId = null;')],
  ['evaluates', 'no-eval', inMethod('eval(this.recordId);')],
  ['unknownName', 'no-undef', inMethod('nobody(this.recordId);')],
  [
    'leaksEvents',
    'no-restricted-syntax',
    inMethod(`this.dispatchEvent(new CustomEvent('a', { bubbles: true, composed: true }));`),
  ],
  ['waived', 'no-eval', inMethod('// eslint-disable-next-line\n        eval(this.recordId);')],
]
const badBuild: [string, RegExp, ...[string?, string?]][] = [
  ['badSyntax', /expected/i, 'export default class {{'],
  ['badTemplate', /LWC1\d+/, good, '<template><p>{title}</template>\n'],
  ['badDirective', /LWC1\d+/, good, '<template><p for:each={list} for:item="one">{one}</p></template>\n'],
  ['badExpression', /LWC1\d+/, good, '<template><p>{title()}</p></template>\n'],
  ['badDecorator', /LWC1\d+/, good.replace('@api recordId', '@api @api recordId')],
]

const styled = aProject(
  Object.fromEntries([...bundle('good'), ...badStyle.flatMap(([name, , script]) => bundle(name, script))]),
)
const built = aProject(
  Object.fromEntries([...bundle('good'), ...badBuild.flatMap(([name, , script, html]) => bundle(name, script, html))]),
)
const empty = aProject({})

describe('the linter of components', () => {
  const said = lintComponents(styled, packageFolder).then(messagesByFile)

  it.each(badStyle)('finds what is wrong with %s: %s', async (name, rule) => {
    expect((await said).get(`${name}.js`)?.join()).toContain(rule)
  })

  it('finds nothing in a good one, and does not pass on nothing', async () => {
    expect((await said).get('good.js')).toBeUndefined()
    expect((await lintComponents(empty, packageFolder)).problems).toHaveLength(1)
  })
})

describe('the compiler of components', () => {
  const said = compileComponents(built, packageFolder).then(messagesByFile)

  it.each(badBuild)('refuses %s', async (name, message) => {
    const found = [...(await said)].find(([file]) => file.startsWith(`${name}.`))
    expect(found?.[1].join()).toMatch(message)
  })

  it('lets a good one pass, and does not pass on nothing', async () => {
    expect([...(await said).keys()].filter((file) => file.startsWith('good'))).toEqual([])
    expect((await compileComponents(empty, packageFolder)).problems).toHaveLength(1)
  })
})
