import { checkDataFlow, checkSecurity } from './salesforce/analyzer/check.ts'
import { checkWaivers } from './salesforce/analyzer/waivers.ts'
import { checkWithApexLs } from './salesforce/apex/apex-ls.ts'
import { checkWithCompiler } from './salesforce/apex/compiler.ts'
import { scanFlows } from './salesforce/flows.ts'
import { checkGraphql } from './salesforce/graphql/check.ts'
import { withJava } from './salesforce/java.ts'
import { compileComponents } from './salesforce/lwc/compile.ts'
import { lintComponents } from './salesforce/lwc/lint.ts'
import { collectObjects } from './salesforce/objects/objects.ts'
import { checkConversion } from './salesforce/package-zip.ts'
import { metadataFolder, parseSources, readSources, type Source } from './metadata/sources.ts'
import type { Step } from './run-steps.ts'

const packageFolder = `${metadataFolder}/main`
const translations = `${metadataFolder}/translations`

/** What can be known about the Salesforce package without an org, in two lanes: the Graph Engine takes longest. */
export function salesforceLanes(root: string, files: () => Source[]): Step[][] {
  const ours = (pattern: RegExp) =>
    files().filter(({ path }) => path.startsWith(`${metadataFolder}/`) && pattern.test(path))
  const metadata = () => parseSources(readSources(root)).files
  return [
    [
      { name: 'GraphQL names', run: () => checkGraphql(ours(/\/lwc\/.*\.js$/), collectObjects(metadata())) },
      {
        name: 'Apex: compiler',
        run: () => withJava((java) => checkWithCompiler(root, packageFolder, metadata(), java)),
      },
      { name: 'Apex: apex-ls', run: () => withJava((java) => checkWithApexLs(root, packageFolder, metadata(), java)) },
      { name: 'components: lint', run: () => lintComponents(root, metadataFolder) },
      { name: 'components: compile', run: () => compileComponents(root, metadataFolder) },
      { name: 'flows', run: () => scanFlows(root, metadataFolder) },
      { name: 'package zip', run: () => checkConversion(root, packageFolder) },
      { name: 'translations zip', run: () => checkConversion(root, translations) },
      { name: 'waivers', run: () => checkWaivers(ours(/\.(cls|trigger|js|html|css|xml)$/)) },
    ],
    [
      { name: 'Graph Engine', run: () => withJava(() => checkDataFlow(root, packageFolder)) },
      { name: 'Code Analyzer', run: () => withJava(() => checkSecurity(root, metadataFolder)) },
    ],
  ]
}
