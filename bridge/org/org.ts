import { DurableObject } from 'cloudflare:workers'
import { migrate } from './schema.ts'

/** All state of one connected Salesforce org. The object's name is the org's key. */
export class Org extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    migrate(ctx.storage)
  }
}
