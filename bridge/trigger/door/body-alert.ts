import type { Failure, NewAlert } from '../../core/failures.ts'

/** What a person should hear about a message that came with the right key and was not taken. Null: nothing to tell. */
export function bodyAlert(hash: string, failure: Failure): NewAlert | null {
  switch (failure.code) {
    case 'malformed':
      // Salesforce repeats the same body for a day: one alert.
      return {
        id: `message_unreadable|${hash.slice(0, 16)}`,
        code: 'message_unreadable',
        detail: `A message could not be read (${failure.detail}) and was not taken. Look at Outbound Messages in Salesforce Setup, or at the flow that sends events, and check that nobody else has the address.`,
      }
    case 'too_large':
      return {
        id: 'message_too_large',
        code: 'message_too_large',
        detail: `A message over ${Math.floor(failure.limit / 1_000_000)} MB was not taken. Take long text fields out of it: only fields that programs use are needed.`,
      }
    case 'stale':
      return {
        id: 'event_stale',
        code: 'event_stale',
        detail: `An event was not taken: ${failure.detail}. Send each event at once, and check the sender's clock.`,
      }
    default:
      return null
  }
}

/** A refreshed sandbox that still holds production's address is the usual cause. */
export const wrongOrgAlert = (organizationId: string): NewAlert => ({
  id: `wrong_org|${organizationId.slice(0, 15)}`,
  code: 'wrong_org',
  detail: `Organization ${organizationId} sent a message to this org's address; it was not taken. Connect that org for itself and set up its triggers again.`,
})
