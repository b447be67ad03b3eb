const secrets = new Set<string>()

/** From now on this text leaves no trace in what we print. Short ones are no secrets: masking them would garble sentences. */
export function keepSecret(text: string | null | undefined): void {
  if (!text || text.length < 8) return
  secrets.add(text)
  // A key may be printed in one line, or with its line breaks written out.
  secrets.add(JSON.stringify(text).slice(1, -1))
  for (const line of text.split('\n')) if (line.length >= 24 && !line.startsWith('-----')) secrets.add(line)
}

// What we may never have seen ourselves: a library's error can quote it.
const shapes = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, // a signed assertion
  /\b00D[A-Za-z0-9]{12}![\w.]{20,}/g, // a session
  /(?<=\/trigger\/[a-z2-7]{16}\/)[\w.-]+/g, // the trigger URL is a credential
]

/** The text without secrets. Everything that is printed goes through here, once. */
export function mask(text: string): string {
  let masked = text
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) masked = masked.replaceAll(secret, '***')
  return shapes.reduce((rest, shape) => rest.replace(shape, '***'), masked)
}
