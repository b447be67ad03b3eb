import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { packageDirectory } from '../../schema/metadata.ts'
import { all, child, parseXml, text, type XmlNode } from '../../schema/xml.ts'

export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

/** What people read in one language: `label` of a custom label, a field, a picklist value. */
export type Texts = {
  labels: Record<string, string>
  /** By `Object.Field`; `Object.Field=value` is what a picklist value is called. */
  fields: Map<string, string>
}

const translations = join(dirname(packageDirectory), 'translations')
const read = (file: string): XmlNode => parseXml(readFileSync(file, 'utf8'))
const known = new Map<Language, Texts>()

/** The package's own texts, and over them the translation; read once a process. */
export function textsIn(language: Language): Texts {
  const found = known.get(language) ?? readTexts(language)
  known.set(language, found)
  return found
}

function readTexts(language: Language): Texts {
  const labels = { ...english(), ...(language === 'en' ? {} : translated(language)) }
  return { labels, fields: language === 'en' ? new Map() : translatedFields(language) }
}

function english(): Record<string, string> {
  const files = globSync('**/*.labels-meta.xml', { cwd: packageDirectory })
  const labels = files.flatMap((file) => all(read(join(packageDirectory, file)), 'labels'))
  return Object.fromEntries(labels.map((label) => [text(label, 'fullName'), text(label, 'value')]))
}

function translated(language: Language): Record<string, string> {
  const files = globSync(`**/${language}.translation-meta.xml`, { cwd: translations })
  const labels = files.flatMap((file) => all(read(join(translations, file)), 'customLabels'))
  return Object.fromEntries(labels.map((label) => [text(label, 'name'), text(label, 'label')]))
}

function translatedFields(language: Language): Map<string, string> {
  const files = globSync(`objectTranslations/*-${language}/*.fieldTranslation-meta.xml`, { cwd: translations })
  return new Map(
    files.flatMap((file): [string, string][] => {
      const node = read(join(translations, file))
      const name = `${basename(dirname(file)).slice(0, -language.length - 1)}.${text(node, 'name')}`
      const values = all(node, 'picklistValues').map((value): [string, string] => [
        `${name}=${text(value, 'masterLabel')}`,
        text(value, 'translation'),
      ])
      return child(node, 'label') ? [[name, text(node, 'label')], ...values] : values
    }),
  )
}
