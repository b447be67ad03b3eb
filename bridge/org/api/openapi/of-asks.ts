import * as z from 'zod'

const text = z.string()
const textOrNull = text.nullable()
const count = z.int32()
const at = z.string().meta({ format: 'date-time' })
const atOrNull = at.nullable()
const values = z.record(text, z.unknown())

/** What the API shows of an event, an ask and a write; `rows` of the lists. */
export function askShapes() {
  const Invitation = z.object(invitation())
  const Response = z.object({
    id: text.describe('Of its invitation'),
    state: z.enum(['partial', 'completed']),
    version: count,
    answers: values,
    language: text,
    viaAgent: z.boolean(),
    isBot: z.boolean(),
    seconds: count.nullable(),
    startedAt: at,
    submittedAt: atOrNull,
  })
  const Send = z.object({
    id: text,
    invitationId: text,
    kind: z.enum(['invite', 'reminder']),
    connection: text,
    state: z.enum(['waiting', 'in_flight', 'sent', 'refused', 'unknown']),
    providerId: textOrNull,
    code: textOrNull,
    settledBy: textOrNull,
    createdAt: at,
    endedAt: atOrNull,
    invitation: z.object({ id: text, program: text, object: text, recordId: text, status: text }).nullable(),
  })
  const Write = z.object(write())
  const Ask = z.object({ ...invitation(), response: Response.nullable(), sends: z.array(Send), writes: z.array(Write) })
  return { Notification: notification(), Invitation, Response, Send, Write, Ask }
}

const notification = () =>
  z.object({
    id: text,
    object: text,
    recordId: text,
    fields: values.nullable(),
    note: textOrNull,
    receivedAt: at,
    decided: z.boolean(),
    decisions: z.array(
      z.object({
        program: text,
        programVersion: count,
        outcome: text,
        reason: text,
        askAgainAt: atOrNull,
        invitationId: textOrNull,
        decidedAt: at,
      }),
    ),
  })

const invitation = () => ({
  id: text,
  program: text,
  programVersion: count,
  survey: text,
  surveyVersion: count,
  notificationId: text,
  object: text,
  recordId: text,
  occasion: text,
  channel: text,
  language: textOrNull,
  recipient: z.object({ person: textOrNull, email: textOrNull, name: textOrNull }),
  records: z.record(text, text),
  status: text,
  reason: textOrNull,
  askAgainAt: atOrNull,
  isTest: z.boolean(),
  askedBy: textOrNull.describe('Id of the user who asked for it; null: an event did'),
  step: textOrNull,
  dueAt: atOrNull,
  reminders: count,
  askedAt: at,
  sentAt: atOrNull,
  openedAt: atOrNull,
  completedAt: atOrNull,
  expiresAt: at,
})

const write = () => ({
  key: text,
  connection: text,
  mapping: text,
  operation: text,
  subjectKind: text,
  subjectId: text,
  parentKey: textOrNull,
  depth: count,
  state: z.enum(['waiting', 'in_flight', 'done', 'dead', 'dismissed']),
  dueAt: atOrNull,
  attempts: count,
  lookups: z.record(text, textOrNull),
  recordId: textOrNull,
  error: z
    .object({ kind: text, status: text, message: text, field: textOrNull, value: textOrNull, hint: text })
    .nullable(),
  createdAt: at,
  suspectUntil: atOrNull,
  endedAt: atOrNull,
  tries: z.array(z.object({ at, outcome: text, status: textOrNull })),
})
