import { adapterOf } from './adapter.ts'
import { call } from './call.ts'

/** `@salesforce/apex/Class.method`: a function, and an adapter for `@wire`. */
export function apexMethod(name: string) {
  const run = (params: object = {}) => call('POST', `apex/${name}`, params)
  return Object.assign(run, { adapter: adapterOf({ needs: [], load: run }) })
}
