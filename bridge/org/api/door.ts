import type { Context } from 'hono'
import type { Config } from '../../core/config.ts'
import { fail, type Result } from '../../core/failures.ts'
import { sameText } from '../../core/keys.ts'
import type { Org } from '../org.ts'
import { toApi } from './body.ts'

/** Calls the org's object; it is woken only when a method is called. */
export type CallOrg = <T>(
  orgKey: string,
  call: (org: DurableObjectStub<Org>) => Promise<Result<T>>,
) => Promise<Result<T>>
export type Deps = {
  config: Config
  call: CallOrg
  /** Does this sender ask this org's API too often? */
  isTooOften?: ((headers: Headers, orgKey: string) => Promise<boolean>) | undefined
}

const bearer = (c: Context): string => /^Bearer +(\S{1,200})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''

/** The deployment's own token; it opens every org. */
export const isOperator = (c: Context, { operatorToken }: Config): boolean => sameText(bearer(c), operatorToken)

/** One call of the admin to the org's object. */
type Ask<T> = (org: DurableObjectStub<Org>, generation: number) => Promise<Result<T>>
type AskWith<B, T> = (org: DurableObjectStub<Org>, generation: number, body: B) => Promise<Result<T>>
export type AdminDoor = {
  ask: <T>(c: Context, work: Ask<T>) => Promise<Response>
  askWith: <B, T>(c: Context, read: (request: Request) => Promise<Result<B>>, work: AskWith<B, T>) => Promise<Response>
}

/** The mac is checked here, so that a forged token wakes no object and reads no body; the object checks the generation. */
export function adminDoor({ config, call }: Deps): AdminDoor {
  const opened = (c: Context): { orgKey: string; generation: number } | null => {
    const orgKey = c.req.param('orgKey') ?? ''
    const found = config.keys.verify('api', orgKey, bearer(c))
    return found && { orgKey, ...found }
  }
  const ask = async <T>(c: Context, work: Ask<T>): Promise<Response> => {
    const door = opened(c)
    if (!door) return toApi(fail({ code: 'unauthorized' }))
    return toApi(await call(door.orgKey, (org) => work(org, door.generation)))
  }
  return {
    ask,
    // The body is read before the call, which may be repeated. A revoked token is a 401 whatever the body was.
    async askWith(c, read, work) {
      if (!opened(c)) return toApi(fail({ code: 'unauthorized' }))
      const body = await read(c.req.raw)
      return ask(c, async (org, generation) => {
        if (body.ok) return work(org, generation, body.value)
        const admitted = await org.admit(generation)
        return admitted.ok ? body : admitted
      })
    },
  }
}
