/**
 * Workers Paid, beyond what the plan includes, in US dollars. Read on 21 November 2026; per million unless the name says otherwise.
 * Sources: developers.cloudflare.com/workers/platform/pricing/ · developers.cloudflare.com/durable-objects/platform/pricing/ ·
 * developers.cloudflare.com/email-service/platform/limits/
 */
export const prices = {
  workerRequests: 0.3,
  workerCpuMs: 0.02,
  objectRequests: 0.15,
  gigabyteSeconds: 12.5,
  rowsRead: 0.001,
  rowsWritten: 1,
  storedGigabyteMonth: 0.2, // of one gigabyte
  mail: 350, // $0.35 a thousand by Cloudflare; nothing by an SMTP server of one's own
}

/** What the plan ($5 a month) includes each month. */
export const included = {
  workerRequests: 10e6,
  workerCpuMs: 30e6,
  objectRequests: 1e6,
  gigabyteSeconds: 400_000,
  rowsRead: 25e9,
  rowsWritten: 50e6,
}

export const names: Record<keyof typeof included, string> = {
  workerRequests: 'requests to the Worker',
  workerCpuMs: 'CPU of the Worker, ms',
  objectRequests: 'calls and alarms of objects',
  gigabyteSeconds: 'GB-seconds of objects',
  rowsRead: 'rows read',
  rowsWritten: 'rows written',
}

/** Of one survey, from the event to the answer in Salesforce. */
export type Usage = Record<keyof typeof included, number> & { storedBytes: number }

export type Line = {
  what: keyof typeof included
  each: number
  perThousand: number
  dollars: number
  freeSurveys: number
}

/** What 1,000 surveys use and cost beyond the plan, and how many a month the plan itself holds. */
export const linesOf = (usage: Usage): Line[] =>
  (Object.keys(included) as (keyof typeof included)[]).map((what) => ({
    what,
    each: usage[what],
    perThousand: usage[what] * 1_000,
    dollars: (usage[what] * 1_000 * prices[what]) / 1e6,
    freeSurveys: included[what] / usage[what],
  }))

/** Keeping 1,000 surveys for a month. */
export const storageDollars = ({ storedBytes }: Usage): number =>
  (storedBytes * 1_000 * prices.storedGigabyteMonth) / 1e9
