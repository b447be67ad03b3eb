import type { Trigger } from '../../trigger/generate.ts'
import { textsOf } from '../../trigger/templates.ts'
import type { DescribedField } from '../work.ts'

type Objects = ReadonlyMap<string, readonly DescribedField[]>

/** The template without what this org lacks or no permission set can grant, with what the messages of its programs need besides. */
export function recordsPermissionSet(template: string, objects: Objects, triggers: Trigger[]): string {
  const isGrantable = (object: string, field: string): boolean =>
    objects.get(object)?.some(({ name, permissionable }) => name === field && permissionable) === true
  const kept = template
    .replace(/[ \t]*<fieldPermissions>[\s\S]*?<\/fieldPermissions>\n/g, (block) => {
      const [object = '', field = ''] = (textsOf(block, 'field')[0] ?? '').split('.')
      return isGrantable(object, field) ? block : ''
    })
    .replace(/[ \t]*<objectPermissions>[\s\S]*?<\/objectPermissions>\n/g, (block) =>
      objects.has(textsOf(block, 'object')[0] ?? '') ? block : '',
    )
  const known = new Set(textsOf(kept, 'field'))
  const fields = triggers.flatMap(({ object, message }) =>
    message.fields.filter((field) => isGrantable(object, field)).map((field) => `${object}.${field}`),
  )
  const missing = [...new Set(fields)].filter((field) => !known.has(field)).sort()
  const named = new Set(textsOf(kept, 'object'))
  const others = [...new Set(triggers.map(({ object }) => object))].filter((object) => !named.has(object)).sort()
  return kept
    .replace(/(?=[ \t]*<hasActivationRequired>)/, missing.map(fieldBlock).join(''))
    .replace(/(?=<\/PermissionSet>)/, others.map(objectBlock).join(''))
}

const fieldBlock = (field: string): string => `    <fieldPermissions>
        <editable>false</editable>
        <field>${field}</field>
        <readable>true</readable>
    </fieldPermissions>
`

const objectBlock = (object: string): string => `    <objectPermissions>
        <allowCreate>false</allowCreate>
        <allowDelete>false</allowDelete>
        <allowEdit>false</allowEdit>
        <allowRead>true</allowRead>
        <modifyAllRecords>false</modifyAllRecords>
        <object>${object}</object>
        <viewAllRecords>true</viewAllRecords>
    </objectPermissions>
`
