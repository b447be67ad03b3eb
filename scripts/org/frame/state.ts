import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What may stand in the file: ids and times, never a secret. Every verb may keep values under names of its own. */
export type StateValues = {
  bridgeUrl?: string
  consumerKey?: string
  integrationUserId?: string
  /** What was deployed last, as a hash of its files: the same need not go again. */
  deployed?: Record<string, string>
  [name: string]: unknown
}

/** What a verb remembers of an org. It only saves work: without it everything is looked at again. */
export class SetupState {
  readonly file: string
  #values: StateValues

  constructor(directory: string, orgId: string) {
    this.file = join(directory, `${orgId.slice(0, 15)}.json`)
    this.#values = read(this.file)
  }

  get values(): Readonly<StateValues> {
    return this.#values
  }

  keep(changed: StateValues): void {
    this.#values = { ...this.#values, ...changed }
    mkdirSync(join(this.file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(`${this.file}.new`, `${JSON.stringify(this.#values, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${this.file}.new`, this.file) // whoever is killed here leaves the old file or the new one
  }

  forget(): void {
    this.#values = {}
    rmSync(this.file, { force: true })
  }
}

function read(file: string): StateValues {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StateValues
  } catch {
    return {} // it only saves work
  }
}
