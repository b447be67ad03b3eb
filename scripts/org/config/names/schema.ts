import type { Connection } from '@salesforce/core'

export type FieldNames = {
  name: string
  type: string
  /** Objects a lookup may point to. */
  referenceTo: string[]
  relationshipName: string | null
  /** The values a restricted picklist takes; null where any value may stand. */
  values: string[] | null
  /** It can tell one record from another in an upsert. */
  isKey: boolean
  isWritable: boolean
  /** Permission sets decide who sees it. */
  isPermissionable: boolean
}
export type ObjectNames = { name: string; fields: FieldNames[]; recordTypes: string[] }

/** What names mean in one org. */
export type OrgSchema = {
  /** Null: the org has no such object. */
  object: (name: string) => Promise<ObjectNames | null>
}

/** Asks the org, each object once. */
export function schemaOf(connection: Connection): OrgSchema {
  const known = new Map<string, Promise<ObjectNames | null>>()
  const objects = (async () => new Set((await connection.describeGlobal()).sobjects.map(({ name }) => name)))()
  objects.catch(() => {}) // told to whoever waits for it
  const describe = async (name: string): Promise<ObjectNames | null> =>
    (await objects).has(name) ? namesIn(await connection.describe(name)) : null
  return {
    object(name) {
      const found = known.get(name) ?? describe(name)
      known.set(name, found)
      return found
    },
  }
}

type Described = Awaited<ReturnType<Connection['describe']>>

/** What the client library's type leaves out. */
type RecordType = { developerName?: string; active?: boolean }

const namesIn = ({ name, fields, recordTypeInfos }: Described): ObjectNames => ({
  name,
  recordTypes: ((recordTypeInfos ?? []) as RecordType[]).flatMap(({ developerName, active }) =>
    active === false ? [] : (developerName ?? []),
  ),
  fields: fields.map((field) => ({
    name: field.name,
    type: field.type,
    referenceTo: field.referenceTo ?? [],
    relationshipName: field.relationshipName ?? null,
    values: field.restrictedPicklist ? (field.picklistValues ?? []).map(({ value }) => value) : null,
    isKey: field.externalId === true || field.idLookup === true,
    isWritable: field.createable || field.updateable,
    isPermissionable: field.permissionable,
  })),
})
