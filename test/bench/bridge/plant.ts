import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { ack } from '../peers/target.ts'

/** What the harness must not overlook, put in front of a finished build. */
const faults = {
  /** Some 100 ms of computing more for each request: far beyond what a busy machine does to a figure. */
  slow: `async fetch(request, env, context) {
    let spent = 0
    for (let n = 0; n < 1e8; n++) spent += Math.sqrt(n)
    globalThis.spent = spent // so that no compiler leaves it out
    return original.fetch(request, env, context)
  }`,
  /** Every tenth message is acknowledged and forgotten. */
  'acks unstored': `async fetch(request, env, context) {
    const isMessage = request.method === 'POST' && new URL(request.url).pathname.startsWith('/trigger/')
    if (isMessage && (globalThis.messages = (globalThis.messages ?? 0) + 1) % 10 === 0)
      return new Response(${JSON.stringify(ack)}, { headers: { 'content-type': 'text/xml' } })
    return original.fetch(request, env, context)
  }`,
}

/** Copies a build with a fault in it. @throws when the build does not end in its exports */
export function plant(fault: keyof typeof faults, bundle: string, into: string): void {
  cpSync(bundle, into, { recursive: true })
  const text = readFileSync(`${bundle}/index.js`, 'utf8')
  const [whole = '', others = '', entry] = /export\s*\{([^{}]*?)([\w$]+) as default\s*\};?/.exec(text) ?? []
  if (!entry) throw new Error(`${bundle}/index.js exports no default`)
  const planted = `const original = ${entry}, planted = { ...original, ${faults[fault]} }\nexport {${others}planted as default};`
  writeFileSync(
    `${into}/index.js`,
    text.replace(whole, () => planted),
  )
}
