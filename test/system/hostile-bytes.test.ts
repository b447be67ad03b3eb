import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../scripts/run/ports.ts'
import { anId, outboundMessage } from '../support/outbound.ts'
import { World, type Notification } from './world.ts'

let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.stop())

/** What comes back for bytes as they are; '' when the connection was closed without a word. The limit is for who may never hear. */
const raw = (bytes: string, limitMs = 40_000): Promise<string> =>
  new Promise((done) => {
    let reply = ''
    const socket = connect(Number(new URL(world.bridge.url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'))
    const end = () => (clearTimeout(timer), socket.destroy(), done(reply))
    const timer = setTimeout(end, limitMs)
    socket.on('data', (part) => (reply += part.toString('latin1')))
    socket.on('close', end).on('error', end)
  })
/** A sender who stops in the middle of his message and keeps the line. */
const hang = async (): Promise<{ socket: Socket; heard: string[] }> => {
  const socket = connect(Number(new URL(world.bridge.url).port), '127.0.0.1')
  const heard: string[] = []
  socket.on('data', (part) => heard.push(part.toString('latin1'))).on('error', () => {})
  await once(socket, 'connect')
  socket.write(`${head('Content-Length: 4000000')}${message().slice(0, 400)}`)
  return { socket, heard }
}
const statuses = (reply: string): number[] =>
  [...reply.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((found) => Number(found[1]))
const stored = async (): Promise<number> => (await world.all<Notification>('notifications')).length
const path = (): string => new URL(world.connected.triggerUrl).pathname
const message = (): string =>
  outboundMessage({
    organizationId: world.org.orgId,
    notifications: [{ id: anId('04l'), object: 'Nobody__c', fields: { Id: anId('a00') } }],
  })
const head = (...headers: string[]): string =>
  [`POST ${path()} HTTP/1.1`, 'Host: bridge', 'Content-Type: text/xml', ...headers, '', ''].join('\r\n')
const chunked = (...parts: string[]): string =>
  [...parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`), '0\r\n\r\n'].join('')

/** Memory of the process now, in MB. */
const memory = (): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${world.bridge.pid}/status`, 'utf8'))?.[1]) / 1024

describe('bytes that are hardly HTTP', () => {
  it.each<[string, () => string]>([
    ['two lengths', () => `${head('Content-Length: 5', 'Content-Length: 6')}hello!`],
    ['a length in a list', () => `${head('Content-Length: 5, 6')}hello!`],
    ['a negative length', () => `${head('Content-Length: -1')}hello`],
    ['a length that is no number', () => `${head('Content-Length: 0x5')}hello`],
    ['a length with a sign', () => `${head('Content-Length: +5')}hello`],
    ['a length beyond all numbers', () => `${head('Content-Length: 99999999999999999999')}hello`],
    ['a chunk that is none', () => `${head('Transfer-Encoding: chunked')}zz\r\nhello\r\n0\r\n\r\n`],
    ['a chunk of a negative size', () => `${head('Transfer-Encoding: chunked')}-5\r\nhello\r\n0\r\n\r\n`],
    ['a chunk of 2^64', () => `${head('Transfer-Encoding: chunked')}ffffffffffffffffff\r\nhello\r\n0\r\n\r\n`],
    ['an encoding nobody knows', () => `${head('Transfer-Encoding: xchunked')}${chunked(message())}`],
    ['an encoding in disguise', () => `${head('Transfer-Encoding : chunked')}${chunked(message())}`],
    [
      'an encoding twice',
      () => `${head('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}${chunked(message())}`,
    ],
    ['a header without a name', () => `${head(': x', 'Content-Length: 5')}hello`],
    ['a header with a NUL', () => `${head('X: a\0b', 'Content-Length: 5')}hello`],
    ['a folded header', () => `${head('X: a\r\n b', 'Content-Length: 5')}hello`],
    ['a megabyte of headers', () => head(`X: ${'a'.repeat(1_000_000)}`, 'Content-Length: 0')],
    ['20,000 headers', () => head(...Array.from({ length: 20_000 }, (_, n) => `X${n}: y`), 'Content-Length: 0')],
    ['an address of a megabyte', () => `GET /${'a'.repeat(1_000_000)} HTTP/1.1\r\nHost: bridge\r\n\r\n`],
    ['an address with a line end', () => `GET /x\r\nX: y HTTP/1.1\r\nHost: bridge\r\n\r\n`],
    ['another host’s address', () => `GET http://evil.example/api/orgs HTTP/1.1\r\nHost: evil.example\r\n\r\n`],
    ['CONNECT', () => 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
    ['no HTTP at all', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['HTTP/2 without asking', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['nothing', () => '\r\n'.repeat(1_000)],
  ])('(%s) are refused, nothing is stored, and the bridge goes on', async (_, bytes) => {
    const before = await stored()
    const reply = await raw(bytes(), 700)
    expect(statuses(reply).filter((status) => status < 400)).toEqual([])
    expect(reply).not.toMatch(/node_modules|\.ts:\d/)
    expect(await stored()).toBe(before)
  })

  it('with both a length and chunks hide no second request behind the first', async () => {
    const hidden = `DELETE /api/orgs/${world.connected.orgKey}/credentials/api/1 HTTP/1.1\r\nHost: bridge\r\nAuthorization: Bearer ${world.secrets.operatorToken}\r\n\r\n`
    await raw(`${head('Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`, 700)
    await raw(`${head('Transfer-Encoding: chunked', `Content-Length: ${hidden.length}`)}${hidden}`, 700)
    expect(await stored()).toBeGreaterThanOrEqual(0) // the token that was to be revoked still opens the API
  })
})

describe('a body that comes in pieces', () => {
  it('and is right is taken, however small they are', async () => {
    const before = await stored()
    const reply = await raw(
      `${head('Transfer-Encoding: chunked', 'Connection: close')}${chunked(...message().match(/[^]{1,7}/g)!)}`,
    )
    expect(reply).toContain('<Ack>true</Ack>')
    expect(await stored()).toBe(before + 1)
  })

  it('and stops in the middle is not taken and holds nobody up', async () => {
    const before = await stored()
    const hanging = await Promise.all(Array.from({ length: 100 }, hang))
    try {
      const reply = await raw(`${head(`Content-Length: ${message().length}`, 'Connection: close')}${message()}`)
      expect(reply).toContain('<Ack>true</Ack>')
      expect(hanging.filter(({ socket }) => socket.closed)).toEqual([]) // it was taken before any of them had ended
      await new Promise((resolve) => setTimeout(resolve, 2_000)) // time enough to say a wrong word
    } finally {
      for (const { socket } of hanging) socket.destroy()
    }
    for (const { heard } of hanging) expect(heard.join('')).not.toContain('Ack')
    expect(await stored()).toBe(before + 1)
  })

  // Memory is read from /proc.
  it.runIf(process.platform === 'linux')(
    'and has no end is cut off: forty senders of a hundred megabytes each leave memory as it was',
    async () => {
      const piece = new Uint8Array(1024 * 1024).fill(97)
      const send = async (address: string, headers: Record<string, string>): Promise<number> => {
        let sent = 0
        const body = new ReadableStream({
          pull: (to) => void (sent++ < 100 ? to.enqueue(piece) : to.close()),
        })
        const init = { method: 'POST', body, headers, duplex: 'half' }
        let status = 413 // when the connection is cut before an answer
        try {
          const reply = await fetch(address, init as RequestInit)
          status = reply.status
          await reply.arrayBuffer() // cut with the connection perhaps, for we were still talking
        } catch {
          // what was answered until then counts
        }
        return status
      }
      const { triggerUrl, orgKey, adminToken } = world.connected
      const api = `${world.bridge.url}/api/orgs/${orgKey}`
      await send(triggerUrl, { 'content-type': 'text/xml' })
      const before = memory()
      let most = before
      const watch = setInterval(() => (most = Math.max(most, memory())), 20)
      const doors: [string, Record<string, string>][] = [
        [triggerUrl, { 'content-type': 'text/xml' }],
        [triggerUrl.replace(/.$/, '_'), { 'content-type': 'text/xml' }],
        [`${api}/documents/check`, { authorization: `Bearer ${adminToken}` }],
        [`${world.bridge.url}/s/${orgKey}/${'2'.repeat(22)}`, { 'content-type': 'application/x-www-form-urlencoded' }],
      ]
      const replies = await Promise.all(
        Array.from({ length: 40 }, (_, n) => send(...doors[n % doors.length]!)),
      ).finally(() => clearInterval(watch))
      expect(replies.filter((status) => ![401, 404, 405, 410, 413].includes(status))).toEqual([])
      console.log(
        `hostile ${JSON.stringify({ door: 'plain workerd', memoryMb: Math.round(before), mostMb: Math.round(most) })}`,
      )
      expect(most - before).toBeLessThan(300) // 40 times the 4 MB that a message may have, read twice over
      await until('the bridge to be well', async () => (await fetch(`${world.bridge.url}/health`)).ok)
    },
  )
})
