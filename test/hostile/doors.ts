import { env } from 'cloudflare:workers'
import worker from '../../bridge/index.ts'
import { bridgeUrl, knock } from '../support/connected-org.ts'
import { anEvent, outboundMessage } from '../support/outbound.ts'
import { aNotice, type Locks } from './house.ts'

/** What is different from a right request; `path` turns the right path into another. */
export type Knock = {
  method?: string
  body?: BodyInit | null
  headers?: Record<string, string>
  path?: (right: string) => string
}
/** A door of the bridge, as somebody meets it who means harm. */
export type Door = {
  name: string
  send: (given?: Knock) => Promise<Response>
  /** Bytes that it takes. */
  good: () => string
  /** What it answers to bytes that it takes. */
  takes: number
  /** What it may answer to bytes that it does not take; none: it does not look at them. */
  refuses: readonly number[]
  /** What it answers to wrong keys; null: it takes mail, which has none. */
  locked: number | null
}

const xml = { 'content-type': 'text/xml; charset=utf-8' }
const json = { 'content-type': 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const yaml = { 'content-type': 'application/yaml' }
/** Answers to the survey of every kind of question. */
const answered =
  'nps=3&why=slow&csat=4&stars=5&ces=6&topics=price&channel=email&aspects.speed=4&aspects.quality=5&_language=en'
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const read = [400, 413, 415]
const formed = [400, 413, 415, 422]
const checked = [400, 404, 413, 422]
const program = (name: string) =>
  `program: ${name}\non: { object: Case }\noccasion: ClosedDate\nsurvey: case-csat\nrecipient: { email: [ContactEmail] }\nrecords: { Case: Id }\n`
const mail = { app: 'smtp', config: { host: 'smtp.example.com', from: { name: 'A', address: 'a@example.com' } } }

const aPress = (organizationId: string) => ({
  organizationId,
  userId: '005000000000001AAA',
  actions: [{ id: 'press 1', do: 'cancel', invitation: 'x'.repeat(27) }],
})

/** Every door there is. A new one is one line, and is then tried with all that `every-door.test.ts` knows. */
export function doorsOf(l: Locks): Door[] {
  const api = `/api/orgs/${l.orgKey}`
  const [survey, admin, operator] = [`/s/${l.orgKey}/${l.answer}`, bearer(l.admin), bearer(l.operator)]
  const { organizationId } = l
  // prettier-ignore
  return [
    door('trigger', 'POST', `/trigger/${l.orgKey}/${l.trigger}`, xml, () => outboundMessage({ organizationId }), 200, [...read, 403], 401),
    door('events', 'POST', `/events/${l.orgKey}`, { ...json, ...bearer(l.events) }, () => JSON.stringify({ organizationId, ...anEvent() }), 200, [...read, 403], 401),
    door('actions', 'POST', `/actions/${l.orgKey}/act`, { ...json, ...bearer(l.events) }, () => JSON.stringify(aPress(organizationId)), 200, [...read, 403], 401),
    door('survey, unfinished', 'POST', `${survey}/keep`, form, () => answered, 204, formed, 410),
    door('survey, seen', 'POST', `${survey}/seen`, form, () => '', 204, [413], 410),
    door('survey', 'POST', survey, form, () => answered, 303, formed, 410),
    door('unsubscribe', 'POST', `/u/${l.orgKey}/${l.unsubscribe}`, form, () => 'List-Unsubscribe=One-Click', 200, [], 410),
    door('mail events', 'POST', `/hooks/${l.orgKey}/mail`, { ...json, ...bearer(l.hooks) }, () => '{"events":[{"kind":"delivered","sendId":"s1"}]}', 200, read, 401),
    door('API: doctor', 'PUT', `${api}/doctor`, { ...json, ...admin }, () => '{"checks":[]}', 200, checked, 401),
    door('API: settings', 'PUT', `${api}/settings`, { ...json, ...admin }, () => '{"controller":"Example Ltd, 1 Example Street"}', 200, checked, 401),
    door('API: connection', 'PUT', `${api}/connections/mail`, { ...json, ...admin }, () => JSON.stringify(mail), 200, checked, 401),
    door('API: documents', 'PUT', `${api}/documents`, { ...yaml, ...admin }, () => program('fuzz'), 200, checked, 401),
    door('API: documents, checked', 'POST', `${api}/documents/check`, { ...yaml, ...admin }, () => program('fuzz'), 200, checked, 401),
    door('API: held', 'POST', `${api}/programs/case-closed/held`, { ...json, ...admin }, () => '{"approve":true}', 200, checked, 401),
    door('API: replay', 'POST', `${api}/writes/replay`, { ...json, ...admin }, () => '{"all":true,"status":"NONE"}', 200, checked, 401),
    door('API: dismiss', 'POST', `${api}/writes/dismiss`, { ...json, ...admin }, () => '{"key":"survey-response|none"}', 404, checked, 401),
    door('API: person, looked for', 'POST', `${api}/people/find`, { ...json, ...admin }, () => '{"email":"nobody@example.com"}', 200, checked, 401),
    door('API: person, erased', 'POST', `${api}/people/erase`, { ...json, ...admin }, () => '{"email":"nobody@example.com"}', 200, checked, 401),
    door('operator: restore', 'POST', `${api}/restore`, { ...json, ...operator }, () => '{"at":"2001-01-01T00:00:00Z"}', 409, [...checked, 503], 401),
    door('operator: connect', 'PUT', api, { ...json, ...operator }, () => JSON.stringify({ organizationId, name: 'Fuzz' }), 200, [...checked, 409], 401),
    door('operator: rotate', 'POST', `${api}/credentials/rotate`, operator, () => '', 200, [], 401),
    door('operator: wake', 'POST', '/health/wake', operator, () => '', 200, [], 401),
    notices('delivery notice', () => aNotice(l.orgKey, l.unsubscribe)),
  ]
}

function door(
  name: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  good: () => string,
  takes: number,
  refuses: readonly number[],
  locked: number,
): Door {
  const send = (given: Knock = {}) => {
    const asked = given.method ?? method
    const body = given.body === undefined ? good() : given.body
    return knock(bridgeUrl + (given.path ? given.path(path) : path), {
      method: asked,
      headers: { ...headers, ...given.headers },
      ...(asked === 'GET' || asked === 'HEAD' ? {} : { body }),
    })
  }
  return { name, send, good, takes, refuses, locked }
}

/** Mail to the Worker: it is taken whatever it says, and thrown back only when an org cannot be reached. */
function notices(name: string, good: () => string): Door {
  const send = async ({ body = good() }: Knock = {}) => {
    const raw = new Response(body).body ?? new Response('').body!
    await worker.email({ raw } as ForwardableEmailMessage, env)
    return new Response(null, { status: 204 })
  }
  return { name, send, good, takes: 204, refuses: [], locked: null }
}
