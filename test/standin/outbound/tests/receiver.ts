import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { all, child, parseXml, text } from '../../schema/xml.ts'

export type Received = { headers: IncomingHttpHeaders; rawHeaders: string[]; body: string }
export type Answer = { status?: number; headers?: Record<string, string>; body?: string; delayMs?: number; drop?: true }
export type Receiver = {
  url: string
  received: Received[]
  /** One for each message; the last one answers all that follow. */
  answers: Answer[]
  stop(): Promise<void>
}

const envelope = (inner: string): string =>
  `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${inner}</soapenv:Body></soapenv:Envelope>`
/** The reply Salesforce asks for. */
export const ack = (value = 'true'): string =>
  envelope(
    `<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>${value}</Ack></notificationsResponse>`,
  )
export const inEnvelope = envelope

/** A listener for outbound messages that keeps what came and answers as told. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const answers: Answer[] = [{}]
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, rawHeaders: request.rawHeaders, body: await readText(request) })
    const {
      status = 200,
      headers = {},
      body = ack(),
      delayMs = 0,
      drop,
    } = answers.length > 1 ? answers.shift()! : answers[0]!
    if (drop) return void request.socket.destroy()
    setTimeout(
      () => response.writeHead(status, { 'Content-Type': 'text/xml; charset=utf-8', ...headers }).end(body),
      delayMs,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/trigger`, received, answers, stop }
}

/** The notifications of a message as id and fields. */
export function notificationsIn(body: string): { id: string; fields: Record<string, string> }[] {
  const notifications = child(parseXml(body), 'Body')!.children[0]!
  return all(notifications, 'Notification').map((notification) => {
    const fields = child(notification, 'sObject')?.children.map(({ name, text }) => [name, text] as const) ?? []
    return { id: text(notification, 'Id'), fields: Object.fromEntries(fields) }
  })
}
