import { onTestFinished } from 'vitest'
import { createOrg, type OrgOptions, type StandInOrg } from '../../org.ts'

/** An org without a door, for what is below the API; `make` saves as the first agent and hands back the id. */
export function anOrg(options: OrgOptions = {}) {
  const org = createOrg(options)
  onTestFinished(() => org.close())
  const agent = org.users[1]!
  const make = (object: string, record: Record<string, unknown>, id?: string): string => {
    const saved = org.save(agent, object, record, id)
    if (!saved.success) throw new Error(saved.errors.map(({ code, message }) => `${code} ${message}`).join())
    return saved.id
  }
  return {
    org,
    agent,
    make,
    refusal: (object: string, record: object, id?: string) => refusal(org, object, record, id),
  }
}

/** The code and message of a save that must fail. */
function refusal(org: StandInOrg, object: string, record: object, id?: string): string[] {
  const saved = org.save(org.users[1]!, object, record as Record<string, unknown>, id)
  return saved.errors.map(({ code, message }) => `${code} ${message}`)
}
