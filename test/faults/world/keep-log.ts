const said: string[] = []
const kept = 2_000

/** What the bridge says is kept: vitest (5.1) would wait for ever for a line that an object wrote just before it died. */
export function keepLog(): void {
  for (const level of ['info', 'warn', 'error'] as const) {
    console[level] = (line: unknown) => {
      said.push(String(line))
      if (said.length > kept) said.shift()
    }
  }
}

/** Its warnings and errors about one org, for who looks why a run failed. */
export const saidOf = (orgKey: string): string =>
  said.filter((line) => line.includes(orgKey) && !line.includes('"level":"info"')).join('\n')
