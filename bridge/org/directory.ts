import { DurableObject } from 'cloudflare:workers'

/** The list of connected orgs. */
export class Directory extends DurableObject<Env> {}
