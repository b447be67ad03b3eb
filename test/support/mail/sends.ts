import { newRef } from '../../../bridge/core/keys.ts'
import { insertInvitation, type NewInvitation } from '../../../bridge/invitation/invitations.ts'

type Given = {
  person?: string
  email?: string
  status?: NewInvitation['status']
  state?: 'in_flight' | 'sent' | 'unknown' | 'waiting'
  kind?: 'invite' | 'reminder'
}
let count = 0

/** An invitation with one mail; each has a person of its own unless told. */
export function aSentMail(sql: SqlStorage, given: Given = {}) {
  const n = String(++count)
  const asked = new Date('2026-11-20T10:00:00Z')
  const invitationId = `invitation-${n}`
  const email = given.email ?? `p${n}@example.com`
  insertInvitation(sql, {
    id: invitationId,
    program: 'case-closed',
    programVersion: 1,
    survey: 'case-csat',
    surveyVersion: 1,
    notificationId: `04l${n}`,
    object: 'Case',
    recordId: `500${n.padStart(12, '0')}AAA`,
    occasion: '2026-11-20',
    channel: 'email',
    language: 'fr',
    recipient: { person: given.person ?? `003${n.padStart(12, '0')}AAA`, email, name: 'Zoé' },
    records: {},
    fields: {},
    status: given.status ?? 'Sent',
    reason: null,
    askAgainAt: null,
    isTest: false,
    askedBy: null,
    step: 'remind',
    dueAt: new Date('2030-01-01T00:00:00Z'),
    askedAt: asked,
    expiresAt: new Date('2030-02-01T00:00:00Z'),
  })
  return { invitationId, email, ...aSend(sql, invitationId, given) }
}

/** One more mail of an invitation. */
export function aSend(sql: SqlStorage, invitationId: string, { state = 'sent', kind = 'invite' }: Given = {}) {
  const ref = newRef()
  const sendId = crypto.randomUUID()
  const providerId = state === 'sent' ? `${sendId}@example.com` : null
  sql.exec(
    'INSERT INTO links (ref, invitation_id, kind, created_at) VALUES (?1, ?2, ?3, 0)',
    ref,
    invitationId,
    kind === 'reminder' ? 'reminder' : 'mail',
  )
  sql.exec(
    `INSERT INTO sends (id, invitation_id, kind, connection, ref, state, provider_id, created_at)
     VALUES (?1, ?2, ?3, 'mail', ?4, ?5, ?6, 0)`,
    sendId,
    invitationId,
    kind,
    ref,
    state,
    providerId,
  )
  return { ref, sendId, providerId }
}
