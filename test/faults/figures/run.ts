import type { Violation } from '../history/check.ts'

/** What one run was and what came of it. */
export type Run = {
  violations: Violation[]
  fired: Record<string, number>
  calls: number // to Salesforce and the mail server, and of the object
  closes: number
  mails: number
  answers: number
  unknownListed: number
  dead: number
  hours: number
}

declare module 'vitest' {
  interface ProvidedContext {
    faults: { seeds: number[]; kinds: string; figuresUrl: string }
  }
}
