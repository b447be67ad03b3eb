import type { Program } from '../../definitions/program.ts'

export type Mode = Program['mode']

/** What a decision needs to know of the org itself. */
export type OrgFacts = { orgKey: string; isSandbox: boolean; testAddresses: readonly string[] }

/** A sandbox never writes to people outside the test list. */
export const modeInForce = ({ mode }: Program, { isSandbox }: Pick<OrgFacts, 'isSandbox'>): Mode =>
  isSandbox && mode === 'live' ? 'test' : mode

/** Why nothing may leave for this address in this mode, or null. */
export function refusedByMode(
  mode: Mode,
  email: string | null,
  testAddresses: readonly string[],
): 'program_off' | 'watching' | 'not_on_test_list' | null {
  if (mode === 'off') return 'program_off'
  if (mode === 'watch') return 'watching'
  return mode === 'test' && !isTestAddress(email, testAddresses) ? 'not_on_test_list' : null
}

/** The list holds addresses and whole domains (`@example.com`). */
export function isTestAddress(email: string | null, list: readonly string[]): boolean {
  const address = email?.trim().toLowerCase()
  if (!address) return false
  return list.some((entry) => {
    const wanted = entry.trim().toLowerCase()
    return wanted.startsWith('@') ? address.endsWith(wanted) : address === wanted
  })
}
