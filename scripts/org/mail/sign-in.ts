import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createTransport } from 'nodemailer'
import type { VerbFlags } from '../frame/flags.ts'
import { keepSecret } from '../frame/mask.ts'
import type { Progress } from '../frame/progress.ts'
import { OrgError } from '../frame/result.ts'
import type { MailConfig } from './setting.ts'

/** Kept by the bridge as a secret; `user` empty: the server asks for no login. */
export type SignIn = { user: string; password: string; dkimKey?: string }

const variable = 'SURVEY_BRIDGE_MAIL_PASSWORD'
const onlyOutside = `Set ${variable}, pipe it in with --password-stdin, or run this in a terminal: it is asked for. It never stands on the command line.`

/** Asks for the password, or takes it from the environment or a pipe. Null: what the bridge holds stays. @throws OrgError */
export async function signInOf(flags: VerbFlags, config: MailConfig, say: Progress): Promise<SignIn | null> {
  if (!isGiven(flags)) return null
  const dkimKey = dkimKeyOf(flags, config)
  const user = typeof flags['user'] === 'string' ? flags['user'] : ''
  const password = user === '' ? '' : await passwordOf(flags, user, say)
  return { user, password, ...(dkimKey !== undefined && { dkimKey }) }
}

export const isGiven = (flags: VerbFlags): boolean => typeof flags['user'] === 'string' || flags['no-login'] === true

async function passwordOf(flags: VerbFlags, user: string, say: Progress): Promise<string> {
  const given = flags['password-stdin'] === true ? await pipedIn() : process.env[variable]
  const password = given ?? (say.canAsk ? await say.askSecret(`Password of ${user} at the mail server:`) : '')
  keepSecret(password)
  if (password === '') throw new OrgError('no_password', `The password of ${user} is not known.`, onlyOutside)
  return password
}

/** Without the line break that `echo` and editors put behind it. */
async function pipedIn(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk)
  return text.replace(/\r?\n$/, '')
}

/** Password and key are stored together: the one without the other would send mails unsigned. */
function dkimKeyOf(flags: VerbFlags, config: MailConfig): string | undefined {
  const file = flags['dkim-key-file']
  if (!config.dkim) return undefined
  if (typeof file !== 'string')
    throw new OrgError(
      'bad_flags',
      `Mails are signed for ${config.dkim.domain}: the key has to be given with the login.`,
      'Add --dkim-key-file <file>',
    )
  const path = resolve(process.env['INIT_CWD'] ?? process.cwd(), file)
  if (!existsSync(path))
    throw new OrgError('no_key_file', `${path} does not exist.`, 'Name the file of the private key.')
  const key = readFileSync(path, 'utf8')
  keepSecret(key)
  return key
}

const limits = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 }

/**
 * Signs in as the bridge will, from this machine. Null when the server lets us in, else why that could not be tried: many
 * networks let no mail out, and the bridge stands elsewhere.
 * @throws OrgError when the server refuses user or password
 */
export async function trySignIn(
  { host, port, security }: MailConfig,
  { user, password }: SignIn,
): Promise<string | null> {
  const transport = createTransport({
    host: host ?? '',
    port: port ?? 587,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user && { auth: { user, pass: password } }),
    ...limits,
  })
  try {
    await transport.verify()
    return null
  } catch (thrown) {
    const { code, responseCode } = Object(thrown) as { code?: unknown; responseCode?: unknown }
    if (code !== 'EAUTH') return String(responseCode ?? code ?? 'no reason was given')
    throw new OrgError(
      'login_refused',
      `${host} refuses the login of ${user} (${String(responseCode ?? code)}). Nothing was changed.`,
      'Check --user and the password; many providers want a key or password made for SMTP alone.',
      thrown,
    )
  } finally {
    transport.close()
  }
}
