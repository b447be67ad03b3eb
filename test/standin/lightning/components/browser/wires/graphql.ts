import { call, FetchResponse } from './call.ts'

type Emitted = { data: unknown; errors: unknown; refresh?: () => Promise<void> }
type Config = { query?: string; variables?: Record<string, unknown>; operationName?: string }
type Answer = { data: unknown; errors: { message: string }[] }

/** lightning/graphql: the query as text. */
export const gql = (parts: TemplateStringsArray, ...values: unknown[]): string => String.raw({ raw: parts }, ...values)

/** The wire adapter: the callback gets `{ data, errors, refresh }`. Source: LWC guide, GraphQL wire adapter reference */
export class graphql {
  readonly #emit: (value: Emitted) => void
  #config: Config = {}
  #asked = 0

  constructor(emit: (value: Emitted) => void) {
    this.#emit = emit
    emit({ data: undefined, errors: undefined })
  }

  connect(): void {}

  disconnect(): void {
    this.#asked++
  }

  update(config: Config): void {
    this.#config = config
    void this.refresh()
  }

  refresh = async (): Promise<void> => {
    const { query, variables, operationName } = this.#config
    if (!query || Object.values(variables ?? {}).includes(undefined)) return // as with every wire: it waits until all is there
    const asked = ++this.#asked
    const emitted = await call<Answer>('POST', 'graphql', { query, variables, operationName }).then(
      ({ data, errors }) => ({ data, errors: errors.length > 0 ? errors : undefined }),
      (error: unknown) => ({ data: undefined, errors: [{ message: messageOf(error) }] }),
    )
    if (asked === this.#asked) this.#emit({ ...emitted, refresh: this.refresh })
  }
}

const messageOf = (error: unknown): string => {
  const body = error instanceof FetchResponse ? (error.body as { message?: string } | undefined) : undefined
  return body?.message ?? String(error)
}
