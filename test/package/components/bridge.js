/** What `SurveyBridgeController.status` answers when all is well. */
export const aStatus = (more = {}) => ({
  version: '1.2.3',
  now: '2026-11-20T10:00:00.000Z',
  programs: [
    { name: 'case-closed', object: 'Case', survey: 'case-csat', mode: 'live', by: 'email', notSent: 'latest' },
    { name: 'case-reopened', object: 'Case', survey: 'case-csat', mode: 'watch', by: 'email', notSent: 'none' },
    { name: 'case-old', object: 'Case', survey: 'case-csat', mode: 'off', by: 'email', notSent: 'none' },
    {
      name: 'opportunity-won',
      object: 'Opportunity',
      survey: 'purchase-nps',
      mode: 'test',
      by: 'link',
      notSent: 'records',
    },
  ],
  connections: [
    { name: 'salesforce', app: 'salesforce', state: 'open', message: null },
    { name: 'mail', app: 'smtp', state: 'open', message: null },
  ],
  work: { waiting: 3, dead: 0, unknown: 0, held: 0, lastWriteAt: '2026-11-20T09:58:00.000Z' },
  alerts: [],
  month: { invitations: 1200, responses: 310, rows: 2140, megabytes: 4.3 },
  doctor: null,
  ...more,
})

export const aCheck = (more = {}) => ({
  id: 'login.jwt',
  ok: true,
  title: 'The bridge signs in',
  detail: 'as integration@example.com',
  next: '',
  ...more,
})
