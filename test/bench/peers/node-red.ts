import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { peersFolder } from './install.ts'
import { startPeer, storedIn } from './start-peer.ts'
import { ack, type Place, type Start } from './target.ts'

/** Node-RED as an expert would tune it: one function node makes one INSERT of a whole message, stored before the Ack. */
export const nodeRed =
  (name: string): Start =>
  (place) => {
    write(place)
    return startPeer(name, place, {
      command: [
        process.execPath,
        resolve(peersFolder, 'node_modules/node-red/red.js'),
        '--settings',
        `${place.folder}/settings.cjs`,
      ],
      acceptPath: '/om',
      takesAnswers: true,
      stored: (folder) => storedIn(`${folder}/node-red.sqlite`),
    })
  }

function write({ folder, port, orgUrl }: Place): void {
  const user = `${folder}/user`
  // Node-RED looks for its nodes beside its user folder.
  mkdirSync(user, { recursive: true })
  writeFileSync(`${user}/flows.json`, JSON.stringify(flows(`${folder}/node-red.sqlite`, orgUrl)))
  const settings = {
    uiPort: port,
    uiHost: '127.0.0.1',
    flowFile: 'flows.json',
    userDir: user,
    nodesDir: [resolve(peersFolder, 'node_modules/node-red-node-sqlite')],
    credentialSecret: 'bench',
    httpAdminRoot: false,
    apiMaxLength: '20mb',
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'warn', metrics: false, audit: false } },
  }
  writeFileSync(`${folder}/settings.cjs`, `module.exports = ${JSON.stringify(settings)}`)
}

type FlowNode = Record<string, unknown>

/** Nodes in a row, each wired to the next. */
const chain = (name: string, nodes: FlowNode[]): FlowNode[] =>
  nodes.map((node, at) => ({
    id: `${name}${at}`,
    z: 'tab',
    wires: at < nodes.length - 1 ? [[`${name}${at + 1}`]] : [],
    ...node,
  }))
const httpIn = (url: string): FlowNode => ({ type: 'http in', url, method: 'post', upload: false })
const code = (func: string): FlowNode => ({ type: 'function', func, outputs: 1, libs: [] })
const batch: FlowNode = { type: 'sqlite', mydb: 'db', sqlquery: 'batch', sql: '' }

const insertAll = `const q = (s) => "'" + String(s ?? '').replace(/'/g, "''") + "'";
msg.topic = 'INSERT OR IGNORE INTO invitations VALUES ' + msg.payload.map((n) => { const o = n.sObject[0];
  return '(' + [n.Id[0], o['sf:Id'][0], o['sf:ContactEmail'][0], o['sf:Subject'][0], 'pending'].map(q).join(',') + ')'; }).join(',') + ';';
return msg;`
const upsert = (orgUrl: string): string => `const b = msg.payload;
msg.url = '${orgUrl}/services/data/v62.0/sobjects/Survey_Response__c/Response_Key__c/' + encodeURIComponent(b.responseId);
msg.method = 'PATCH';
msg.headers = { 'content-type': 'application/json', authorization: 'Bearer bench' };
msg.payload = { CSAT__c: b.csat, Comment__c: b.comment, Language__c: b.language };
return msg;`
const answered = `msg.headers = {}; msg.statusCode = msg.statusCode < 300 ? 200 : 502; msg.payload = { ok: msg.statusCode === 200 }; return msg;`

const flows = (file: string, orgUrl: string): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'Survey bridge' },
  { id: 'db', type: 'sqlitedb', db: file, mode: 'RWC' },
  ...chain('start', [
    {
      type: 'inject',
      once: true,
      onceDelay: 0.1,
      repeat: '',
      props: [{ p: 'topic', vt: 'str' }],
      topic: `PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS invitations (notification_id TEXT PRIMARY KEY, case_id TEXT, email TEXT, subject TEXT, status TEXT);`,
    },
    batch,
  ]),
  ...chain('om', [
    httpIn('/om'),
    { type: 'xml', property: 'payload', attr: '$', chr: '_' },
    {
      type: 'change',
      rules: [
        {
          t: 'set',
          p: 'payload',
          pt: 'msg',
          to: 'payload["soapenv:Envelope"]["soapenv:Body"][0].notifications[0].Notification',
          tot: 'msg',
        },
      ],
    },
    code(insertAll),
    batch,
    {
      type: 'template',
      field: 'payload',
      fieldType: 'msg',
      format: 'text',
      syntax: 'plain',
      template: ack,
      output: 'str',
    },
    { type: 'http response', statusCode: '200', headers: { 'content-type': 'text/xml' } },
  ]),
  ...chain('survey', [
    httpIn('/survey'),
    code(upsert(orgUrl)),
    {
      type: 'http request',
      method: 'use',
      ret: 'obj',
      paytoqs: 'ignore',
      url: '',
      persist: true,
      senderr: false,
      headers: [],
    },
    code(answered),
    { type: 'http response', statusCode: '', headers: {} },
  ]),
]
