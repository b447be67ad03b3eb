import { makeApp } from './app.ts'
import { wakeAll } from './org/wake.ts'

export { Directory } from './org/directory.ts'
export { Org } from './org/org.ts'

let app: ReturnType<typeof makeApp> | null = null

export default {
  fetch: (request, env, ctx) => (app ??= makeApp(env)).fetch(request, env, ctx),
  scheduled: async (_event, env) => void (await wakeAll(env)),

} satisfies ExportedHandler<Env>
