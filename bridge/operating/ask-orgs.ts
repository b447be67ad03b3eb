import type { Result } from '../core/failures.ts'
import { judge, silent, worst, type Reason, type Status } from './health.ts'
import type { Standing } from './standing.ts'

const limitMs = 3_000 // for each org

export type Listed = { orgKey: string; name: string; registeredAt: Date }
/** The orgs of a call, and after which key the next call goes on. */
export type OrgPage = { orgs: Listed[]; next: string | null }
export type AskStanding = (orgKey: string) => Promise<Result<Standing>>

export type Answered = Listed & { status: Status; reasons: Reason[]; standing: Standing | null }

/** Asks the orgs at once. One that hangs or throws is said to, and hides no other. */
export const askOrgs = (orgs: Listed[], ask: AskStanding, withinMs = limitMs): Promise<Answered[]> =>
  Promise.all(
    orgs.map(async (org) => {
      const answer = await within(withinMs, ask(org.orgKey))
      const standing = typeof answer === 'string' ? null : answer
      const reasons = typeof answer === 'string' ? silent(answer) : judge(answer)
      return { ...org, status: worst(reasons.map(({ status }) => status)), reasons, standing }
    }),
  )

type Silence = Parameters<typeof silent>[0]

async function within(ms: number, asking: Promise<Result<Standing>>): Promise<Standing | Silence> {
  const answered = new AbortController()
  const late = scheduler
    .wait(ms, { signal: answered.signal })
    .then((): Silence => 'no_answer')
    .catch((): Silence => 'no_answer')
  const answer = asking
    .then((told) => (told.ok ? told.value : told.failure.code === 'not_found' ? 'not_connected' : 'unavailable'))
    .catch((): Silence => 'unavailable')
  const first = await Promise.race([answer, late])
  answered.abort()
  return first
}
