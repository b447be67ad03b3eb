import type { Random } from '../world/random.ts'
import { upTo } from '../world/random.ts'
import type { Place } from './place.ts'
import { post } from './post.ts'
import type { Weather } from './weather.ts'

type Listed = { id: number; to: string[]; subject: string }
export type Mail = { number: string; to: string; at: number }
/** What one customer gave: in order, and from which on it was accepted. */
export type Given = { number: string; email: string; csat: string[]; accepted: number }

type Customer = Given & { survey: string; unsubscribe: string; wanted: string[]; leaves: boolean; left: boolean }

/** People who read their mail: they answer, press again when nothing comes back, change their minds, or want no more. */
export class Customers {
  readonly mails: Mail[] = []
  readonly all: Customer[] = []
  readonly #place: Place
  readonly #weather: Weather
  readonly #random: Random
  readonly #read = new Set<number>()

  constructor(place: Place, weather: Weather, random: Random) {
    this.#place = place
    this.#weather = weather
    this.#random = random
  }

  /** True when nobody has anything left to say. */
  async act(): Promise<boolean> {
    await this.#readMail()
    for (const customer of this.all) {
      if (customer.wanted.length > 0) await this.#answer(customer)
      if (customer.leaves && !customer.left) await this.#leave(customer)
    }
    return this.all.every(({ wanted, leaves, left }) => wanted.length === 0 && leaves === left)
  }

  async #readMail(): Promise<void> {
    const { org } = this.#place.bridge
    const listed = (await org.control('GET', '/mails')) as Listed[]
    for (const { id, to, subject } of listed.toReversed().filter((mail) => !this.#read.has(mail.id))) {
      this.#read.add(id)
      const number = /\d{5,}/.exec(subject)?.[0] ?? ''
      this.mails.push({ number, to: to[0] ?? '', at: this.#place.now })
      const { text } = (await org.control('GET', `/mails/${id}`)) as { text: string }
      this.all.push(this.#customer(number, to[0] ?? '', text))
    }
  }

  #customer(number: string, email: string, text: string): Customer {
    const path = (door: string) =>
      new URL(new RegExp(`https:\\S+/${door}/\\S{16}/\\w{22}`).exec(text)?.[0] ?? '').pathname
    const chance = this.#random()
    // A note on every score tells two answers of one customer apart.
    const wanted = chance < 0.15 ? [] : chance < 0.35 ? ['4', '5'] : [String(4 + upTo(this.#random, 2))]
    const said = { number, email, csat: [], accepted: -1, wanted }
    return { ...said, survey: path('s'), unsubscribe: path('u'), leaves: chance >= 0.8, left: false }
  }

  async #answer(customer: Customer): Promise<void> {
    const csat = customer.wanted[0]!
    customer.csat.push(csat)
    const body = new URLSearchParams({ csat, comment: noteOf(customer.number, csat) }).toString()
    const heard = await this.#press(customer.survey, body)
    if (heard?.status === 303) {
      customer.accepted = customer.csat.length - 1
      customer.wanted.shift()
    } else if (heard !== null && heard.status < 500) customer.wanted = [] // its time is over
  }

  async #leave(customer: Customer): Promise<void> {
    customer.left = (await this.#press(customer.unsubscribe, 'List-Unsubscribe=One-Click'))?.status === 200
  }

  #press(path: string, body: string) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return post(this.#place, this.#weather, path, { method: 'POST', headers, body })
  }
}

export const noteOf = (number: string, csat: string): string => `${number} says ${csat}`
