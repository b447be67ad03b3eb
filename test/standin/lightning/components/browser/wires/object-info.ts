import { adapterOf } from './adapter.ts'
import { call } from './call.ts'

type ObjectName = string | { objectApiName: string }
const nameOf = (object: unknown): string =>
  typeof object === 'string' ? object : (object as Exclude<ObjectName, string>).objectApiName

const info = (object: unknown) => call<object>('GET', `ui-api/object-info/${nameOf(object)}`)

/** lightning/uiObjectInfoApi */
export const getObjectInfo = adapterOf({ needs: ['objectApiName'], load: ({ objectApiName }) => info(objectApiName) })

export const getObjectInfos = adapterOf({
  needs: ['objectApiNames'],
  load: async ({ objectApiNames }) => ({
    results: await Promise.all(
      (objectApiNames as ObjectName[]).map((name) =>
        info(name).then(
          (result) => ({ statusCode: 200, result }),
          (error: unknown) => ({ statusCode: 404, result: error }),
        ),
      ),
    ),
  }),
})

export const getPicklistValues = adapterOf({
  needs: ['recordTypeId', 'fieldApiName'],
  load({ recordTypeId, fieldApiName }) {
    const field = fieldApiName as string | { objectApiName: string; fieldApiName: string }
    const [object, name] = typeof field === 'string' ? field.split('.') : [field.objectApiName, field.fieldApiName]
    return call('GET', `ui-api/object-info/${object}/picklist-values/${String(recordTypeId)}/${name}`)
  },
})

export const getPicklistValuesByRecordType = adapterOf({
  needs: ['objectApiName', 'recordTypeId'],
  load: ({ objectApiName, recordTypeId }) =>
    call('GET', `ui-api/object-info/${nameOf(objectApiName)}/picklist-values/${String(recordTypeId)}`),
})
