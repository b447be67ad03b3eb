import type { StandInOrg } from '../org.ts'
import { moment } from './dates.ts'
import { seedAccess } from './people.ts'
import type { Row, Scalar, User } from './record.ts'

/** Who and what every org starts with; an org kept in a file finds its own again. */
export function seed(
  org: Pick<StandInOrg, 'id' | 'isSandbox' | 'schema' | 'store' | 'clock' | 'newId'>,
  {
    bare = false,
    integrationLicences = 5,
    edition = 'Enterprise Edition',
  }: { bare?: boolean; integrationLicences?: number; edition?: string } = {},
): { users: User[]; queueId: string } {
  const { schema, store } = org
  const put = (name: string, values: Record<string, Scalar>, id?: string): string => {
    const kept = store.setting(
      `seed ${name} ${String(values['Name'] ?? values['DeveloperName'])}`,
      () => id ?? org.newId(schema.object(name).keyPrefix),
    )
    if (!store.read(schema.object(name), kept))
      store.insert(schema.object(name), { ...blank(org.clock.now()), ...values, Id: kept })
    return kept
  }
  put(
    'Organization',
    {
      Name: 'Stand-in Org',
      IsSandbox: org.isSandbox,
      OrganizationType: edition,
      LanguageLocaleKey: 'en_US',
      DefaultLocaleSidKey: 'en_US',
      TimeZoneSidKey: 'Europe/Paris',
      InstanceName: 'STAND',
    },
    org.id,
  )
  const profileIds = seedAccess(put, { bare, integrationLicences })
  const wanted = people.filter(({ kind }) => !bare || kind !== 'integration')
  const users = wanted.map(({ first, last, kind, sendsOutboundMessages }) => {
    const name = `${first} ${last}`
    const username = `${first}.${last}@${org.id.slice(3, 15)}.example`.toLowerCase()
    const person = {
      Name: name,
      FirstName: first,
      LastName: last,
      Username: username,
      Email: `${first}.${last}@org.example`.toLowerCase(),
    }
    const ProfileId = profileIds[kind === 'agent' && !sendsOutboundMessages ? 'nosend' : kind] ?? null
    const id = put('User', { ...person, ...usual, ProfileId, Alias: first.slice(0, 8).toLowerCase() })
    put('UserLogin', { Name: name, UserId: id, IsFrozen: false, IsPasswordLocked: false })
    return { id, username, name, kind, sendsOutboundMessages }
  })
  for (const [index, status] of ['New', 'Working', 'Escalated', 'Closed'].entries()) {
    const row = { ApiName: status, MasterLabel: status, SortOrder: index + 1, IsClosed: status === 'Closed' }
    put('CaseStatus', { ...row, Name: status, IsDefault: status === 'New' })
  }
  const queueId = put('Group', { Name: 'Case and Lead Queue', DeveloperName: 'Case_and_Lead_Queue', Type: 'Queue' })
  return { users, queueId }
}

const usual = {
  IsActive: true,
  UserType: 'Standard',
  LanguageLocaleKey: 'en_US',
  LocaleSidKey: 'en_US',
  TimeZoneSidKey: 'Europe/Paris',
  EmailEncodingKey: 'UTF-8',
}

// The loop guard: what the integration user saves sends nothing. The second agent shows what a forgotten permission does.
const people: { first: string; last: string; kind: User['kind']; sendsOutboundMessages: boolean }[] = [
  { first: 'Survey', last: 'Integration', kind: 'integration', sendsOutboundMessages: false },
  { first: 'Ada', last: 'Agent', kind: 'agent', sendsOutboundMessages: true },
  { first: 'Noor', last: 'Nosend', kind: 'agent', sendsOutboundMessages: false },
  { first: 'Maya', last: 'Admin', kind: 'admin', sendsOutboundMessages: true },
]

function blank(now: Date): Row {
  const stamp = moment(now)
  return { Id: '', IsDeleted: false, CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp }
}
