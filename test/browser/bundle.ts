import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Keys } from '../../bridge/core/keys.ts'
import type { SurveyOrg } from '../../bridge/survey/port.ts'

const root = new URL('../../', import.meta.url).pathname

/** esbuild comes with wrangler, which bundles the bridge with it. */
const { build } = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))('esbuild') as {
  build: (options: Record<string, unknown>) => Promise<unknown>
}

type Deps = { keys: Keys; org: (orgKey: string) => SurveyOrg }
type Routes = { surveyRoute: (deps: Deps) => { fetch: (request: Request) => Response | Promise<Response> } }

/** The survey's routes as Node can run them: it reads no JSX and no style sheets. */
export async function bundleSurveyRoutes(): Promise<Routes> {
  const folder = await mkdtemp(join(root, 'node_modules', '.survey-routes-'))
  try {
    const outfile = join(folder, 'route.mjs')
    await build({
      entryPoints: [join(root, 'bridge/survey/route.tsx')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      jsx: 'automatic',
      jsxImportSource: 'hono/jsx',
      loader: { '.css': 'text', '.txt': 'text' },
      logLevel: 'error',
    })
    return (await import(pathToFileURL(outfile).href)) as Routes
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
