import { bad, check, good, unknown, type Check, type Verdict } from '../check.ts'
import type { BridgeFacts, Facts } from '../facts.ts'

/** Automatic writes wait above this share of the day's API calls (`connection_api_budget`). */
const quotaShare = 0.8

/** The way back: what customers answered reaches Salesforce. */
export const write = (facts: Facts): Check[] => [
  check('write.dead', 'No write is dead', facts.bridge, ({ writes }) =>
    none(
      writes['dead'],
      'writes that Salesforce refused',
      'See each in writes?state=dead, mend what it says, then POST writes/replay',
    ),
  ),
  check('write.unknown', 'The fate of every mail is known', facts.bridge, ({ sends }) =>
    none(
      sends['unknown'],
      'mails of unknown fate',
      'See sends?state=unknown; POST invitations/:id/resend, or wait for a sign',
    ),
  ),
  check('write.held', 'No mass of invitations is held', facts.bridge, ({ invitations }) =>
    none(invitations['Held'], 'invitations are held', 'POST programs/:name/held with {"approve": true} or false'),
  ),
  check('write.last', 'Salesforce was written to', facts.bridge, last),
  check('write.quota', 'API calls are left today', facts.quota, quota),
]

const none = (count: number | undefined, what: string, next: string): Verdict =>
  count ? bad(`${count} ${what}`, next) : good('none')

function last({ connections, writes }: BridgeFacts): Verdict {
  const at = connections.find(({ name }) => name === 'salesforce')?.lastSuccessAt
  const waiting = (writes['waiting'] ?? 0) + (writes['in_flight'] ?? 0)
  const rest = waiting > 0 ? `; ${waiting} writes wait` : ''
  return at
    ? good(`last call at ${at}${rest}`)
    : unknown(`no call yet${rest}`, 'Close a test case and answer its survey.')
}

function quota({ used, limit }: { used: number; limit: number }): Verdict {
  const share = limit === 0 ? 1 : used / limit
  const detail = `${used} of ${limit} used in the last 24 hours (${Math.round(share * 100)} %)`
  return share < quotaShare
    ? good(detail)
    : bad(
        detail,
        'Find who else calls (Setup › API Usage), ask Salesforce for more, or wait: automatic writes rest above 80 %.',
      )
}
