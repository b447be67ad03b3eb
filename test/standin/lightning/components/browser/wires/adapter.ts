type Emit = (value: unknown) => void
type Config = Record<string, unknown>

/** What a wire adapter does: it says when a configuration is whole, and loads what that asks for. */
export type Source = {
  needs: string[]
  load: (config: Config) => Promise<unknown>
  /** Whether a change of this record makes the answer stale. */
  isAbout?: (config: Config, recordId: string) => boolean
}

const live = new Set<{ renew: (recordId: string) => void }>()

/** Tells every wire that holds this record to load it again. */
export const renew = (recordId: string): void => live.forEach((adapter) => adapter.renew(recordId))

/** A wire adapter as LWC wants one: nothing first, then `{ data }` or `{ error }`; an answer that is overtaken is dropped. */
export const adapterOf = ({ needs, load, isAbout }: Source) =>
  class {
    readonly #emit: Emit
    #config: Config | null = null
    #asked = 0

    constructor(emit: Emit) {
      this.#emit = emit
      emit({ data: undefined, error: undefined })
    }

    connect(): void {
      live.add(this)
    }

    disconnect(): void {
      live.delete(this)
    }

    update(config: Config): void {
      this.#config = needs.every((name) => config[name] !== undefined && config[name] !== null) ? config : null
      void this.#load()
    }

    renew(recordId: string): void {
      if (this.#config && isAbout?.(this.#config, recordId)) void this.#load()
    }

    async #load(): Promise<void> {
      const asked = ++this.#asked
      if (!this.#config) return
      const answer = await load(this.#config).then(
        (data) => ({ data, error: undefined }),
        (error: unknown) => ({ data: undefined, error }),
      )
      if (asked === this.#asked) this.#emit(answer)
    }
  }
