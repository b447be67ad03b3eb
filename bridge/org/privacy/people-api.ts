const text = (description: string) => ({ type: 'string', description })
const count = (description: string) => ({ type: 'integer', format: 'int32', description })

// Free-form objects are left out: External Services refuses an operation that has one.
const listOf = (properties: Record<string, unknown>, description: string) => ({
  type: 'array',
  description,
  items: { type: 'object', properties },
})
const counted = ['invitations', 'responses', 'sends', 'links', 'writes', 'notifications', 'mentions']

export const peopleSchemas = {
  PersonNames: {
    type: 'object',
    description: 'All the person is known by here',
    properties: {
      contactIds: { type: 'array', items: { type: 'string' } },
      leadIds: { type: 'array', items: { type: 'string' } },
      emails: { type: 'array', items: { type: 'string' } },
    },
  },
  PersonFound: {
    type: 'object',
    description:
      'Beside what is named here: invitations and notifications, as the API shows them, with all their fields',
    properties: {
      knownAs: { $ref: '#/components/schemas/PersonNames' },
      asked: listOf({ at: text('When the person was asked'), invitationId: text('By which invitation') }, 'Caps'),
      wishes: listOf({ reason: text('unsubscribed, bounced or complained'), at: text('Since when') }, 'Why not to ask'),
      mentions: count('Rows about others with a value that names the person'),
    },
  },
  PersonErased: {
    type: 'object',
    properties: {
      knownAs: { $ref: '#/components/schemas/PersonNames' },
      erased: {
        type: 'object',
        properties: Object.fromEntries(counted.map((what) => [what, count(`How many ${what}`)])),
      },
      removals: {
        type: 'array',
        items: { type: 'string' },
        description: 'Keys of the writes that delete our records in Salesforce',
      },
      elsewhere: listOf(
        {
          connection: text('The app'),
          mapping: text('Which mapping wrote there; empty: an update of our own'),
          entity: text('The object'),
          field: text('The field that finds the record'),
          value: text('Its value'),
        },
        'Records that are not ours, for an admin to look at',
      ),
      wishesNotWritten: count('Wishes not to be asked that Salesforce had not heard of: set Do_Not_Survey__c by hand'),
      neverAsked: { type: 'boolean', description: 'The wish not to be asked is kept, as a hash' },
      note: text('What remains, and for how long'),
    },
  },
}

const door = (what: string, id: string, summary: string, answer: string) => ({
  route: `POST /api/orgs/{orgKey}/people/${what}`,
  id,
  summary,
  description: 'The person stands in the body, so that no log of addresses names anybody.',
  opensTo: ['api'],
  body: 'Person',
  answers: { 200: answer },
  refused: 'EventsRefused', // without free-form fields, too
})

export const peopleDoors = [
  door('find', 'findPerson', 'Everything that is kept of one person', 'PersonFound'),
  door('erase', 'erasePerson', 'Erases one person here and in Salesforce', 'PersonErased'),
]

/** Goes with every erasure. */
export const recoveryNote =
  'Cloudflare can restore the object to any moment of the last 30 days: after a restore, erase again. Salesforce keeps deleted records in its recycle bin for 15 days.'
