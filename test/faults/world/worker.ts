import { appOf } from '../../../bridge/app.ts'
import { smtpMailer } from '../../../bridge/apps/mail/smtp.ts'
import { salesforceRecords } from '../../../bridge/apps/salesforce/records.ts'
import { ok } from '../../../bridge/core/failures.ts'
import bridge, { Org as RealOrg } from '../../../bridge/index.ts'
import type { Tools } from '../../../bridge/org/lanes.ts'
import type { OrgTools } from '../../../bridge/org/tools.ts'
import { injector, type Strike } from './injector.ts'
import { keepLog } from './keep-log.ts'
import { shortenLimits } from './short-limits.ts'

export { Directory } from '../../../bridge/index.ts'
/** Loaded here: an object that dies while it loads them would leave them half loaded for all that follow. */
export const loaded = { salesforceRecords, smtpMailer }

keepLog()
shortenLimits()

/** The object as it is, in a world that strikes it at any await, at any statement, and before and after any call of it. */
export class Org extends RealOrg {
  get #key(): string {
    return this.ctx.id.name ?? ''
  }

  protected override get tools(): OrgTools {
    const tools = super.tools
    return new Proxy(tools, {
      get: (_, name) => {
        if (name === 'forLanes') return () => (this.struck('lane'), this.#around(tools.forLanes()))
        const value = Reflect.get(tools, name, tools) as unknown
        return typeof value === 'function' ? value.bind(tools) : value
      },
    })
  }

  #around(tools: Tools): Tools {
    return {
      ...tools,
      commit: (work) => {
        this.struck('commit')
        return tools.commit(work)
      },
      records: async (name) => {
        const opened = await injector.opening(this.#key, () => tools.records(name))
        return opened.ok ? ok(this.#outside(opened.value)) : opened
      },
      mailer: async () => {
        const opened = await injector.opening(this.#key, tools.mailer)
        return opened.ok ? ok(this.#outside(opened.value)) : opened
      },
      register: () => injector.during(this.#key, tools.register),
    }
  }

  /** Every method of a port is an outside call. */
  #outside<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (_, name) => {
        const method = Reflect.get(port, name, port) as unknown
        if (typeof method !== 'function') return method
        return (...given: unknown[]) =>
          injector.during(this.#key, async () => {
            this.struck(`before:${String(name)}`)
            const result = (await method.apply(port, given)) as unknown
            this.struck(`after:${String(name)}`)
            return result
          })
      },
    })
  }

  /** Arrow property: only methods of the prototype can be called from outside. */
  protected struck = (point: string): void => {
    const strike = injector.strike(this.#key, point)
    if (strike === null) return
    if (strike === 'abort') {
      injector.silence(this.#key)
      this.ctx.abort(`struck at ${point}`)
    }
    throw new Error(`struck at ${point}`)
  }
}

/** Every method the edge may call is struck before its work and after it, when its rows are written and nobody has heard of it. */
for (const name of Object.getOwnPropertyNames(RealOrg.prototype)) {
  const method = Reflect.get(RealOrg.prototype, name) as unknown
  if (name === 'constructor' || typeof method !== 'function') continue
  Object.defineProperty(Org.prototype, name, {
    value(this: { struck: (point: string) => void }, ...given: unknown[]) {
      this.struck(`begin:${name}`)
      const result = method.apply(this, given) as unknown
      this.struck(`end:${name}`)
      return result
    },
  })
}

/** As the platform tells the edge of it: developers.cloudflare.com/durable-objects/best-practices/error-handling/ */
const errors: Partial<Record<Strike, () => Error>> = {
  retryable: () => Object.assign(new Error('Network connection lost.'), { retryable: true }),
  overloaded: () =>
    Object.assign(new Error('Durable Object is overloaded.'), { overloaded: true, retryable: true, remote: true }),
  reset: () =>
    Object.assign(new Error('Durable Object reset because its code was updated.'), { durableObjectReset: true }),
  lost: () => new Error('internal error'),
}

async function onTheWay(orgKey: string, point: string): Promise<void> {
  const strike = injector.strike(orgKey, point)
  if (strike === 'slow') await scheduler.wait(300)
  const error = strike && errors[strike]
  if (error) throw error()
}

const faultyOrgs = (orgs: Env['ORG']): Env['ORG'] =>
  new Proxy(orgs, {
    get: (_, name) => {
      if (name === 'getByName') return (orgKey: string) => faultyStub(orgs.getByName(orgKey), orgKey)
      const value = Reflect.get(orgs, name, orgs) as unknown
      return typeof value === 'function' ? value.bind(orgs) : value
    },
  })

type Stub = ReturnType<Env['ORG']['getByName']>
type Callable = Record<string, (...given: unknown[]) => Promise<unknown>>

const faultyStub = (stub: Stub, orgKey: string): Stub =>
  new Proxy(stub, {
    get:
      (_, name) =>
      async (...given: unknown[]) => {
        await onTheWay(orgKey, `call:${String(name)}`)
        const result = await (stub as unknown as Callable)[String(name)]!(...given)
        await onTheWay(orgKey, `reply:${String(name)}`)
        return result
      },
  })

export default {
  ...bridge,
  fetch: (request, env, ctx) => appOf({ ...env, ORG: faultyOrgs(env.ORG) }).fetch(request, env, ctx),
} satisfies ExportedHandler<Env>
