import { adapterOf, renew } from './adapter.ts'
import { call } from './call.ts'

type FieldName = string | { objectApiName: string; fieldApiName: string }
type RecordView = { id: string; apiName: string; fields: Record<string, { value: unknown; displayValue: unknown }> }
type Config = { recordId?: unknown; fields?: unknown; optionalFields?: unknown; layoutTypes?: unknown }

const nameOf = (field: FieldName): string =>
  typeof field === 'string' ? field : `${field.objectApiName}.${field.fieldApiName}`
const namesOf = (fields: unknown): string =>
  [(fields ?? []) as FieldName | FieldName[]]
    .flat()
    .map((field) => nameOf(field))
    .join(',')

function load(config: Config): Promise<RecordView> {
  const asked = new URLSearchParams({
    fields: namesOf(config.fields),
    optionalFields: namesOf(config.optionalFields),
    ...(config.layoutTypes ? { layout: '' } : {}),
  })
  return call('GET', `ui-api/records/${String(config.recordId)}?${asked}`)
}

/** lightning/uiRecordApi */
export const getRecord = adapterOf({
  needs: ['recordId'],
  load,
  isAbout: ({ recordId: held }, recordId) => held === recordId,
})

/** The value at the end of a path such as `Case.Contact.Name`. */
export const getFieldValue = (record: RecordView | undefined, field: FieldName): unknown => walk(record, field)?.value
export const getFieldDisplayValue = (record: RecordView | undefined, field: FieldName): unknown =>
  walk(record, field)?.displayValue

function walk(record: RecordView | undefined, field: FieldName): { value: unknown; displayValue: unknown } | undefined {
  const [, ...steps] = nameOf(field).split('.')
  const last = steps.pop() ?? ''
  const holder = steps.reduce<RecordView | undefined>(
    (held, step) => held?.fields[step]?.value as RecordView | undefined,
    record,
  )
  return holder?.fields[last]
}

export async function updateRecord({ fields: { Id, ...fields } }: { fields: Record<string, unknown> }) {
  const saved = await call<RecordView>('PATCH', `ui-api/records/${String(Id)}`, { fields })
  renew(saved.id)
  return saved
}

export const createRecord = (input: { apiName: string; fields: Record<string, unknown> }): Promise<RecordView> =>
  call('POST', 'ui-api/records', input)

export async function deleteRecord(recordId: string): Promise<void> {
  await call('DELETE', `ui-api/records/${recordId}`)
  renew(recordId)
}

export async function notifyRecordUpdateAvailable(items: { recordId: string }[]): Promise<void> {
  for (const { recordId } of items) renew(recordId)
}
