import type { DatabaseSync } from 'node:sqlite'
import { parseXml, type XmlNode } from '../../schema/xml.ts'

/** One component as the Metadata API counts them; `xml` is its element, '' for code. */
export type Component = {
  type: string
  fullName: string
  fileName: string
  xml: string
  /** Flow versions count up; 1 for all else. */
  version: number
  /** Of a flow: the version that runs, 0 when none does. */
  activeVersion: number
  /** Earlier versions of a flow, by number. */
  earlier: Record<string, string>
  modifiedAt: string
  modifiedBy: string
}

/** What is deployed in one org; it lives as long as the org's file. */
export class Components {
  readonly #database: DatabaseSync
  readonly #known = new Map<string, Component>()
  readonly #listeners: (() => void)[] = []

  constructor(database: DatabaseSync) {
    this.#database = database
    database.exec('CREATE TABLE IF NOT EXISTS "org components" (name TEXT PRIMARY KEY, json TEXT NOT NULL)')
    for (const row of database.prepare('SELECT json FROM "org components" ORDER BY rowid').all()) {
      const component = JSON.parse(String(row['json'])) as Component
      this.#known.set(keyOf(component.type, component.fullName), component)
    }
  }

  all(type?: string): Component[] {
    return [...this.#known.values()].filter((component) => !type || component.type === type)
  }

  find(type: string, fullName: string): Component | undefined {
    return this.#known.get(keyOf(type, fullName))
  }

  put(component: Component): void {
    const key = keyOf(component.type, component.fullName)
    this.#known.set(key, component)
    this.#database
      .prepare(
        'INSERT INTO "org components" (name, json) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET json = excluded.json',
      )
      .run(key, JSON.stringify(component))
  }

  remove(type: string, fullName: string): void {
    const key = keyOf(type, fullName)
    this.#known.delete(key)
    this.#database.prepare('DELETE FROM "org components" WHERE name = ?').run(key)
  }

  /** To be called once after a deploy. */
  changed(): void {
    for (const listener of this.#listeners) listener()
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }
}

const keyOf = (type: string, fullName: string): string => `${type}:${fullName}`

/** The element of a component that has one. */
export const elementOf = ({ xml }: Component): XmlNode => parseXml(xml)

/** A node as text again, without namespaces, as it stands in a file of metadata. */
export function renderXml(node: XmlNode, name = node.name): string {
  if (node.children.length === 0) return `<${name}>${escapeXml(node.text.trim())}</${name}>`
  return `<${name}>${node.children.map((child) => renderXml(child)).join('')}</${name}>`
}

export const escapeXml = (text: string): string =>
  text.replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found]!)
