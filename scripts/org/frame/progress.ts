import { createInterface } from 'node:readline/promises'
import { keepSecret, mask } from './mask.ts'
import { OrgError, type Step } from './result.ts'

const signs: Record<Step['state'], string> = {
  done: '✓',
  already: '=',
  would: '…',
  person: '!',
  skipped: '-',
  failed: '✗',
}

export type ProgressOptions = {
  isJson: boolean
  /** Nobody is asked anything: what needs an answer without a default is a failure. */
  isYes: boolean
  write?: (line: string) => void
}

/** Tells a person what happens, and asks. With --json the story goes to standard error. */
export class Progress {
  readonly #write: (line: string) => void
  readonly #isYes: boolean

  constructor({ isJson, isYes, write }: ProgressOptions) {
    this.#isYes = isYes
    this.#write = write ?? ((line) => (isJson ? console.error(line) : console.log(line)))
  }

  /** A line of the story; the only way out for text. */
  line(text = ''): void {
    this.#write(mask(text))
  }

  /** The beginning of a step: what, and why. */
  begin(place: string, title: string, why = ''): void {
    this.line(`${place} ${title}`)
    if (why) this.line(`      ${why}`)
  }

  /** The end of a step. */
  end({ state, detail, next, code }: Step): void {
    this.line(`    ${signs[state]} ${detail}${code ? ` (${code})` : ''}`)
    if (next) for (const line of next.split('\n')) this.line(`      → ${line}`)
  }

  /** Something under way, e.g. `41 of 130 components`. */
  detail(text: string): void {
    this.line(`      ${text}`)
  }

  get canAsk(): boolean {
    return !this.#isYes && process.stdin.isTTY === true && process.stderr.isTTY === true
  }

  /** True, too, with --yes. Without a person to ask it is a failure, so that nothing dangerous is taken for granted. */
  async confirm(question: string): Promise<boolean> {
    if (this.#isYes) return true
    const answer = await this.ask(`${question} [y/N]`)
    return /^y(es)?$/i.test(answer.trim())
  }

  /** Waits until a person says that they have done something; false when nobody is there to wait for. */
  async pause(what: string): Promise<boolean> {
    if (!this.canAsk) return false
    await this.ask(`${what} Press Enter when it is done.`)
    return true
  }

  /** @throws OrgError when nobody is there to answer */
  async ask(question: string): Promise<string> {
    if (!this.canAsk)
      throw new OrgError('needs_answer', `"${mask(question)}" needs an answer`, 'Run this in a terminal, or add --yes.')
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await terminal.question(`      ${mask(question)} `)
    } finally {
      terminal.close()
    }
  }

  /** Typed blind and kept out of everything that is printed. */
  async askSecret(question: string): Promise<string> {
    if (!this.canAsk)
      throw new OrgError('needs_answer', `"${mask(question)}" needs an answer`, 'Set it in the environment instead.')
    process.stderr.write(`      ${question} `)
    const typed = await readBlind()
    process.stderr.write('\n')
    keepSecret(typed)
    return typed
  }
}

/** Reads a line without showing it: the terminal is in raw mode, so nothing echoes. */
function readBlind(): Promise<string> {
  const { stdin } = process
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (finish: () => void) => {
      stdin.off('data', read).setRawMode(false).pause()
      finish()
    }
    const read = (chunk: Buffer) => {
      for (const character of chunk.toString('utf8')) {
        if (character === '\r' || character === '\n') return end(() => resolve(typed))
        if (character === '\u0003')
          return end(() => reject(new OrgError('stopped', 'Stopped', 'Run the same command again: it goes on.')))
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character
      }
    }
    stdin.setRawMode(true).resume().on('data', read)
  })
}
