import { fail, ok, type Result } from '../../core/failures.ts'
import type { Door } from '../../core/keys.ts'
import { note } from '../../core/tables/audit.ts'
import { afterRestore, scheduleRestore, type RestorePoint } from '../../operating/restore.ts'
import { connectOrg, type ConnectInput } from '../api/connect.ts'
import { OrgBase, type Work } from './org-base.ts'
import { lastGeneration, nextGeneration, readOrg, revoke, type OrgRow } from '../tables/org-row.ts'

/** What the operator does, whose token the edge has checked: connects the org, gives it new credentials, takes it back in time or away. */
export abstract class OrgOperated extends OrgBase {
  #restores = false // the next instance begins in the past

  async configure(orgKey: string, input: ConnectInput, origin: string): Promise<Result<OrgRow>> {
    if (this.closed) return this.closed
    const connected = await connectOrg(this.commit, this.tools.config, orgKey, input, origin)
    this.tools.forget()
    return connected
  }

  rotate(): Result<OrgRow> {
    return this.#operated((sql, now, org) => {
      nextGeneration(sql)
      note(sql, 'operator', 'rotate', String(org.generation + 1), now)
      return ok({ ...org, generation: org.generation + 1 })
    })
  }

  /** The newest generation is what an operator hands out: it goes only when there is a newer one. */
  revoke(door: Door, generation: number): Result<OrgRow> {
    return this.#operated((sql, now, org) => {
      if (generation >= org.generation)
        return fail({ code: 'conflict', detail: 'rotate first, then revoke the old one' })
      revoke(sql, door, generation, now)
      note(sql, 'operator', 'revoke', `${door} ${generation}`, now)
      return ok(org)
    })
  }

  /** Forgets everything. Harmless to repeat: a lane that runs ends with its instance, and the call comes again. */
  async remove(name: string): Promise<Result<null>> {
    if (this.closed) return this.closed
    const { storage } = this.ctx
    const org = readOrg(storage.sql)
    if (!org) return lastGeneration(storage.sql) > 0 ? ok(null) : fail({ code: 'not_found' })
    if (org.name !== name) return fail({ code: 'conflict', detail: `name has to be this org's name` })
    await this.tools.unregister(org.orgKey)
    await this.emptied(org.generation)
    return ok(null)
  }

  /** Takes effect with `restored`. */
  async restore(point: RestorePoint): Promise<Result<{ undo: string }>> {
    if (this.closed) return this.closed
    if (!readOrg(this.ctx.storage.sql)) return fail({ code: 'not_found' })
    const scheduled = await scheduleRestore(this.ctx.storage, point, new Date())
    this.#restores = scheduled.ok
    return scheduled
  }

  /** The instance that went back in time ends here; the next one, which the edge calls again, holds the past. */
  restored(): Result<null> {
    if (this.#restores) this.ctx.abort('set back to an earlier time')
    return this.connected((sql, now) => {
      afterRestore(sql, now)
      note(sql, 'operator', 'restore', '', now)
      return ok(null)
    })
  }

  #operated<T>(work: Work<T>): Result<T> {
    return this.connected(work, fail({ code: 'not_found' }))
  }
}
