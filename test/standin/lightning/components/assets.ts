import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { builtComponents } from './build.ts'

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const designSystem = (): string =>
  join(dirname(createRequire(import.meta.url).resolve('@salesforce-ux/design-system/package.json')), 'assets')
const shell = fileURLToPath(new URL('../pages/shell.css', import.meta.url))

/** Style sheets, icons and the package's components in one script, which is built when it is first asked for. */
export const assets = (): Hono =>
  new Hono()
    .get('/shell.css', (c) => c.body(readFileSync(shell), 200, { 'Content-Type': types['.css']! }))
    .get('/slds/*', (c) => {
      const path = normalize(decodeURIComponent(c.req.path.replace('/lightning/assets/slds/', '')))
      const file = join(designSystem(), path)
      const type = types[extname(file)]
      if (path.startsWith('..') || !type || !existsSync(file)) return c.notFound()
      return c.body(readFileSync(file), 200, { 'Content-Type': type, 'Cache-Control': 'max-age=86400' })
    })
    .get('/components.js', async (c) => {
      const { code, hash } = await builtComponents()
      const etag = `"${hash}"`
      const headers = { ETag: etag, 'Cache-Control': 'no-cache' }
      if (c.req.header('If-None-Match') === etag) return c.body(null, 304, headers)
      return c.body(code, 200, { ...headers, 'Content-Type': 'text/javascript; charset=utf-8' })
    })
