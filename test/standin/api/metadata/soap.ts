import { disturbed } from '../disturbed.ts'
import { send } from '../send.ts'
import type { Bindings } from '../door.ts'
import type { StandInOrg, User } from '../../org.ts'
import { all, child, parseXml, text, type XmlNode } from '../../schema/xml.ts'
import { escapeXml } from './components.ts'
import { deployFiles, type Deploy } from './deploy.ts'
import { deployResult, listMetadata, type Shape } from './results.ts'
import { readMetadata, retrieve, type Retrieved } from './retrieve.ts'
import { types } from './types.ts'
import { unzip } from './zip.ts'

/** Deploys and retrieves of one org by id; a client asks for them until they are done. */
type Jobs = { deploys: Map<string, Deploy>; retrieves: Map<string, Retrieved> }
const jobsOf = new WeakMap<StandInOrg, Jobs>()

export function jobs(org: StandInOrg): Jobs {
  const known = jobsOf.get(org) ?? { deploys: new Map(), retrieves: new Map() }
  jobsOf.set(org, known)
  return known
}

/** Metadata API over SOAP, `/services/Soap/m/66.0`, the calls that the public clients make. */
export async function metadataCall(org: StandInOrg, { body, call, faults }: Bindings): Promise<Response> {
  const trouble = disturbed(faults)
  if (trouble) return send(trouble)
  const envelope = parseXml(body)
  const header = child(envelope, 'Header')
  const session = header && child(header, 'SessionHeader')
  const user = org.sessions.use((session && text(session, 'sessionId')) ?? '')
  call.user = user
  if (!user) return fault('sf:INVALID_SESSION_ID', 'INVALID_SESSION_ID: Invalid Session ID found in SessionHeader')
  org.apiUsage.used++
  const request = child(envelope, 'Body')?.children[0]
  const answer = request && answers[request.name]
  if (!answer) return fault('soapenv:Client', `No operation available for request ${request?.name ?? ''}`)
  try {
    return reply(request.name, await answer(org, request, user))
  } catch (error) {
    if (error instanceof Refused) return fault(`sf:${error.code}`, `${error.code}: ${error.message}`)
    return fault('sf:UNKNOWN_EXCEPTION', error instanceof Error ? error.message : String(error))
  }
}

class Refused extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

type Result = Shape | Shape[] | string

const answers: Record<string, (org: StandInOrg, request: XmlNode, user: User) => Promise<Result> | Result> = {
  async deploy(org, request, user) {
    const files = await unzip(Buffer.from(text(request, 'ZipFile'), 'base64'))
    const options = child(request, 'DeployOptions')
    const deploy = deployFiles(org, user, files, { checkOnly: options ? text(options, 'checkOnly') === 'true' : false })
    jobs(org).deploys.set(deploy.id, deploy)
    return { done: false, id: deploy.id, state: 'Queued' }
  },
  checkDeployStatus(org, request) {
    const deploy = jobs(org).deploys.get(text(request, 'asyncProcessId'))
    if (!deploy) throw new Error('INVALID_CROSS_REFERENCE_KEY: invalid cross reference id')
    return deployResult(deploy, text(request, 'includeDetails') === 'true')
  },
  retrieve(org, request) {
    const job = retrieve(org, child(request, 'request'))
    jobs(org).retrieves.set(job.id, job)
    return { done: false, id: job.id, state: 'Queued' }
  },
  async checkRetrieveStatus(org, request) {
    const job = jobs(org).retrieves.get(text(request, 'asyncProcessId'))
    if (!job) throw new Error('INVALID_CROSS_REFERENCE_KEY: invalid cross reference id')
    return job.result()
  },
  listMetadata(org, request) {
    const asked = all(request, 'queries').map((query) => text(query, 'type'))
    // Without Translation Workbench there is no such type, and one such query fails them all.
    if (asked.includes('Translations') && org.switches.languages.length === 0)
      throw new Refused('INVALID_TYPE', 'Cannot use: Translations in this organization')
    return asked.flatMap((type) => listMetadata(org, type))
  },
  readMetadata: (org, request) => ({
    records: all(request, 'fullNames').map(({ text: name }) => readMetadata(org, text(request, 'type'), name.trim())),
  }),
  describeMetadata: (org) => ({
    metadataObjects: types.map(({ name, folder, suffix, children }) => ({
      childXmlNames: children ?? [],
      directoryName: folder,
      inFolder: false,
      metaFile: ['cls', 'trigger', 'resource'].includes(suffix),
      suffix,
      xmlName: name,
    })),
    organizationNamespace: '',
    partialSaveAllowed: org.isSandbox,
    testRequired: !org.isSandbox,
  }),
}

const reply = (method: string, result: Result): Response =>
  soap(
    200,
    `<${method}Response>${[result]
      .flat()
      .map((one) => render('result', one))
      .join('')}</${method}Response>`,
  )

const fault = (code: string, message: string): Response =>
  soap(
    500,
    `<soapenv:Fault><faultcode>${code}</faultcode><faultstring>${escapeXml(message)}</faultstring></soapenv:Fault>`,
  )

const soap = (status: number, body: string): Response =>
  send({
    status,
    raw: true,
    body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sf="http://soap.sforce.com/2006/04/metadata"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
    headers: { 'Content-Type': 'text/xml; charset=utf-8' },
  })

/** A value as elements; `@xml` is text that is XML already. */
function render(name: string, value: Shape[string] | Shape): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one) => render(name, one as Shape)).join('')
  if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`
  const { '@type': type, '@xml': xml, ...fields } = value as Record<string, Shape[string]>
  const inside = Object.entries(fields)
    .map(([field, one]) => render(field, one))
    .join('')
  return `<${name}${type ? ` xsi:type="${String(type)}"` : ''}>${inside}${xml ? String(xml) : ''}</${name}>`
}
