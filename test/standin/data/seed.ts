import type { StandInOrg } from '../org.ts'
import { moment } from './dates.ts'
import type { Row, Scalar, User } from './record.ts'

/** Who and what every org starts with; an org kept in a file finds its own again. */
export function seed(org: Pick<StandInOrg, 'id' | 'isSandbox' | 'schema' | 'store' | 'clock' | 'newId'>): {
  users: User[]
  queueId: string
} {
  const { schema, store } = org
  const put = (name: string, values: Record<string, Scalar>, id?: string): string => {
    const kept = store.setting(
      `seed ${name} ${String(values['Name'])}`,
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
      OrganizationType: 'Enterprise Edition',
      LanguageLocaleKey: 'en_US',
      DefaultLocaleSidKey: 'en_US',
      TimeZoneSidKey: 'Europe/Paris',
      InstanceName: 'STAND',
    },
    org.id,
  )
  const users = people.map(({ first, last, kind, sendsOutboundMessages }) => {
    const name = `${first} ${last}`
    const username = `${first}.${last}@${org.id.slice(3, 15)}.example`.toLowerCase()
    const person = {
      Name: name,
      FirstName: first,
      LastName: last,
      Username: username,
      Email: `${first}.${last}@org.example`.toLowerCase(),
    }
    const id = put('User', { ...person, IsActive: true, UserType: 'Standard', LanguageLocaleKey: 'en_US' })
    return { id, username, name, kind, sendsOutboundMessages }
  })
  const queueId = put('Group', { Name: 'Case and Lead Queue', DeveloperName: 'Case_and_Lead_Queue', Type: 'Queue' })
  return { users, queueId }
}

// The loop guard: what the integration user saves sends nothing. The second agent shows what a forgotten permission does.
const people: { first: string; last: string; kind: User['kind']; sendsOutboundMessages: boolean }[] = [
  { first: 'Survey', last: 'Integration', kind: 'integration', sendsOutboundMessages: false },
  { first: 'Ada', last: 'Agent', kind: 'agent', sendsOutboundMessages: true },
  { first: 'Noor', last: 'Nosend', kind: 'agent', sendsOutboundMessages: false },
]

function blank(now: Date): Row {
  const stamp = moment(now)
  return { Id: '', IsDeleted: false, CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp }
}
