import { readdirSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { caseClosed, connectOrg, startBridge } from '../bridge/start.ts'
import { fill, targetOf } from '../bridge/target.ts'
import { run, serverCore } from '../machine/pinned.ts'
import { CpuMeter, rssMegabytes } from '../machine/process-tree.ts'
import { bareObject } from '../peers/bare.ts'
import type { Bench } from './bench.ts'
import { lighthouse } from '../machine/lighthouse.ts'

/**
 * From nothing to the first answer, of the bridge and of the smallest Worker in the same runtime: what is between them is our bundle.
 * And what an idle process holds, and what a customer's phone loads.
 */
export async function footprint(bench: Bench): Promise<void> {
  if (!bench.wants('bridge')) return
  bench.results.add('footprint', 'bridge', { 'bundle KiB gzip': gzipKiB(bench.options.bundle) })
  const [place, barePlace] = [await bench.place('footprint'), await bench.place('bare')]
  const bridge = await startBridge(place)
  const org = await connectOrg(bridge, place.orgId, { documents: caseClosed('live') })
  await fill(org, 1)
  const { origin, answer, pid } = targetOf('bridge', org, 1)
  bench.results.add('footprint', 'bridge', { 'idle MB': rssMegabytes(pid) })
  const page = `${origin}${answer!(0).path}`
  bench.results.add('survey page', 'bridge', { 'bytes transferred': await transferred(page) })
  for (let run = 0; run < (bench.isQuick ? 1 : 5); run++) {
    const scores = await lighthouse(page, bench.folder('lighthouse'), bench.say)
    if (!scores) bench.results.missing.set('Lighthouse', 'it or a browser cannot be had here')
    if (!scores) break
    bench.results.add('survey page', 'bridge', scores)
  }
  await bridge.running.stop()
  await (await bareObject('bare object')(barePlace, bench.say)).stop()

  for (let round = 0; round < bench.rounds * 2; round++) {
    const ours = await coldStart(place.folder, `${origin}/health`)
    const bare = await coldStart(barePlace.folder, `http://127.0.0.1:${barePlace.port}/`)
    bench.results.add('footprint', 'bridge', {
      ...startFigures(ours),
      'start ms over a bare Worker': ours.ms - bare.ms,
      'start cpu ms over a bare Worker': ours.cpuMs - bare.cpuMs,
    })
    bench.results.add('footprint', 'bare object', startFigures(bare))
  }
}

/** As wrangler counts it: everything that is uploaded, in one piece. */
function gzipKiB(bundle: string): number {
  const modules = readdirSync(bundle).filter((name) => !/\.(map|md)$/.test(name))
  return gzipSync(Buffer.concat(modules.map((name) => readFileSync(`${bundle}/${name}`)))).length / 1024
}

type Started = { ms: number; cpuMs: number }
const startFigures = ({ ms, cpuMs }: Started) => ({ 'start ms': ms, 'start cpu ms': cpuMs })

/** Over the configuration that an earlier start left in its folder. */
async function coldStart(folder: string, url: string): Promise<Started> {
  const begin = performance.now()
  const running = run(serverCore, [resolve('node_modules/.bin/workerd'), 'serve', `${folder}/workerd.capnp`], {
    log: `${folder}/start.txt`,
  })
  try {
    while (!(await answers(url))) await new Promise((done) => setTimeout(done, 2))
    return { ms: performance.now() - begin, cpuMs: new CpuMeter(running.pid).micros() / 1000 }
  } finally {
    await running.stop()
  }
}

const answers = (url: string): Promise<boolean> =>
  new Promise((done) => {
    const asked = request(url, { agent: false }, (reply) => reply.resume().once('end', () => done(true)))
    asked.once('error', () => done(false)).end()
  })

/** Headers and body as they travel, compressed as a browser asks for; the page needs nothing else. */
const transferred = (url: string): Promise<number> =>
  new Promise((done, fail) => {
    const headers = { 'accept-encoding': 'gzip, deflate, br', 'accept-language': 'en' }
    const asked = request(url, { headers, agent: false }, (reply) => {
      reply.resume().once('end', () => done(reply.socket.bytesRead))
    })
    asked.once('error', fail).end()
  })
