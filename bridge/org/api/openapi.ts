import { eventsPaths, eventsSchemas } from '../../trigger/events/openapi.ts'

/** The doors in one OpenAPI 3.0.0 file that Salesforce External Services accepts. */
export const openApi = (origin: string): Record<string, unknown> => ({
  openapi: '3.0.0',
  info: { title: 'Survey Bridge', version: '1.0.0', description: 'Tell the bridge that something happened.' },
  servers: [{ url: origin }],
  paths: eventsPaths,
  components: { schemas: eventsSchemas },
})
