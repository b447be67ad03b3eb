import type { CallFailure, Result } from '../../core/failures.ts'
import type { Mailer } from '../../invitation/mailer.ts'
import type { Records, UpsertResult } from '../../write-back/records.ts'

const atOnce = 5 // the platform opens six connections for an object and lets the seventh wait (CF/workers/platform/limits)

/** So many outside calls of one object at a time, whatever the number of its connections. */
export class Gate {
  #free = atOnce
  readonly #waiting: (() => void)[] = []

  async pass<T>(call: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((go) => this.#waiting.push(go)) // takes over the place of the one that leaves
    try {
      return await call()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  records(records: Records): Records {
    return aroundEach((call) => this.pass(() => call(records)))
  }

  mailer(mailer: Mailer): Mailer {
    return { send: (mail) => this.pass(() => mailer.send(mail)) }
  }
}

/** What any call to the app that keeps the records gives. */
type Reply = Result<unknown, CallFailure> | UpsertResult
type Call<T> = (records: Records) => Promise<T>

/** The same records, with something around each call. */
export const aroundEach = (around: <T extends Reply>(call: Call<T>) => Promise<T>): Records => ({
  upsert: (rows, chunk) => around((to) => to.upsert(rows, chunk)),
  update: (rows) => around((to) => to.update(rows)),
  remove: (named) => around((to) => to.remove(named)),
  read: (object, ids, paths) => around((to) => to.read(object, ids, paths)),
  primaryContacts: (ids) => around((to) => to.primaryContacts(ids)),
  peopleWithEmail: (emails) => around((to) => to.peopleWithEmail(emails)),
  successors: (object, ids) => around((to) => to.successors(object, ids)),
  eventsSince: (object, field, since, after) => around((to) => to.eventsSince(object, field, since, after)),
})
