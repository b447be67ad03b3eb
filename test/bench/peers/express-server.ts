// What people write by hand: Express, xml2js, a table, jsforce. Run as a program of its own.
// TUNED=1 stores a message in one transaction; without it each notification is an INSERT, as the public listeners have it.
import { createRequire } from 'node:module'
import { DatabaseSync } from 'node:sqlite'
import { ack } from './target.ts'

type Handler = (request: { body: Record<string, never> }, reply: Reply) => Promise<void>
type Reply = {
  status: (code: number) => Reply
  type: (type: string) => Reply
  send: (text: string) => void
  json: (body: unknown) => void
}
type App = {
  post: (path: string, parser: unknown, handler: Handler) => void
  listen: (port: number, host: string) => void
}
type Express = { (): App; json: () => unknown }
type Sobject = { upsert: (record: Record<string, unknown>, key: string) => Promise<{ success: boolean }> }
type Jsforce = { Connection: new (options: Record<string, unknown>) => { sobject: (name: string) => Sobject } }

const { PORT, ORG_URL, TUNED, PEERS = '' } = process.env
const require = createRequire(`${PEERS}/package.json`)
const express = require('express') as Express
const xmlParser = require('express-xml-bodyparser') as () => unknown
const jsforce = require('jsforce') as Jsforce

const database = new DatabaseSync('express.sqlite')
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS invitations (notification_id TEXT PRIMARY KEY, case_id TEXT, email TEXT, subject TEXT, status TEXT, created_at TEXT)`)
const insert = database.prepare(`INSERT OR IGNORE INTO invitations VALUES (?, ?, ?, ?, 'pending', ?)`)
const salesforce = new jsforce.Connection({ instanceUrl: ORG_URL, accessToken: 'bench', version: '62.0' })

type Parsed = { id: string[]; sobject: Record<string, string[]>[] }
const text = (values: string[] | undefined): string | null => values?.[0] ?? null

function store(list: Parsed[]): void {
  for (const { id, sobject } of list) {
    const fields = sobject[0] ?? {}
    const [recordId, email, subject] = ['sf:id', 'sf:contactemail', 'sf:subject'].map((name) => text(fields[name]))
    insert.run(text(id), recordId ?? null, email ?? null, subject ?? null, new Date().toISOString())
  }
}

const app = express()
app.post('/om', xmlParser(), async (request, reply) => {
  try {
    const list = request.body['soapenv:envelope']!['soapenv:body'][0]['notifications'][0]['notification'] as Parsed[]
    if (TUNED) database.exec('BEGIN')
    store(list)
    if (TUNED) database.exec('COMMIT')
    reply.type('text/xml').send(ack)
  } catch (cause) {
    console.error(cause)
    reply.status(500).send('')
  }
})
app.post('/survey', express.json(), async (request, reply) => {
  const { responseId, csat, comment, language } = request.body
  try {
    const record = { Response_Key__c: responseId, CSAT__c: csat, Comment__c: comment, Language__c: language }
    reply.json({ ok: (await salesforce.sobject('Survey_Response__c').upsert(record, 'Response_Key__c')).success })
  } catch (cause) {
    console.error(cause)
    reply.status(502).json({ ok: false })
  }
})
app.listen(Number(PORT), '127.0.0.1')
