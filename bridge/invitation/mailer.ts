/** One mail, ready to leave. Recipients one by one; no header is ever built from parts of our own. */
export type Mail = {
  to: string
  subject: string
  html: string
  text: string
  language: 'en' | 'fr'
  /** https address that unsubscribes on POST (RFC 8058) and shows a button on GET. */
  unsubscribeUrl: string
  /** Becomes `X-Survey-Send`: lets a bounce be matched to its send when the Message-ID is lost. */
  sendId: string
}

/** `unknown`: nobody can say whether it left; never repeated by itself. `again`: a later try may succeed. */
export type SendResult =
  | { state: 'sent'; providerId: string }
  | { state: 'refused'; code: string; again: boolean; of: 'recipient' | 'connection' }
  | { state: 'unknown'; code: string }

export interface Mailer {
  /** Never throws. */
  send(mail: Mail): Promise<SendResult>
}

/** What a mail provider told us later about a send. */
export type DeliveryEvent = {
  kind: 'delivered' | 'deferred' | 'bounced' | 'complained' | 'unsubscribed'
  /** Of a bounce: true when the address itself is at fault and is not written to again; absent means true. */
  hard?: boolean
  providerId: string | null // the Message-ID without angle brackets, or the provider's id
  sendId: string | null
  email: string | null
}
