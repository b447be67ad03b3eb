import type { StandInOrg } from '../org.ts'
import type { Field, ObjectType } from '../schema/field.ts'
import type { User } from './record.ts'

/** Whose fields permission sets decide about. Set-up objects (User, Group…) are not among them. */
const isGuarded = ({ name, custom }: ObjectType): boolean =>
  custom || ['Account', 'Case', 'Contact', 'Contract', 'Lead', 'Opportunity', 'Order'].includes(name)

/** Of standard fields those that may be left empty, roughly: which others a set can grant differs between editions. */
export const isPermissionable = (field: Field): boolean =>
  !field.required && (field.custom || (field.updateable && field.type !== 'boolean'))

/** True for a field this user may not read. */
export type Hides = (type: ObjectType, field: Field) => boolean

/**
 * Field-level security of the integration user: what none of its permission sets grants is not there for it. Only in an org
 * that began without the package: in the others nobody was ever granted anything.
 */
export function hiddenFrom(org: StandInOrg, user: User): Hides | undefined {
  if (!org.isBare || user.kind !== 'integration') return undefined
  const granted = org.query(
    `SELECT Field FROM FieldPermissions WHERE PermissionsRead = TRUE AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '${user.id}')`,
  )
  const readable = new Set(granted.map(({ Field: name }) => String(name)))
  return (type, field) =>
    isGuarded(type) &&
    field.name !== 'OwnerId' &&
    isPermissionable(field) &&
    !readable.has(`${type.name}.${field.name}`)
}
