import { log } from '../core/log.ts'

/** Calls every org once, so that an alarm the platform lost comes back. Gives how many were reached. */
export async function wakeAll(env: Pick<Env, 'ORG' | 'DIRECTORY'>): Promise<number> {
  const directory = env.DIRECTORY.getByName('directory')
  let woken = 0
  for (let after: string | null = ''; after !== null;) {
    const { orgs, next }: Awaited<ReturnType<typeof directory.list>> = await directory.list(after)
    const results = await Promise.allSettled(orgs.map(({ orgKey }) => env.ORG.getByName(orgKey).wake()))
    woken += results.filter(({ status }) => status === 'fulfilled').length
    for (const result of results) if (result.status === 'rejected') log('error', 'wake', {}, result.reason)
    after = next
  }
  return woken
}
