import { ack } from './target.ts'

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

const notification = 'payload["soapenv:Envelope"]["soapenv:Body"][0].notifications[0].Notification'
const readXml: FlowNode[] = [
  { type: 'xml', property: 'payload', attr: '$', chr: '_' },
  { type: 'change', rules: [{ t: 'set', p: 'payload', pt: 'msg', to: notification, tot: 'msg' }] },
]
const reply: FlowNode[] = [
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
]

const insertAll = `const q = (s) => "'" + String(s ?? '').replace(/'/g, "''") + "'";
msg.topic = 'INSERT OR IGNORE INTO invitations VALUES ' + msg.payload.map((n) => { const o = n.sObject[0];
  return '(' + [n.Id[0], o['sf:Id'][0], o['sf:ContactEmail'][0], o['sf:Subject'][0], 'pending'].map(q).join(',') + ')'; }).join(',') + ';';
return msg;`

const takeOne = `const o = msg.payload.sObject[0];
msg.params = { $id: msg.payload.Id[0], $case: o['sf:Id'][0], $email: o['sf:ContactEmail'][0], $subject: o['sf:Subject'][0] };
return msg;`
const split: FlowNode = { type: 'split', splt: '\\n', spltType: 'str', arraySplt: 1, arraySpltType: 'len' }
const join: FlowNode = {
  type: 'join',
  mode: 'auto',
  build: 'array',
  property: 'payload',
  propertyType: 'msg',
  joiner: '\\n',
  joinerType: 'str',
  count: '',
  timeout: '',
}
const insertOne: FlowNode = {
  type: 'sqlite',
  mydb: 'db',
  sqlquery: 'prepared',
  sql: `INSERT OR IGNORE INTO invitations VALUES ($id, $case, $email, $subject, 'pending')`,
}

const upsert = (orgUrl: string): string => `const b = msg.payload;
msg.url = '${orgUrl}/services/data/v62.0/sobjects/Survey_Response__c/Response_Key__c/' + encodeURIComponent(b.responseId);
msg.method = 'PATCH';
msg.headers = { 'content-type': 'application/json', authorization: 'Bearer bench' };
msg.payload = { CSAT__c: b.csat, Comment__c: b.comment, Language__c: b.language };
return msg;`
const callOrg: FlowNode = {
  type: 'http request',
  method: 'use',
  ret: 'obj',
  paytoqs: 'ignore',
  url: '',
  persist: true,
  senderr: false,
  headers: [],
}
const answered = `msg.headers = {}; msg.statusCode = msg.statusCode < 300 ? 200 : 502; msg.payload = { ok: msg.statusCode === 200 }; return msg;`

const createTable: FlowNode = {
  type: 'inject',
  once: true,
  onceDelay: 0.1,
  repeat: '',
  props: [{ p: 'topic', vt: 'str' }],
  topic:
    'PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS invitations (notification_id TEXT PRIMARY KEY, case_id TEXT, email TEXT, subject TEXT, status TEXT);',
}

/** Both ways of storing a message before its Ack, and one upsert for each answer. */
export const flows = (file: string, orgUrl: string): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'Survey bridge' },
  { id: 'db', type: 'sqlitedb', db: file, mode: 'RWC' },
  ...chain('start', [createTable, batch]),
  ...chain('tuned', [httpIn('/om'), ...readXml, code(insertAll), batch, ...reply]),
  ...chain('palette', [httpIn('/om-palette'), ...readXml, split, code(takeOne), insertOne, join, ...reply]),
  ...chain('survey', [
    httpIn('/survey'),
    code(upsert(orgUrl)),
    callOrg,
    code(answered),
    { type: 'http response', statusCode: '', headers: {} },
  ]),
]
