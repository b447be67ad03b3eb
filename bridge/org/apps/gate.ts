import type { Mailer } from '../../invitation/mailer.ts'
import type { Records } from '../../write-back/records.ts'

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
    return {
      upsert: (rows, chunk) => this.pass(() => records.upsert(rows, chunk)),
      update: (rows) => this.pass(() => records.update(rows)),
      read: (object, ids, paths) => this.pass(() => records.read(object, ids, paths)),
      primaryContacts: (ids) => this.pass(() => records.primaryContacts(ids)),
      peopleWithEmail: (emails) => this.pass(() => records.peopleWithEmail(emails)),
      successors: (object, ids) => this.pass(() => records.successors(object, ids)),
      eventsSince: (object, field, since, after) => this.pass(() => records.eventsSince(object, field, since, after)),
    }
  }

  mailer(mailer: Mailer): Mailer {
    return { send: (mail) => this.pass(() => mailer.send(mail)) }
  }
}
