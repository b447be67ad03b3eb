import { seeded } from '../faults.ts'

/** The steps of a mail as the server sees them; an org is known from AUTH on, so `connect` strikes there. */
export type MailStep = 'connect' | 'mail' | 'rcpt' | 'data' | 'body'

/** What goes wrong with an org's mail, on demand. */
export type MailFault = {
  at: MailStep
  do: 'drop' | 'refuse' | 'slow'
  /** 1 unless told. */
  times?: number | 'always'
  /** SMTP reply of `refuse`; 451 unless told. */
  code?: number
  message?: string
  /** Real time `slow` waits before it goes on as if nothing were. */
  delayMs?: number
  /** Dropped after the body: whether the mail arrived all the same (it did unless told). */
  kept?: boolean
  /** Only mail to addresses that hold this text; looked at from RCPT on. */
  to?: string
  /** Strikes this share of the steps, from a seeded sequence. */
  probability?: number
  seed?: number
}
type Armed = { fault: MailFault; fired: number; random: () => number }

/** The faults one org has armed. */
export class MailFaults {
  #armed: Armed[] = []

  set(faults: MailFault[]): void {
    this.#armed = faults.map((fault) => ({ fault: { ...fault }, fired: 0, random: seeded(fault.seed ?? 1) }))
  }

  list(): (MailFault & { fired: number })[] {
    return this.#armed.map(({ fault, fired }) => ({ ...fault, fired }))
  }

  /** The fault that strikes at this step, counted as used. */
  take(at: MailStep, recipients: string[]): MailFault | undefined {
    const hit = this.#armed.find(({ fault, random }) => {
      const { at: armedAt, times = 1, to, probability = 1 } = fault
      if (armedAt !== at || times === 0) return false
      if (to && !recipients.some((address) => address.includes(to))) return false
      return probability >= 1 || random() < probability
    })
    if (!hit) return undefined
    hit.fired++
    if (hit.fault.times !== 'always') hit.fault.times = (hit.fault.times ?? 1) - 1
    return hit.fault
  }
}
