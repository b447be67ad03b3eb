import type { Context } from 'hono'
import type { Config } from '../../core/config.ts'
import type { Result } from '../../core/failures.ts'
import { sameText } from '../../core/keys.ts'
import type { Org } from '../org.ts'

/** Calls the org's object; it is woken only when a method is called. */
export type CallOrg = <T>(
  orgKey: string,
  call: (org: DurableObjectStub<Org>) => Promise<Result<T>>,
) => Promise<Result<T>>

export const bearer = (c: Context): string =>
  /^Bearer +(\S{1,200})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''

export const isOperator = (c: Context, { operatorToken }: Config): boolean => sameText(bearer(c), operatorToken)
