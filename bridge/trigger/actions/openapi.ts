import * as z from 'zod'
import { actionMessageInput } from './message.ts'

const text = z.string()

/** The bodies of the package's door, as `/openapi.json` shows them. */
export const actionShapes = (): Record<string, z.ZodType> => ({
  ActionMessage: actionMessageInput,
  ActionResults: z.object({
    results: z.array(
      z.object({
        id: text,
        ok: z.boolean(),
        message: text.describe('For the person who pressed: what happens, or why not and what to do next'),
        invitation: text.optional(),
        url: text
          .optional()
          .describe('link and interview: where the survey is filled in; what comes through it is marked'),
        code: text
          .optional()
          .describe('Why not, in one word: the reason as Salesforce stores it, or not_found, conflict …'),
        askAgainAt: text.meta({ format: 'date-time' }).optional(),
      }),
    ),
  }),
})

const organizationQuery = z.object({ organizationId: text.describe('The id of the org that asks') })

/** The door of the package in Salesforce. */
export const actionDoors = [
  {
    route: 'POST /actions/{orgKey}/act',
    id: 'act',
    summary: 'Does what people press in Salesforce',
    description:
      'send and interview read the record and decide at once: the condition and the sample of the program do not bind a person, opt-outs, caps, address and mode do. The same id again is the same press.',
    opensTo: ['events', 'signature'],
    body: 'ActionMessage',
    answers: { 200: 'ActionResults' },
    refused: 'EventsRefused',
  },
  {
    route: 'GET /actions/{orgKey}/status',
    id: 'showPackageStatus',
    summary: 'How the bridge stands, for the Setup Assistant',
    opensTo: ['events'],
    query: organizationQuery,
    answers: { 200: 'PackageStatus' },
    refused: 'EventsRefused',
  },
]
