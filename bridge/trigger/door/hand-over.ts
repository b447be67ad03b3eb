import { fail, type Failure, type NewAlert, type Result } from '../../core/failures.ts'
import { orgKeyOf, sha256 } from '../../core/keys.ts'
import { bodyAlert, wrongOrgAlert } from './body-alert.ts'
import { textOf } from './body.ts'
import type { AlertingOrg, TriggerDoor } from '../port.ts'

/** Whose credential opened which door. */
export type Opened<Org extends AlertingOrg> = { door: TriggerDoor; orgKey: string; generation: number; org: Org }

/** Reads a message and gives it to the org's object, or tells the admin why it was not taken. */
export async function handOver<Org extends AlertingOrg, Message extends { organizationId: string }, T>(
  at: Opened<Org>,
  bytes: Result<Uint8Array>,
  parse: (text: string) => Result<Message>,
  take: (message: Message) => Promise<Result<T>>,
): Promise<Result<T>> {
  const text = bytes.ok ? textOf(bytes.value) : bytes
  const message = text.ok ? parse(text.value) : text
  if (!message.ok) {
    const hash = bytes.ok ? sha256(bytes.value).toString('hex') : ''
    return refused(at, message.failure, bodyAlert(hash, message.failure))
  }
  return fromOwnOrg(at, message.value.organizationId, () => take(message.value))
}

/** Every call from the package carries its organization's id: a refreshed sandbox still holds production's credential. */
export async function fromOwnOrg<T>(
  at: Opened<AlertingOrg>,
  organizationId: string,
  take: () => Promise<Result<T>>,
): Promise<Result<T>> {
  return orgKeyOf(organizationId) === at.orgKey
    ? take()
    : refused(at, { code: 'wrong_org' }, wrongOrgAlert(organizationId))
}

/** What the object says comes first: a revoked key is a 401 whatever the body was. */
async function refused(at: Opened<AlertingOrg>, failure: Failure, alert: NewAlert | null): Promise<Result<never>> {
  if (alert === null) return fail(failure)
  const told = await at.org.alertBody(at.door, at.generation, alert)
  return told.ok ? fail(failure) : told
}
