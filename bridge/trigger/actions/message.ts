import * as z from 'zod'
import { fail, ok, type Failure, type Result } from '../../core/failures.ts'
import { id18 } from '../../core/salesforce/record-id.ts'
import { apiName, documentName } from '../../definitions/common.ts'
import { printableId, recordId } from '../events/message.ts'
import { firstProblem, readJson } from '../door/json.ts'

/** A wish about a record: ask its customer, or open the survey to fill it in with them. */
export type Wish = { id: string; do: 'send' | 'interview'; program: string; object: string; recordId: string }
/** What is to become of an invitation that stands. `link`: a link of its own, for an agent to hand over or to fill in. */
export type OfInvitation = { id: string; do: 'resend' | 'cancel' | 'link'; invitation: string }
/** What a person in Salesforce pressed. The same id is the same press, however often it arrives. */
export type Action = Wish | OfInvitation

export type ActionMessage = { organizationId: string; userId: string; actions: Action[] }

/** What became of one action. `message` is for the person who pressed. */
export type ActionResult =
  | { id: string; ok: true; message: string; invitation: string; url?: string }
  | { id: string; ok: false; code: string; message: string; askAgainAt?: string }

export const mostActions = 200 // what Salesforce hands to one invocable action

const ofInvitation = 'this action needs invitation, the Invitation_Key__c'
const ofRecord = 'this action needs program, object and recordId'

/** Apex writes null for what it leaves out. */
const given = z.strictObject({
  id: printableId,
  do: z.enum(['send', 'interview', 'resend', 'cancel', 'link']),
  program: documentName.nullish(),
  object: apiName.nullish(),
  recordId: recordId.nullish(),
  invitation: z
    .string()
    .regex(/^[\w-]{27}$/, 'an Invitation_Key__c')
    .nullish(),
})

const action = given.transform((read, context): Action => {
  const { id, do: what, program, object, recordId, invitation } = read
  if (what !== 'send' && invitation) return { id, do: what === 'interview' ? 'link' : what, invitation }
  const isWish = what === 'send' || what === 'interview'
  if (isWish && program && object && recordId) return { id, do: what, program, object, recordId: id18(recordId) }
  context.addIssue(isWish ? ofRecord : ofInvitation)
  return z.NEVER
})

/** The shape as it is sent, for `/openapi.json`. */
export const actionMessageInput = z.strictObject({
  organizationId: recordId,
  userId: recordId,
  actions: z.array(given).min(1).max(mostActions),
})
const actionMessage = actionMessageInput.extend({ actions: z.array(action).min(1).max(mostActions) })

/** Reads what `POST /actions` takes. One action that is wrong refuses all. */
export function parseActionMessage(text: string): Result<ActionMessage, Extract<Failure, { code: 'malformed' }>> {
  const json = readJson(text)
  if (!json.ok) return json
  const read = actionMessage.safeParse(json.value)
  if (!read.success) return fail({ code: 'malformed', detail: firstProblem(read.error) })
  const { organizationId, userId, actions } = read.data
  return ok({ organizationId, userId: id18(userId), actions })
}
