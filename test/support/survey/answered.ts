import { makeKeys } from '../../../bridge/core/keys.ts'
import { defaultDocuments } from '../../../bridge/definitions/defaults/documents.ts'
import { openLibrary, publish } from '../../../bridge/definitions/library.ts'
import { settings } from '../../../bridge/definitions/settings.ts'
import type { Invitation } from '../../../bridge/invitation/invitations.ts'
import type { OrgRow } from '../../../bridge/org/tables/org-row.ts'
import { planUpdate } from '../../../bridge/org/writes/own-updates.ts'
import { findSubjects } from '../../../bridge/org/writes/mapping-context.ts'
import { plannedWrites } from '../../../bridge/org/writes/planned-writes.ts'
import { rowRenderer } from '../../../bridge/org/writes/render-write.ts'
import { storeAnswer } from '../../../bridge/survey/respond.ts'
import type { ActionEvent } from '../../../bridge/write-back/plan.ts'
import type { NewWrite } from '../../../bridge/write-back/writes.ts'
import type { PlanUpdate } from '../../../bridge/write-back/deliver/updates.ts'
import { aSubmission } from './responses.ts'
import { aSentMail } from '../mail/sends.ts'
import type { Payload } from './surveys.ts'
import type { WriteBack } from '../write-back.ts'

const keys = makeKeys([Buffer.alloc(32, 7)])

/** An org that objects without one are lent. */
export const anOrgRow: OrgRow = {
  orgId: '00D000000000001',
  orgKey: 'abcdefghijklmnop',
  name: 'Example',
  isSandbox: false,
  baseUrl: 'https://bridge.example',
  integrationUserId: null,
  generation: 1,
  settings: settings.parse({}),
  connectedAt: new Date('2026-11-01T00:00:00Z'),
}

/** From here on rows are what the default mappings make of the tables. */
export function renderDefaults(leg: WriteBack, ...more: Parameters<typeof publish>[1]): void {
  leg.commit((sql, now) => publish(sql, [...defaultDocuments(), ...more], now))
  leg.render = rowRenderer(keys, anOrgRow)
}

export const ownUpdate: PlanUpdate = (sql, write) => planUpdate(sql, keys, anOrgRow, write)

/** An invitation that was mailed, about these records. Gives the ids and the keys of its writes. */
export function anInvitation(leg: WriteBack, given: { records?: Invitation['records']; email?: string } = {}) {
  const { invitationId, ref, email } = aSentMail(leg.sql, given)
  leg.sql.exec(
    'UPDATE invitations SET records_json = ?2 WHERE id = ?1',
    invitationId,
    JSON.stringify(given.records ?? {}),
  )
  return {
    invitationId,
    ref,
    email,
    invitation: `${invitationId}|survey-invitation`,
    response: `${invitationId}|survey-response`,
    answer: (question: string) => `${invitationId}|survey-answers#${question}`,
  }
}
export type Asked = ReturnType<typeof anInvitation>

/** What is to be written after a change. */
export function planned(leg: WriteBack, invitationId: string, event: ActionEvent): NewWrite[] {
  const library = openLibrary(leg.sql)
  return plannedWrites(leg.sql, library, findSubjects(leg.sql, library, [invitationId]), { invitationId, event })
}

/** Salesforce is to be told of the invitation. */
export const mirrors = (leg: WriteBack, { invitationId }: Asked): void =>
  leg.ask(...planned(leg, invitationId, 'invitation.changed'))

/** The customer answers, and what follows is planned. */
export function answers(
  leg: WriteBack,
  { ref, invitationId }: Asked,
  given: Payload = { csat: '5', comment: 'Fine.' },
) {
  const stored = leg.commit((sql, now) => storeAnswer(sql, ref, aSubmission(given), now))
  if (!stored.ok || stored.value.answered.errors.length > 0) throw new Error(JSON.stringify(stored))
  leg.ask(...planned(leg, invitationId, 'response.completed'))
}
