import type { Connection } from '@salesforce/core'
import { apiVersion } from '../../frame/login.ts'
import { asList, rowsOf } from './see.ts'

const base = `/services/data/v${apiVersion}/named-credentials`

/** Where the package calls to (Connect REST: Named Credential Setup). Null: there is none. */
export async function readNamedCredential(connection: Connection): Promise<{ calloutUrl: string } | null> {
  const found = await orNull(
    connection.request<{ calloutUrl?: string }>(`${base}/named-credential-setup/Survey_Bridge`),
  )
  return found && { calloutUrl: found.calloutUrl ?? '' }
}

type Principal = { principalName: string; authenticationStatus?: string }

/** `Configured` when its secret is filled in; the secret itself nobody can read. Null: there is no principal. */
export async function readPrincipal(connection: Connection): Promise<string | null> {
  const found = await orNull(
    connection.request<{ principals?: Principal[] }>(`${base}/external-credentials/Survey_Bridge`),
  )
  const principal = asList(found?.principals).find(({ principalName }) => principalName === 'Bridge')
  return principal ? (principal.authenticationStatus ?? 'Unknown') : null
}

export async function readApp(connection: Connection): Promise<boolean> {
  const rows = await rowsOf(
    connection,
    "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Survey_Bridge'",
  )
  return rows.length > 0
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (thrown) {
    const { errorCode, name } = Object(thrown) as { errorCode?: string; name?: string }
    if (/NOT_FOUND|404/.test(errorCode ?? name ?? '')) return null
    throw thrown
  }
}
