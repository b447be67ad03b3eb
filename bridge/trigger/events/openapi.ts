import { maxNotifications } from '../notification.ts'

// Salesforce External Services takes a part of OpenAPI 3.0 only: no enum, float or long, no response headers, at most 15
// levels, an object with named or with additional properties but not both; security is the named credential's business
// (help.salesforce.com: platform.external_services_schema_def_definition, …_properties_additional_properties).

const text = (description: string) => ({ type: 'string', description })
const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` })

export const eventsSchemas = {
  EventMessage: {
    type: 'object',
    required: ['organizationId', 'events'],
    properties: {
      organizationId: text('The id of the org that sends: $Organization.Id'),
      events: { type: 'array', items: refTo('Event'), description: `1 to ${maxNotifications} events` },
    },
  },
  Event: {
    type: 'object',
    required: ['id', 'sentAt', 'object', 'recordId', 'fields'],
    properties: {
      id: text('Names this event for ever, 1 to 64 characters: the same id again changes nothing'),
      sentAt: { type: 'string', format: 'date-time', description: 'At most 10 minutes from now' },
      object: text('API name of the object, such as Case'),
      recordId: text('Id of the record, 15 or 18 characters'),
      fields: refTo('EventFields'),
      causedBy: text('Id of the user who made the change: events of the integration user are left out'),
    },
  },
  EventFields: {
    type: 'object',
    description: 'Values by API name of the field, as text',
    additionalProperties: { type: 'string' },
  },
  EventsAccepted: {
    type: 'object',
    properties: { accepted: { type: 'integer', format: 'int32', description: 'Events that are stored now' } },
  },
  EventsRefused: {
    type: 'object',
    properties: { code: text('Why, in one word'), message: text('Why, and what to do') },
  },
}

/** The doors of Salesforce. */
export const triggerDoors = [
  {
    route: 'POST /trigger/{orgKey}/{key}',
    id: 'sendOutboundMessage',
    summary: 'Takes an outbound message of Salesforce',
    description:
      'All notifications of a message are stored, or none of them. Anything but the Ack makes Salesforce try again.',
    opensTo: [],
    body: {
      'text/xml': 'OutboundMessage',
      'application/xml': 'OutboundMessage',
      'application/soap+xml': 'OutboundMessage',
    },
    answers: { 200: { 'text/xml': 'OutboundMessageAck' } },
  },
  {
    route: 'POST /events/{orgKey}',
    id: 'sendEvents',
    summary: 'Sends events of records',
    description: 'All events of a message are stored, or none of them.',
    opensTo: ['events', 'signature'],
    body: 'EventMessage',
    answers: { 200: 'EventsAccepted' },
    refused: 'EventsRefused',
  },
]

export const triggerSchemas = {
  ...eventsSchemas,
  OutboundMessage: text('SOAP: notifications of 1 to 100 records, as Salesforce sends them'),
  OutboundMessageAck: text('SOAP: notificationsResponse with Ack true'),
}
