import PostalMime from 'postal-mime'
import type { DatabaseSync } from 'node:sqlite'

const table = `
  CREATE TABLE IF NOT EXISTS mails (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL, -- ms since the epoch, real time
    parsed_json TEXT NOT NULL,    -- a Mail without id, moment and source
    raw         TEXT NOT NULL     -- one character per byte
  ) STRICT`

export type Mail = {
  id: number
  receivedAt: Date
  /** Envelope. */
  mailFrom: string
  rcptTo: string[]
  from: string
  fromName: string
  to: string[]
  subject: string
  messageId: string
  /** In the order of the mail, as they were written. */
  headers: { name: string; value: string }[]
  text: string
  html: string
  /** Addresses of the links in the HTML part, else in the text. */
  links: string[]
}
type Parsed = Omit<Mail, 'id' | 'receivedAt'>
export type Envelope = { mailFrom: string; rcptTo: string[] }
export type Mailbox = ReturnType<typeof openMailbox>

/** The mails an org has sent. */
export function openMailbox(db: DatabaseSync) {
  db.exec(table)
  const mail = (row: Record<string, unknown>): Mail => ({
    id: Number(row.id),
    receivedAt: new Date(Number(row.received_at)),
    ...(JSON.parse(String(row.parsed_json)) as Parsed),
  })
  return {
    async add(raw: Buffer, envelope: Envelope): Promise<void> {
      const parsed = JSON.stringify(await readMail(raw, envelope))
      db.prepare('INSERT INTO mails (received_at, parsed_json, raw) VALUES (?, ?, ?)').run(
        Date.now(),
        parsed,
        raw.toString('latin1'),
      )
    },
    /** Newest first; `to` keeps those with that recipient. */
    list: (to = '', limit = 500): Mail[] =>
      db
        .prepare(
          `SELECT id, received_at, parsed_json FROM mails
           WHERE ?1 = '' OR EXISTS (SELECT 1 FROM json_each(parsed_json, '$.rcptTo') WHERE lower(value) = lower(?1))
           ORDER BY id DESC LIMIT ?2`,
        )
        .all(to, limit)
        .map(mail),
    find(id: number): Mail | undefined {
      const row = db.prepare('SELECT id, received_at, parsed_json FROM mails WHERE id = ?').get(id)
      return row && mail(row)
    },
    source(id: number): Buffer | undefined {
      const row = db.prepare('SELECT raw FROM mails WHERE id = ?').get(id)
      return row && Buffer.from(String(row.raw), 'latin1')
    },
    count: (): number => Number(db.prepare('SELECT count(*) AS n FROM mails').get()?.n),
    clear: (): void => void db.prepare('DELETE FROM mails').run(),
  }
}

async function readMail(raw: Buffer, { mailFrom, rcptTo }: Envelope): Promise<Parsed> {
  const email = await PostalMime.parse(raw)
  const html = email.html ?? ''
  const text = email.text ?? ''
  return {
    mailFrom,
    rcptTo,
    from: email.from?.address ?? '',
    fromName: email.from?.name ?? '',
    to: (email.to ?? []).flatMap(({ address }) => address ?? []),
    subject: email.subject ?? '',
    messageId: email.messageId ?? '',
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    text,
    html,
    links: html === '' ? textLinks(text) : htmlLinks(html),
  }
}

const entities: Record<string, string> = { '&amp;': '&', '&#38;': '&', '&quot;': '"', '&#39;': "'", '&#x27;': "'" }

const htmlLinks = (html: string): string[] =>
  [...html.matchAll(/<a\b[^>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(([, double, single]) =>
    (double ?? single ?? '').replace(/&(?:amp|quot|#38|#39|#x27);/g, (entity) => entities[entity]!),
  )

const textLinks = (text: string): string[] => text.match(/https?:\/\/[^\s<>"]+/g) ?? []
