import { isDeepStrictEqual } from 'node:util'
import type { OrgContext, Verb } from '../frame/context.ts'
import type { VerbFlags } from '../frame/flags.ts'
import { OrgError } from '../frame/result.ts'
import { runTasks, type Look, type Task } from '../frame/tasks.ts'
import { isGiven, signInOf, trySignIn } from './sign-in.ts'
import { example, isSameServer, settingOf, told, type MailSetting } from './setting.ts'

type Stored = MailSetting & { opensAt: string | null; lastError: Trouble | null }
type Trouble = { status?: string; message?: string; hint?: string }

/** Through which server the surveys leave, and who they are from. */
export const mail: Verb = {
  about: 'Say through which mail server surveys leave and who they are from; without flags: how it is',
  flags: {
    host: { type: 'string' },
    port: { type: 'string' },
    security: { type: 'string' },
    user: { type: 'string' },
    'no-login': { type: 'boolean' },
    'password-stdin': { type: 'boolean' },
    from: { type: 'string' },
    'reply-to': { type: 'string' },
    'envelope-from': { type: 'string' },
    'dkim-domain': { type: 'string' },
    'dkim-selector': { type: 'string' },
    'dkim-key-file': { type: 'string' },
    cloudflare: { type: 'boolean' },
  },
  help: {
    host: 'the mail server, e.g. smtp.example.com',
    port: '587 (STARTTLS) unless told, or 465 (TLS), 2465, 2525, 2587',
    security: 'starttls or tls, when the port does not say it',
    user: 'who signs in; the password is asked for, or stands in SURVEY_BRIDGE_MAIL_PASSWORD',
    'no-login': 'the server asks for no login',
    'password-stdin': 'the password is piped in',
    from: '"Example Company <surveys@example.com>"',
    'reply-to': 'where customers answer to',
    'envelope-from': 'where bounces go, when not to --from',
    'dkim-domain': 'when the bridge is to sign mails itself; with --dkim-selector and --dkim-key-file',
    'dkim-selector': 'names the key in DNS',
    'dkim-key-file': 'the private key (RSA, PEM)',
    cloudflare: 'by the binding EMAIL of wrangler.toml, without a server',
  },
  async run(context, flags) {
    const before = await stored(context)
    const wanted = settingOf(flags, before, context.org.name)
    checkLogin(flags, wanted, before)
    const result = await runTasks(context, [mailTask(context, flags, wanted)])
    return { ...result, data: { ...wanted } }
  },
}

/** Null when the bridge has no way to send mail yet. */
async function stored({ bridge }: OrgContext): Promise<Stored | null> {
  const all = await bridge.all<Stored & { name: string }>('connections')
  return all.find(({ name }) => name === 'mail') ?? null
}

/** Before anything is asked or changed. The bridge gives a password to no server it was not given for. */
function checkLogin(flags: VerbFlags, wanted: MailSetting, before: Stored | null): void {
  if (wanted.app !== 'smtp' || isGiven(flags)) return
  if (!isSameServer(wanted, before))
    throw new OrgError(
      'no_user',
      `Who signs in at ${wanted.config.host} is not known.`,
      'Add --user <name> (the password is asked for), or --no-login for a server that asks for none.',
    )
  if (['dkim-domain', 'dkim-selector', 'dkim-key-file', 'password-stdin'].some((name) => flags[name] !== undefined))
    throw new OrgError('bad_flags', 'Password and DKIM key are stored together with the user.', example)
}

function mailTask(context: OrgContext, flags: VerbFlags, wanted: MailSetting): Task {
  const { bridge, say } = context
  const isAsked = Object.keys(mail.flags).some((name) => flags[name] !== undefined)
  let isStored = false
  return {
    id: 'mail.connection',
    title: 'Say how mail leaves',
    why: 'Setting and login go to the bridge, which keeps the password sealed; nothing of it stays here.',
    async look(): Promise<Look> {
      const known = await stored(context)
      if (known === null) return { isDone: false, detail: `not set up yet; will be ${told(wanted)}` }
      if (known.opensAt === null) return { isDone: false, ...stoppedBy(known) }
      if (isStored) return { isDone: true, detail: told(known) }
      if (!isDeepStrictEqual(known.config, wanted.config) || known.app !== wanted.app)
        return { isDone: false, detail: `${told(known)}; will be ${told(wanted)}` }
      return isGiven(flags)
        ? { isDone: false, detail: `${told(known)}; the login is stored again` }
        : { isDone: true, detail: told(known) }
    },
    ...(isAsked && { act }),
    next: 'Change what the answer names, then run the same command again.',
  }

  async function act(): Promise<void> {
    const { app, config } = wanted
    const signIn = app === 'smtp' ? await signInOf(flags, config, say) : null
    const untried = signIn && (await trySignIn(config, signIn))
    await bridge.admin('PUT', 'connections/mail', { app, config, ...(signIn && { credentials: signIn }) })
    isStored = true
    if (signIn === null) return
    say.detail(
      untried === null
        ? `${config.host} lets us in`
        : `${config.host} could not be tried from this machine (${untried}): the first mail shows it, and doctor tells`,
    )
  }
}

/** To look at it opens it not again: after a restore somebody has to look first what left already. */
const stoppedBy = ({ lastError }: Stored): Pick<Look, 'detail' | 'next'> => ({
  detail: `stopped: ${lastError?.message || lastError?.status || 'no reason was kept'}`,
  next: `${lastError?.hint || 'npm run org -- doctor shows the alert that says why.'} A new password: npm run org -- mail --user <name>`,
})
