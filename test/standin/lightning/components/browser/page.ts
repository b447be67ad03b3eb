/** What the server tells every page: who reads it, in which language, and the package's texts. */
export type PageSettings = {
  language: string
  locale: string
  timeZone: string
  currency: string
  userId: string
  permissions: string[]
  labels: Record<string, string>
}

const written = document.querySelector('script#settings')?.textContent ?? '{}'

export const settings = JSON.parse(written) as PageSettings

/** `@salesforce/label/c.Name` */
export function label(name: string): string {
  const found = settings.labels[name]
  if (found === undefined) console.error(`the package has no label ${name}`)
  return found ?? `[${name}]`
}

/** `@salesforce/customPermission/Name`: true, or undefined when the user has it not. */
export const permission = (name: string): true | undefined => settings.permissions.includes(name) || undefined
