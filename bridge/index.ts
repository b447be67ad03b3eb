import { appOf, secured } from './app.ts'
import { receiveNotice } from './org/apps/receive-notice.ts'
import { wakeAll } from './org/directory.ts'

export { Directory } from './org/directory.ts'
export { Org } from './org/org.ts'

export default {
  fetch: (request, env, ctx) => secured(appOf(env).fetch(request, env, ctx)),
  scheduled: async (_event, env) => void (await wakeAll(env)),
  email: receiveNotice,
} satisfies ExportedHandler<Env>
