import { STATUS_CODES } from 'node:http'
import { child, parseXml, type XmlNode } from '../../schema/xml.ts'

export type Reply = { status: number; body: string }
export type Verdict = { acked: true } | { acked: false; reason: string }

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const outbound = 'http://soap.sforce.com/2005/09/outbound'
const refused = (reason: string): Verdict => ({ acked: false, reason })

/** Success is HTTP 200 with a well-formed envelope whose Ack is true; all else fails, with the words of the status page. */
export function judge({ status, body }: Reply): Verdict {
  if (status !== 200) return refused(`(${status})${STATUS_CODES[status] ?? ''}`)
  const source = body.replace(/^\uFEFF/, '')
  // What Xerces says about an empty reply, a JSON one and plain text alike.
  if (!/^\s*</.test(source)) return refused('org.xml.sax.SAXParseException: Content is not allowed in prolog.')
  try {
    return judgeEnvelope(parseXml(source))
  } catch (error) {
    return refused(`org.xml.sax.SAXParseException: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function judgeEnvelope(envelope: XmlNode): Verdict {
  if (envelope.name !== 'Envelope' || envelope.uri !== soap) return refused('The reply is not a SOAP 1.1 envelope')
  const content = envelope.children.find((part) => part.name === 'Body' && part.uri === soap)?.children[0]
  if (!content) return refused('The reply has no SOAP body')
  if (content.name === 'Fault' && content.uri === soap) {
    return refused(`SOAP fault: ${child(content, 'faultstring')?.text.trim() || 'no faultstring'}`)
  }
  // Some public samples put Ack inside <notifications>; the WSDL knows notificationsResponse only.
  if (content.name !== 'notificationsResponse' || content.uri !== outbound) {
    return refused(`The reply holds ${content.name} where notificationsResponse belongs`)
  }
  const ack = content.children.find((part) => part.name === 'Ack' && part.uri === outbound)?.text.trim()
  if (ack === 'true' || ack === '1') return { acked: true }
  return refused(ack === undefined ? 'The reply has no Ack' : 'SOAP response was a nack')
}
