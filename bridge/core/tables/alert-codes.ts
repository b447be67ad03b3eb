/** What is to be done about an alert. `failed`: the org does not do its work until somebody acts; `degraded`: it goes on. */
type AlertKind = { severity: 'failed' | 'degraded'; means: string; next: string }

/** Every alert the bridge can raise. Codes are never reworded once released; the operator's page in README.md names each of them. */
export const alertCodes = {
  connection_stopped: {
    severity: 'failed',
    means: 'Salesforce or the mail server refuses the login. Nothing is lost; what needs this connection waits.',
    next: 'Mend the login as the alert says (certificate, user, password), then `connections/:name/reconnect`.',
  },
  connection_failing: {
    severity: 'degraded',
    means: 'Several calls in a row failed. The connection tries one row at a time until the outage is over.',
    next: 'Look at the status page of the app. It goes on by itself.',
  },
  connection_quota: {
    severity: 'degraded',
    means: 'The app refused for a limit of its own: API calls, mails of the day, or a full storage.',
    next: 'Free or buy what is used up, or wait until the window moves. It is tried again every half hour.',
  },
  connection_api_budget: {
    severity: 'degraded',
    means: 'Four fifths of the daily API calls are used, by whomever. Automatic writes wait.',
    next: 'Find who else uses the calls, ask Salesforce for more, or wait until the 24-hour window moves.',
  },
  lane_failed: {
    severity: 'failed',
    means: 'A bug of the bridge: a piece of its own work failed, and is tried again every minute. The rest goes on.',
    next: 'Take the log line `lane` of that minute and report it. Roll back if it began with an upgrade.',
  },
  plan_failed: {
    severity: 'failed',
    means:
      'A bug of the bridge: what follows in Salesforce from a change could not be worked out. It is tried again every 10 minutes.',
    next: 'Take the log line `plan` of that minute and report it. Nothing is lost meanwhile.',
  },
  mapping_problem: {
    severity: 'degraded',
    means: 'A transform of a mapping could not be done: its field is left as it was, the rest of the row is written.',
    next: 'Correct the transform the alert names and publish the mapping; that closes it.',
  },
  read_refused: {
    severity: 'degraded',
    means: 'Salesforce refuses to show fields that a program asks for. Its decisions wait.',
    next: 'Give the integration user access to the fields the alert names, or take them out of the program.',
  },
  not_rendered: {
    severity: 'degraded',
    means: 'A mail text of a program could not be filled in. Its mails are not sent.',
    next: "Correct the program's texts and publish it.",
  },
  send_unknown: {
    severity: 'degraded',
    means: 'Nobody can say whether a mail left. It is never repeated by itself.',
    next: '`invitations/:id/resend`, or wait: an opening, an answer or a delivery notice closes it.',
  },
  message_unreadable: {
    severity: 'degraded',
    means: 'A message came with the right key and could not be read. It was not acknowledged.',
    next: 'Look at Outbound Messages in Setup, or at the flow that sends events; check who else has the address.',
  },
  message_too_large: {
    severity: 'degraded',
    means: 'A message was larger than the bridge takes. It was not acknowledged.',
    next: 'Take long text fields that no program uses out of the outbound message.',
  },
  event_stale: {
    severity: 'degraded',
    means: 'An event was sent long after, or before, the time it names.',
    next: "Send events at once; check the sender's clock.",
  },
  wrong_org: {
    severity: 'degraded',
    means: "Another organization sent to this org's address; often a sandbox refreshed from production.",
    next: 'Connect that org for itself and deploy its triggers with its own address.',
  },
  retention_dead: {
    severity: 'degraded',
    means:
      'Dead writes belong to invitations whose retention ends soon: they go then, with answers Salesforce may never have got.',
    next: 'Mend and `writes/replay` them, or `writes/dismiss` them, before the day the alert names.',
  },
  erasure_failed: {
    severity: 'failed',
    means: "Salesforce refused to delete records of a person who was erased. The bridge's own data is gone.",
    next: 'Look at the dead write the alert names, mend what it says, then `writes/replay`.',
  },
  storage_nearly_full: {
    severity: 'degraded',
    means: "The org's object uses more than four fifths of its storage. When it is full nothing new is accepted.",
    next: 'Shorten the retention in the settings; see what grows with `/metrics`.',
  },
  restored: {
    severity: 'failed',
    means: 'The operator set the org back to an earlier time. Its mail is stopped until somebody has looked.',
    next: 'Compare what is queued with Salesforce, repeat erasures and revocations made since, then reconnect `mail`.',
  },
} as const satisfies Record<string, AlertKind>

export type AlertCode = keyof typeof alertCodes
