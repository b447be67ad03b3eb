import type { Check } from '../../../scripts/org/doctor/check.ts'

const right = (id: string, title: string, detail: string) => ({ id, ok: true, title, detail, next: '' })

/** What a doctor may have found: most is right, one profile cannot send messages, one thing could not be seen. */
export const doctorChecks: Check[] = [
  right('login.integration', 'The bridge can log in to Salesforce', 'as survey.integration@example.com'),
  right('package.components', 'The package is deployed and complete', '214 components'),
  right('access.fields', 'It may read and write every field that is used', '63 fields'),
  right('credential.principal', 'Its secret is filled in', 'principal Bridge'),
  right('trigger.endpoint', 'The messages go to this bridge', 'this bridge takes them'),
  right('trigger.flow-active', 'The newest version of each flow is active', 'all are'),
  {
    id: 'people.outbound',
    ok: false,
    title: 'What agents do sends messages',
    detail: 'cases that these people close are never surveyed: Support (ada@example.com)',
    next: 'Setup › Profiles › Support › General User Permissions › Send Outbound Messages: on',
  },
  right('write.dead', 'No write is dead', 'none'),
  {
    id: 'write.quota',
    ok: null,
    title: 'API calls are left today',
    detail: 'could not be seen: the session may not read limits',
    next: 'Give the user who runs doctor View Setup and Configuration, then run it again',
  },
]
