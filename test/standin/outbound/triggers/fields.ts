import type { StandInOrg } from '../../org.ts'

/** Describe types of an object's fields, by API name. */
export const fieldTypes = (org: StandInOrg, object: string): Map<string, string> =>
  new Map([...(org.schema.find(object)?.fields.values() ?? [])].map(({ name, type }) => [name, type]))
