import { ComponentSet, MetadataApiDeploy } from '@salesforce/source-deploy-retrieve'
import JSZip from 'jszip'
import type { OrgContext } from '../frame/context.ts'
import type { DeployFile } from '../trigger/files.ts'
import { explain } from './explain.ts'

type Deployer = Pick<OrgContext, 'connection' | 'say'>
type ApiOptions = NonNullable<ConstructorParameters<typeof MetadataApiDeploy>[0]['apiOptions']>

/** What a deploy changed. */
export type Deployed = { total: number; changed: number }

/** Deploys a folder in source format, all of it or nothing. @throws OrgError that names every component refused, with the next step */
export async function deploySource(context: Deployer, paths: string[], options: ApiOptions = {}): Promise<Deployed> {
  const components = ComponentSet.fromSource(paths)
  components.sourceApiVersion = context.connection.getApiVersion()
  return run(
    context,
    await components.deploy({ usernameOrConnection: context.connection, apiOptions: { ...usual, ...options } }),
  )
}

/** Deploys files in metadata format with the `package.xml` among them, all or nothing. They stay in memory: an endpoint is a credential. */
export async function deployFiles(context: Deployer, files: DeployFile[], options: ApiOptions = {}): Promise<Deployed> {
  const zip = new JSZip()
  for (const { path, text } of files) zip.file(path, text)
  const bytes = await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' })
  const { id } = await context.connection.metadata.deploy(bytes, { ...usual, ...options })
  return run(context, new MetadataApiDeploy({ usernameOrConnection: context.connection, id }))
}

const usual: ApiOptions = { rollbackOnError: true, singlePackage: true }
const pollMs = 1000

async function run({ say, connection }: Deployer, deploy: MetadataApiDeploy): Promise<Deployed> {
  let shown = ''
  deploy.onUpdate(({ numberComponentsDeployed: done, numberComponentsTotal: total, numberComponentErrors: errors }) => {
    const line = `${done} of ${total} components${errors > 0 ? `, ${errors} refused` : ''}`
    if (total > 0 && line !== shown) say.detail(line)
    shown = line
  })
  // A person waits in seconds; what answers on this machine is there at once.
  const isLocal = new URL(connection.instanceUrl).hostname === '127.0.0.1'
  const { response } = await deploy.pollStatus(isLocal ? 20 : pollMs)
  if (!response.success) throw explain(response)
  const successes = list(response.details.componentSuccesses)
  return { total: successes.length, changed: successes.filter(({ changed }) => String(changed) === 'true').length }
}

/** One of something comes without a list around it. */
export const list = <T>(some: T | T[] | null | undefined): T[] =>
  some === null || some === undefined ? [] : Array.isArray(some) ? some : [some]
