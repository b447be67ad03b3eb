import { version } from '../../package.json'

declare const BRIDGE_BUILD: string | undefined

/** Which code answers: the release, and the commit it was built from. `dev` when it was not built by our scripts. */
export const bundle = {
  version,
  build: typeof BRIDGE_BUILD === 'string' ? BRIDGE_BUILD : 'dev',
}
