import * as z from 'zod'
import { settings } from '../../../definitions/settings.ts'
import { appSchemas, connectionInput } from '../../apps/store.ts'
import { connectInput } from '../connect.ts'
import { restoreInput } from '../operator.ts'
import { dismissBody, heldBody, replayBody } from '../route.ts'
import type { Described } from './describe.ts'

/** The bodies, as their routes check them. */
export const bodyShapes: Record<string, z.ZodType> = {
  Settings: settings,
  ConnectionInput: connectionInput,
  Connect: connectInput,
  RestorePoint: restoreInput,
  Replay: replayBody,
  Dismiss: dismissBody,
  Held: heldBody,
}

/** The same as `connectionInput`, with what each app wants to know. */
export const connectionShape = (): z.ZodType =>
  z.union(
    Object.entries(appSchemas({ allowedHosts: new Set() })).map(([app, { config, credentials }]) =>
      z.strictObject({
        app: z.literal(app),
        config,
        ...(credentials instanceof z.ZodUndefined ? {} : { credentials }),
      }),
    ),
  )

const yaml = { 'application/yaml': 'Documents' }

type Change = Partial<Described> & { answer?: string }
const change = (route: string, id: string, summary: string, { answer = 'Nothing', ...more }: Change = {}) => {
  const [method, path = ''] = route.split(' ')
  const at = `${method} /api/orgs/{orgKey}${path}`
  return { route: at, id, summary, opensTo: ['api'], answers: { 200: answer }, ...more }
}

/** What an admin can do. */
export const changingDoors: Described[] = [
  change('PUT /settings', 'putSettings', 'Sets what an org sets for itself, all of it', { body: 'Settings' }),
  change('PUT /connections/{name}', 'putConnection', 'Makes or changes a connection, and opens it', {
    body: 'ConnectionInput',
    description: 'Without credentials those that are stored stay.',
  }),
  change('POST /connections/{name}/reconnect', 'reconnect', 'Opens a stopped connection'),
  change('PUT /documents', 'publish', 'Publishes documents, all or none', { body: yaml, answer: 'Published' }),
  change('POST /documents/check', 'checkDocuments', 'Says what would be wrong, and stores nothing', {
    body: yaml,
    answer: 'Published',
  }),
  change('POST /invitations/{id}/resend', 'resend', 'Sends a mail again, as far as that is wise'),
  change('POST /invitations/{id}/link', 'copyLink', 'A link of its own for an agent to hand over', { answer: 'Link' }),
  change('POST /programs/{name}/held', 'settleHeld', 'Sends or drops what a mass event held back', {
    body: 'Held',
    answer: 'Settled',
  }),
  change('POST /writes/replay', 'replay', 'Tries dead writes again', { body: 'Replay', answer: 'Replayed' }),
  change('POST /writes/dismiss', 'dismiss', 'Gives up a dead write', { body: 'Dismiss' }),
]

const removeQuery = z.object({ name: z.string().describe('The name of the org, to make sure') })
const operate = { opensTo: ['operator'], answer: 'Credentials' }

/** What the operator can do. */
export const operatorDoors: Described[] = [
  change('PUT', 'connect', 'Connects an org, or changes it; gives its addresses and tokens', {
    ...operate,
    body: 'Connect',
  }),
  change('POST /credentials/rotate', 'rotate', 'New credentials for every door; the old ones work on', operate),
  change('DELETE /credentials/{door}/{generation}', 'revoke', 'Ends one older credential of one door', operate),
  change('DELETE', 'remove', 'Removes an org with all that is kept of it', {
    opensTo: ['operator'],
    query: removeQuery,
    description: 'Its credentials never open anything again, also when it is connected anew.',
  }),
  change('POST /restore', 'restore', 'Sets the org back to a moment of the last 30 days', {
    ...operate,
    body: 'RestorePoint',
    answer: 'Restored',
    description: 'On Cloudflare only. Its mail is stopped until somebody reconnects it.',
  }),
]
