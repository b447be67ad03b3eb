import { fail, ok, type Result } from '../../core/failures.ts'
import { note } from '../../core/tables/audit.ts'
import { OrgOperated } from '../base/org-operated.ts'
import { erase, type Erasure } from './erase.ts'
import { exportOf, type Export } from './export.ts'
import { gather, type Gathered } from './gather.ts'
import type { PersonInput } from './person.ts'

/** Of one person at most so many asks in one answer and one transaction. */
const mostAsks = 500

/** The rights of the people who were asked: to know what is kept of them, and to have it erased. */
export abstract class OrgPeople extends OrgOperated {
  /** Everything of one person. */
  async findPerson(generation: number, input: PersonInput): Promise<Result<Export>> {
    const found = await this.#gather(generation, input)
    if (!found.ok) return found
    return this.opened('api', generation, (sql, now) => {
      note(sql, 'admin', 'export', `invitations ${found.value.invitations.size}`, now)
      return ok(exportOf(sql, found.value))
    })
  }

  /** Erases one person here, and asks for the deletion of our records in Salesforce. Harmless to repeat. */
  async erasePerson(generation: number, input: PersonInput): Promise<Result<Erasure>> {
    const found = await this.#gather(generation, input)
    if (!found.ok) return found
    return this.opened('api', generation, (sql, now, org) =>
      ok(erase(sql, found.value, { org, keys: this.tools.config.keys, now })),
    )
  }

  #gather = async (generation: number, input: PersonInput): Promise<Result<Gathered>> => {
    const found = await gather((work) => this.opened('api', generation, work), input)
    if (!found.ok || found.value.invitations.size <= mostAsks) return found
    const detail = `${found.value.invitations.size} invitations are too many for one person: an address is shared. Name contacts or leads one by one, with "exact": true.`
    return fail({ code: 'conflict', detail })
  }
}
