import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageComponents, sourcesHash } from './sources.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const cache = join(root, '.state/lightning')
export type Bundle = { code: string; hash: string }
let building: Promise<Bundle> | undefined

/** The package's components for a browser, in one script; built when a source of it has changed since the last time. */
export function builtComponents(): Promise<Bundle> {
  building ??= build().catch((cause: unknown) => {
    building = undefined
    throw cause
  })
  return building
}

async function build(): Promise<Bundle> {
  const hash = sourcesHash()
  const file = join(cache, `${hash}.js`)
  if (existsSync(file)) return { code: readFileSync(file, 'utf8'), hash }
  const code = await bundle()
  mkdirSync(cache, { recursive: true })
  const part = `${file}.${process.pid}`
  writeFileSync(part, code)
  renameSync(part, file)
  // Only the newest is of use; another process may be about to rename its own.
  for (const old of readdirSync(cache).filter((name) => !name.startsWith(hash)))
    rmSync(join(cache, old), { force: true })
  return { code, hash }
}

/** The bundler takes a while to load, and most orgs show no component. */
async function bundle(): Promise<string> {
  const [{ rollup }, { default: lwc }, { nodeResolve }, { default: replace }, { entry, browserFolder, platform }] =
    await Promise.all([
      import('rollup'),
      import('@lwc/rollup-plugin'),
      import('@rollup/plugin-node-resolve'),
      import('@rollup/plugin-replace'),
      import('./platform.ts'),
    ])
  const modules = [
    { npm: 'lightning-base-components' },
    ...packageComponents().map(({ name, path }) => ({ name: `c/${name}`, path })),
  ]
  const bundle = await rollup({
    input: entry,
    onwarn(warning) {
      const foreign = String(warning.message).includes('node_modules') || warning.code === 'CIRCULAR_DEPENDENCY'
      if (!foreign) throw new Error(`${warning.code}: ${warning.message}`)
    },
    plugins: [
      platform(),
      replace({
        values: { 'import.meta.env.SSR': 'false', 'process.env.NODE_ENV': JSON.stringify('development') },
        preventAssignment: true,
      }),
      lwc({ rootDir: root, enableDynamicComponents: true, modules, exclude: [`${browserFolder}**`] }),
      nodeResolve({ browser: true }),
    ],
  })
  try {
    const { output } = await bundle.generate({ format: 'iife', inlineDynamicImports: true })
    return output[0].code
  } finally {
    await bundle.close()
  }
}
