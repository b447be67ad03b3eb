import type { Task } from '../frame/tasks.ts'
import { OrgError } from '../frame/result.ts'
import { names, quoted, setupPage, type Work } from './work.ts'

/** (a) What this org is, and whether it can carry Survey Bridge at all. */
export function orgTask(work: Work): Task {
  const { org } = work.context
  return {
    id: 'org.look',
    title: 'Look at the org',
    why: 'Edition, features and licences decide what can be set up.',
    async look() {
      if (/^(Professional|Group|Team|Essentials|Personal|Starter)/i.test(org.edition))
        throw new OrgError(
          'edition',
          `${org.name} is a ${org.edition}: it has no outbound messages.`,
          'Survey Bridge needs Enterprise, Unlimited, Performance or Developer edition.',
        )
      const features = await featuresOf(work)
      const kind = org.isSandbox ? 'sandbox' : 'production'
      return {
        isDone: true,
        detail: `${org.name}, ${org.edition}, ${kind}; ${features.join(', ')}; ${await licencesOf(work)}`,
      }
    },
  }
}

async function featuresOf(work: Work): Promise<string[]> {
  const { sobjects } = await work.context.connection.describeGlobal()
  const has = new Set(sobjects.map(({ name }) => name))
  const account = new Set((await work.describe('Account'))?.map(({ name }) => name))
  const say = (on: boolean, what: string) => `${what} ${on ? 'on' : 'off'}`
  return [
    say(has.has('Order'), 'Orders'),
    say(has.has('Contract'), 'Contracts'),
    say(account.has('IsPersonAccount'), 'person accounts'),
    say(account.has('CurrencyIsoCode'), 'multi-currency'),
  ]
}

/** One free seat, unless the integration user has it already. @throws OrgError */
async function licencesOf(work: Work): Promise<string> {
  const [known] = await work.query<{ Id: string }>(
    `SELECT Id FROM User WHERE Username = ${quoted(work.integrationUsername)}`,
  )
  if (known) return 'the integration user has its licence'
  const [licence] = await work.query<{ TotalLicenses: number; UsedLicenses: number }>(
    `SELECT TotalLicenses, UsedLicenses FROM UserLicense WHERE Name = ${quoted(names.licence)}`,
  )
  const free = licence ? licence.TotalLicenses - licence.UsedLicenses : 0
  if (free > 0) return `${free} free ${names.licence} ${free === 1 ? 'licence' : 'licences'}`
  throw new OrgError(
    'no_licence',
    `No ${names.licence} licence is free.`,
    `Free one (${setupPage(work.context, 'CompanyProfileInfo/home')}) or ask Salesforce for one; Enterprise and above have five without cost.`,
  )
}

/** That a bridge answers at the address we were given, and takes a sandbox for one: it mails nobody from there. */
export function bridgeTask(work: Work): Task {
  const { bridge, state, org } = work.context
  return {
    id: 'bridge.reach',
    title: 'Reach the bridge',
    why: 'It keeps the programs, asks the customers and writes the answers back.',
    async look() {
      await bridge.health()
      if (await isMistaken(work))
        return { isDone: false, detail: `it takes this org for ${org.isSandbox ? 'production' : 'a sandbox'}` }
      const isKept = state.values.bridgeUrl === bridge.origin
      return { isDone: isKept, detail: `${bridge.origin} answers` }
    },
    async act() {
      state.keep({ bridgeUrl: bridge.origin, integrationUsername: work.integrationUsername })
      if (await isMistaken(work)) await work.connect({})
    },
  }
}

/** False, too, when the bridge does not know this org yet: connecting it says what it is. */
async function isMistaken(work: Work): Promise<boolean> {
  const { bridge, org } = work.context
  if (!bridge.hasAdmin || !(await work.isKnown())) return false
  return (await bridge.get<{ isSandbox: boolean }>('')).isSandbox !== org.isSandbox
}
