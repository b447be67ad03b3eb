import type { Rule } from '../history/check.ts'

/** A mistake somebody could make, and what the harness has to say of it. `kinds`: the faults under which it shows. */
export type Bug = { name: string; file: string; from: string; to: string; kinds: string; caughtAs: Rule; of: string }

export const bugs: Bug[] = [
  {
    name: 'acknowledged before it is stored',
    file: 'bridge/trigger/route.ts',
    from: 'const stored = await org.accept(door, generation, notifications)',
    to: 'org.accept(door, generation, notifications).catch(() => {})\n  const stored = ok(null)',
    kinds: 'overloaded|lost before|begin:accept|cannot store a message',
    caughtAs: 'lost',
    of: 'notification',
  },
  {
    name: 'dedupe of notifications removed',
    file: 'bridge/trigger/accept.ts',
    from: 'SELECT value ->> 0,',
    to: "SELECT value ->> 0 || '-' || hex(randomblob(4)),",
    kinds: 'five times|lost on its way back|end:accept',
    caughtAs: 'phantom',
    of: 'notification',
  },
  {
    name: 'dedupe of invitations removed',
    file: 'bridge/invitation/decide/occasion.ts',
    from: 'text : at.toISOString()',
    to: 'text : `${at.toISOString()} ${Math.random()}`',
    kinds: 'five times|lost on its way back|end:accept',
    caughtAs: 'doubled',
    of: 'invitation',
  },
  {
    name: 'retry of a write without its key',
    file: 'bridge/write-back/deliver.ts',
    from: 'else claimed.push({ write, row: rendered.value })',
    to: `else {
      const row = rendered.value
      const key = write.suspectUntil === null ? row.fields[row.key] : crypto.randomUUID().slice(0, 27)
      claimed.push({ write, row: { ...row, fields: { ...row.fields, [row.key]: key } } })
    }`,
    kinds: 'reply is|commits late|after:upsert|hangs',
    caughtAs: 'phantom', // its key is one that nobody planned
    of: 'Survey_Invitation__c',
  },
  {
    name: 'an error nobody classed',
    file: 'bridge/apps/salesforce/errors/catalogue.ts',
    from: "codes: ['UNABLE_TO_LOCK_ROW'],",
    to: "codes: ['NEVER_LOCKED'],",
    kinds: 'locked row|UNABLE_TO_LOCK_ROW',
    caughtAs: 'misjudged',
    of: 'write',
  },
  {
    name: 'no filter by org at the edge',
    file: 'bridge/trigger/door/hand-over.ts',
    from: 'return orgKeyOf(organizationId) === at.orgKey',
    to: 'return orgKeyOf(organizationId) !== at.door',
    kinds: 'another org',
    caughtAs: 'phantom',
    of: 'notification',
  },
  {
    name: 'no filter by org at sign-in',
    file: 'bridge/apps/salesforce/token.ts',
    from: 'if (organizationId.slice(0, 15) !== orgId15) return',
    to: 'if (organizationId.slice(0, 15) === orgId15.slice(1)) return',
    kinds: 'token is of another org',
    caughtAs: 'misjudged',
    of: 'connection',
  },
]
