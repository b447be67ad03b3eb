import type { ObjectType } from '../../schema/field.ts'
import { endOfTerm, moment } from '../dates.ts'
import type { Row } from '../record.ts'
import type { Transaction } from '../transaction.ts'
import { linkPerson, syncPrimaryContact } from './linked.ts'

type Derivation = (after: Row, before: Row | null, tx: Transaction) => void

const fullName = (row: Row): void => {
  row['Name'] = [row['FirstName'], row['LastName']].filter(Boolean).join(' ')
}

/** What Salesforce fills in itself when a record of a standard object is saved. */
const derivations: Record<string, Derivation> = {
  Contact: fullName,
  Lead: fullName,
  User: fullName,
  Individual: fullName,
  Account(row) {
    if (!row['LastName']) return
    fullName(row)
    row['IsPersonAccount'] = true
  },
  Case(row, before, tx) {
    row['IsClosed'] = row['Status'] === 'Closed'
    if (!row['IsClosed']) row['ClosedDate'] = null
    else if (!before?.['IsClosed']) row['ClosedDate'] = moment(tx.now)
    if (!before && !row['AccountId']) row['AccountId'] = parentField(tx, row['ContactId'], 'AccountId')
  },
  Opportunity(row, before, tx) {
    row['IsWon'] = row['StageName'] === 'Closed Won'
    row['IsClosed'] = row['IsWon'] || row['StageName'] === 'Closed Lost'
    if (before && before['StageName'] !== row['StageName']) row['LastStageChangeDate'] = moment(tx.now)
  },
  Order: activate,
  Contract(row, before, tx) {
    activate(row, before, tx)
    const { StartDate: start, ContractTerm: term } = row
    row['EndDate'] = typeof start === 'string' && typeof term === 'number' ? endOfTerm(start, term) : null
  },
  Task(row) {
    row['IsClosed'] = row['Status'] === 'Completed'
  },
}

const statusCodes: Record<string, string> = { 'In Approval Process': 'InApproval', Cancelled: 'Terminated' }

function activate(row: Row, before: Row | null, tx: Transaction): void {
  const status = String(row['Status'])
  row['StatusCode'] = statusCodes[status] ?? status
  const wasActivated = before?.['Status'] === 'Activated'
  if (status === 'Activated' && !wasActivated) {
    row['ActivatedDate'] = moment(tx.now)
    row['ActivatedById'] = tx.origin.user.id
  } else if (status === 'Draft') {
    row['ActivatedDate'] = null
    row['ActivatedById'] = null
  }
}

const parentField = (tx: Transaction, id: Row[string] | undefined, field: string) => {
  const type = typeof id === 'string' && tx.engine.schema.ofId(id)
  return (type && tx.engine.store.read(type, String(id))?.[field]) || null
}

/** Fills in the fields nobody may write, automatic numbers included. */
export function derive(tx: Transaction, type: ObjectType, after: Row, before: Row | null): void {
  derivations[type.name]?.(after, before, tx)
  for (const field of before ? [] : type.fields.values()) {
    if (field.autoNumber !== null) after[field.name] = nextNumber(tx, `${type.name}.${field.name}`, field.autoNumber)
  }
}

/** `R-{0000}` counts R-0001, R-0002, …. */
function nextNumber(tx: Transaction, counter: string, format: string): string {
  const { store } = tx.engine
  const next = Number(store.setting(counter, () => '1000')) + 1
  store.keep(counter, String(next))
  return format.replace(/\{(0+)\}/, (_, zeros: string) => String(next).padStart(zeros.length, '0'))
}

/** Other records that a save changes with it. */
export function afterSave(tx: Transaction, type: ObjectType, after: Row, before: Row | null): void {
  if (type.name === 'OpportunityContactRole' || type.name === 'Opportunity') syncPrimaryContact(tx, type, after, before)
  if (type.name === 'Account' && after['IsPersonAccount']) linkPerson(tx, after)
}
