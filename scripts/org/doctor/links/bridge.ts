import { bad, check, good, some, unknown, type Check, type Verdict } from '../check.ts'
import type { BridgeFacts, Facts } from '../facts.ts'

/** The bridge works for this org. */
export const bridge = (facts: Facts): Check[] => [
  check('bridge.answers', 'The bridge answers', { value: facts }, answers),
  check('bridge.connections', 'Its connections are open', facts.bridge, connections),
  check('bridge.mail', 'Mail is set up', facts.bridge, mail),
  check('bridge.modes', 'What the programs may do', facts.bridge, (found) => modes(facts, found)),
  check('bridge.alerts', 'No alert is open', facts.bridge, alerts),
]

/** A bridge that does not answer is a fault, not something that could not be seen. */
const answers = ({ bridge: seen, bridgeOrigin }: Facts): Verdict =>
  'value' in seen
    ? good(`${bridgeOrigin}, ${seen.value.name}`)
    : bad(
        seen.unseen,
        'Check --bridge and SURVEY_BRIDGE_TOKEN (the admin token of this org), then look at the bridge itself.',
      )

function connections({ connections: all }: BridgeFacts): Verdict {
  const stopped = all.filter(({ opensAt }) => opensAt === null)
  if (stopped.length === 0) return good(all.map(({ name }) => name).join(', ') || 'there is none')
  return bad(
    `stopped: ${some(stopped.map(({ name, lastError }) => `${name} (${lastError?.message ?? lastError?.status ?? 'no reason was kept'})`))}`,
    `${stopped.map(({ lastError }) => lastError?.hint).find(Boolean) ?? 'Mend the login'}; then ${again(stopped[0]!.name)}`,
  )
}

const again = (name: string): string =>
  name === 'mail' ? 'npm run org -- mail --user <name> stores another password' : `POST connections/${name}/reconnect`

/** A program on watch sends nothing: then it can wait. */
function mail({ connections: all, programs }: BridgeFacts): Verdict {
  const connection = all.find(({ name }) => name === 'mail')
  if (connection) return good(`by ${connection.app === 'smtp' ? String(connection.config['host']) : connection.app}`)
  const byMail = programs.filter(({ mode, send }) => mode !== 'off' && send.by === 'email')
  if (byMail.length === 0) return good('no program asks by mail')
  const next = 'npm run org -- mail --host <server> --user <name> --from "<name> <address>" says how mail leaves'
  const sending = byMail.filter(({ mode }) => mode !== 'watch').map(({ program }) => program)
  return sending.length > 0
    ? bad(`no mail server is set up, and these ask by mail: ${some(sending)}`, next)
    : unknown('no mail server is set up; one is needed before a program goes to test or live', next)
}

function modes({ org }: Facts, { programs }: BridgeFacts): Verdict {
  const inMode = (mode: string) => programs.filter((program) => program.mode === mode).map(({ program }) => program)
  const shown = ['live', 'test', 'watch', 'off'].flatMap((mode) => {
    const names = inMode(mode)
    return names.length > 0 ? [`${mode}: ${names.join(', ')}`] : []
  })
  const live = inMode('live')
  if (org.isSandbox && live.length > 0)
    return bad(
      `live in a sandbox: ${some(live)} (the bridge treats them as test)`,
      'Publish them with mode: test, so that nobody thinks that customers are asked.',
    )
  return good(shown.join('; ') || 'there is no program')
}

const alerts = ({ alerts: open }: BridgeFacts): Verdict =>
  open.length === 0
    ? good('none')
    : bad(
        some(
          open.map(({ code, detail }) => `${code}: ${detail}`),
          3,
        ),
        'Do what each alert says (README, Alerts); it closes by itself when its cause is gone.',
      )
