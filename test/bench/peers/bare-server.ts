// The floor of this machine: read, find the ids by their tags, one synchronous transaction, Ack. Run as a program of its own.
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { ack } from './target.ts'

const database = new DatabaseSync('bare.sqlite')
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS invitations (notification_id TEXT PRIMARY KEY, case_id TEXT, email TEXT) WITHOUT ROWID`)
const insert = database.prepare('INSERT OR IGNORE INTO invitations VALUES (?, ?, ?)')

function between(text: string, open: string, from: number): string {
  const at = text.indexOf(open, from) + open.length
  return text.substring(at, text.indexOf('<', at))
}

createServer((request, reply) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const text = Buffer.concat(parts).toString()
    database.exec('BEGIN')
    for (let at = text.indexOf('<Notification>'); at >= 0; at = text.indexOf('<Notification>', at + 1))
      insert.run(between(text, '<Id>', at), between(text, '<sf:Id>', at), between(text, '<sf:ContactEmail>', at))
    database.exec('COMMIT')
    reply.writeHead(200, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(ack) }).end(ack)
  })
}).listen(Number(process.env['PORT']), '127.0.0.1')
