import * as z from 'zod'
import { keepMarks } from '../../trigger/missed.ts'
import type { Commit } from '../../core/commit.ts'
import type { Config } from '../../core/config.ts'
import { isHeaderSafe } from '../../core/text/email.ts'
import { ok, type Result } from '../../core/failures.ts'
import { note } from '../../core/tables/audit.ts'
import { connection, putConnection } from '../../core/tables/connections.ts'
import { defaultDocuments } from '../../definitions/defaults/documents.ts'
import { publish } from '../../definitions/library.ts'
import { settings } from '../../definitions/settings.ts'
import { connectionInput, sealConnection, type Sealed } from '../apps/store.ts'
import { putOrg, type OrgRow } from '../tables/org-row.ts'
import { keepSweeping } from '../privacy/purge.ts'

/** What the operator sends to connect an org. What is left out stays as it is; `baseUrl` is at first the address of the request. */
export const connectInput = z.strictObject({
  organizationId: z.string().regex(/^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, 'an organization id such as 00D…'),
  name: z.string().trim().min(1).max(80).refine(isHeaderSafe, 'one line').optional(),
  isSandbox: z.boolean().optional(),
  baseUrl: z
    .string() // not z.url: it mends what is not an address
    .max(200)
    .refine(
      (text) => /^https?:\/\/[^\s\\/?#@\p{Cc}]+\/?$/u.test(text) && URL.canParse(text),
      'an origin such as https://surveys.example.com',
    )
    .optional(),
  integrationUserId: z
    .string()
    .regex(/^005[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/, 'a user id such as 005…')
    .optional(),
  settings: settings.optional(),
  connections: z.partialRecord(z.enum(['salesforce', 'mail']), connectionInput).default({}),
})
export type ConnectInput = z.output<typeof connectInput>

/**
 * Connects an org, or changes what it was connected with: org, connections, and the default documents where it has none.
 * Documents, credentials and their generation stay.
 * @param origin where customers reach the bridge until the operator says otherwise
 */
export async function connectOrg(
  commit: Commit,
  config: Config,
  orgKey: string,
  input: ConnectInput,
  origin: string,
): Promise<Result<OrgRow>> {
  const sealed: Sealed[] = []
  for (const [name, given] of Object.entries(input.connections)) {
    if (!given) continue
    const known = commit((sql) => connection(sql, name))
    const one = await sealConnection(config, orgKey, name, given, known)
    if (!one.ok) return one
    sealed.push(one.value)
  }
  return commit((sql, now) => {
    const org = putOrg(sql, { ...input, orgKey, origin }, now)
    for (const given of sealed) putConnection(sql, given, now)
    const empty = sql.exec('SELECT 1 FROM documents LIMIT 1').toArray().length === 0
    if (empty) publish(sql, defaultDocuments(), now)
    keepMarks(sql, now)
    keepSweeping(sql, now)
    note(sql, 'operator', 'connect', orgKey, now)
    return ok(org)
  })
}
