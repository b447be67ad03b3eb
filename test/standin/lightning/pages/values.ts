import { html } from 'hono/html'
import type { SObject } from '../../data/record.ts'
import type { StandInOrg } from '../../org.ts'
import type { Field, ObjectType } from '../../schema/field.ts'
import type { Html } from './layout.ts'

const good = new Set(['Closed', 'Closed Won', 'Completed', 'Activated', 'Sent', 'delivered'])
const bad = new Set(['Closed Lost', 'Bounced', 'Not Sent', 'Cancelled', 'failed'])
const statusFields = new Set(['Status', 'StageName', 'Status__c'])

/** A state as a coloured badge. */
export const badge = (state: string): Html =>
  html`<span class="slds-badge ${good.has(state) ? 'slds-theme_success' : bad.has(state) ? 'slds-theme_error' : ''}"
    >${state}</span
  >`

/** A moment in UTC, to the second. */
export const moment = (at: Date | string): Html => {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`
}

/** The page of a record. */
export const recordUrl = (object: string, id: string): string => `/lightning/r/${object}/${id}/view`

/** What a record is called; a case by its number. */
export const nameOf = (record: SObject): string =>
  String(record.CaseNumber ?? record.Name ?? record.ContractNumber ?? record.OrderNumber ?? record.Id)

/** A field's value for people to read; references become links with the name of the record. */
export function shown(org: StandInOrg, field: Field, value: unknown): Html | string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (field.type === 'datetime') return moment(String(value))
  if (field.type === 'currency') return Number(value).toLocaleString('en', { minimumFractionDigits: 2 })
  if (statusFields.has(field.name)) return badge(String(value))
  if (field.type === 'reference') return reference(org, String(value))
  if (field.type === 'url' && /^https?:\/\//.test(String(value)))
    return html`<a href="${String(value)}">${String(value)}</a>`
  return String(value)
}

function reference(org: StandInOrg, id: string): Html | string {
  const type = org.schema.ofId(id)
  const record = type && org.read(type.name, id)
  if (!type || !record) return html`<code>${id}</code>`
  const name = nameOf(record)
  return type.name === 'User' || type.name === 'Group' ? name : html`<a href="${recordUrl(type.name, id)}">${name}</a>`
}

/** Those of the named fields that this org has. */
export const fieldsOf = (type: ObjectType, names: string[]): Field[] =>
  names.flatMap((name) => type.fields.get(name) ?? [])

/** A field's label; a reference is called what it leads to. */
export const labelOf = ({ label, type }: Field): string => (type === 'reference' ? label.replace(/ ID$/, '') : label)
