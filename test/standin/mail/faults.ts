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
}

/** The faults one org has armed. */
export class MailFaults {
  #armed: MailFault[] = []

  set(faults: MailFault[]): void {
    this.#armed = faults.map((fault) => ({ ...fault }))
  }

  list(): MailFault[] {
    return this.#armed
  }

  /** The fault that strikes at this step, counted as used. */
  take(at: MailStep, recipients: string[]): MailFault | undefined {
    const fault = this.#armed.find(
      ({ at: armedAt, times = 1, to }) =>
        armedAt === at && times !== 0 && (!to || recipients.some((address) => address.includes(to))),
    )
    if (fault && fault.times !== 'always') fault.times = (fault.times ?? 1) - 1
    return fault
  }
}
