import type { Check } from './check.ts'
import type { Facts } from './facts.ts'
import { access } from './links/access.ts'
import { bridge } from './links/bridge.ts'
import { credential } from './links/credential.ts'
import { drift } from './links/drift.ts'
import { login } from './links/login.ts'
import { packaged } from './links/package.ts'
import { people } from './links/people.ts'
import { trigger } from './links/trigger.ts'
import { write } from './links/write.ts'

/** Every link of the chain, in the order of the road. Pure. */
export const diagnose = (facts: Facts): Check[] =>
  [login, packaged, access, people, credential, trigger, bridge, write, drift].flatMap((link) => link(facts))
