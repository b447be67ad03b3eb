import { randomUUID } from 'node:crypto'
import type { User } from '../../data/record.ts'
import type { StandInOrg } from '../../org.ts'
import { textsIn, type Language } from '../package/translations.ts'

/** The named credential `Survey_Bridge` with the secret of its external credential, as setup leaves them in an org. */
export type NamedCredential = { url: string; credential: string }
export type Callout = { org: StandInOrg; user: User; language: Language; namedCredential: NamedCredential | null }

/** As a component hears of it: `error.body.message`. */
export class AuraHandledException extends Error {}

type Given = Record<string, string | undefined>
type Result = { id: string; ok: boolean; message: string; code?: string; url?: string; [more: string]: unknown }
/** `fill`: what stands in the label's place `{0}`. */
type Refusal = { code: string; label: string; fill?: string }

/** There is no Apex here: this does what the classes that the components call do, in the words of their labels. */
export const apexMethods: Record<string, (callout: Callout, given: Given) => Promise<unknown>> = {
  'SurveyBridgeController.act': act,
  async 'SurveyBridgeController.status'(callout) {
    const answer = await call(callout, 'GET', `/status?organizationId=${callout.org.id}`)
    if ('refused' in answer) throw new AuraHandledException(words(callout, answer.refused))
    return JSON.stringify(answer.body)
  },
}

const words = ({ language }: Callout, { label, fill = '' }: Refusal): string =>
  (textsIn(language).labels[label] ?? label).replace('{0}', fill)

/** SurveyActions.perform: what is incomplete or about nothing that can be read is refused before the bridge hears of it. */
async function act(callout: Callout, given: Given): Promise<Omit<Result, 'id'>> {
  const { action, program, recordId, invitationKey } = given
  const object = recordId && callout.org.schema.ofId(recordId)?.name
  const unfit = refuse(callout.org, given)
  if (unfit) return { ok: false, code: unfit.code, message: words(callout, unfit) }
  const answer = await call(callout, 'POST', '/act', {
    organizationId: callout.org.id,
    userId: callout.user.id,
    actions: [
      {
        id: randomUUID(),
        do: action,
        program: program ?? null,
        object: object ?? null,
        recordId: recordId ?? null,
        invitation: invitationKey ?? null,
      },
    ],
  })
  if ('refused' in answer) return { ok: false, code: answer.refused.code, message: words(callout, answer.refused) }
  const [{ id: _, ...result } = { id: '', ok: false, message: 'no result' }] = (answer.body as { results: Result[] })
    .results
  return result
}

function refuse(org: StandInOrg, { action = '', program, recordId, invitationKey }: Given): Refusal | null {
  const incomplete = { code: 'malformed', label: 'Survey_Error_Incomplete' }
  const noAccess = { code: 'no_access', label: 'Survey_Error_No_Access' }
  if (invitationKey) {
    if (!['interview', 'resend', 'cancel', 'link'].includes(action)) return incomplete
    const key = invitationKey.replace(/['\\]/g, '\\$&')
    const found = org.query(`SELECT Id FROM Survey_Invitation__c WHERE Invitation_Key__c = '${key}'`)
    return found.length > 0 ? null : noAccess
  }
  if (!['send', 'interview'].includes(action) || !program || !recordId) return incomplete
  const type = org.schema.ofId(recordId)
  return type && org.read(type.name, recordId) ? null : noAccess
}

/** SurveyBridge.send */
async function call({ namedCredential }: Callout, method: string, more: string, body?: unknown) {
  if (!namedCredential) return { refused: unreached(noCredential) }
  const { url, credential } = namedCredential
  const reply = await fetch(url + more, {
    method,
    headers: { Authorization: `Bearer ${credential}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  }).catch(() => null)
  if (!reply) return { refused: unreached('Connection refused') }
  const answer = (await reply.json().catch(() => null)) as { code?: string; message?: string } | null
  if (reply.ok && answer) return { body: answer }
  const { code = 'not_the_bridge', message = code } = answer ?? {}
  return { refused: { code, label: labelOf(reply.status, answer?.code), fill: message } }
}

const noCredential =
  'The callout couldn’t access the endpoint. You might not have the required permissions, or the named credential "Survey_Bridge" might not exist.'
const unreached = (fill: string): Refusal => ({ code: 'unreached', label: 'Survey_Error_Unreached', fill })

function labelOf(status: number, code: string | undefined): string {
  if (status === 429 || status >= 500) return 'Survey_Error_Busy'
  if (code === undefined || status === 200) return 'Survey_Error_Not_The_Bridge'
  if (status === 401) return 'Survey_Error_Credential'
  return code === 'wrong_org' ? 'Survey_Error_Wrong_Org' : 'Survey_Error_Refused'
}
