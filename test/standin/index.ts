import { parseArgs } from 'node:util'
import { control } from './control/app.ts'
import { listen } from './control/listen.ts'
import { Server } from './server.ts'

export type StandInOptions = {
  /** Of the control API; any free one without it. */
  port?: number
  /** Where orgs live on after a restart; in memory without it. */
  stateDir?: string
  /** For orgs that name no scale of their own. */
  clockScale?: number
}
export type StandIn = { controlUrl: string; stop(): Promise<void> }

/** Starts the stand-in Salesforce: many orgs, one control API, one mail server. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const server = await Server.open(options.stateDir ?? null, options.clockScale)
  const app = control(server)
  const listening = await listen((request) => app.fetch(request), options.port ?? server.controlPort)
  server.controlPort = listening.port
  server.save()
  const stop = async () => {
    await listening.stop()
    await server.stop()
  }
  return { controlUrl: listening.url, stop }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'state-dir': { type: 'string' }, 'clock-scale': { type: 'string' } },
  })
  const standIn = await startStandIn({
    ...(values.port && { port: Number(values.port) }),
    ...(values['state-dir'] && { stateDir: values['state-dir'] }),
    ...(values['clock-scale'] && { clockScale: Number(values['clock-scale']) }),
  })
  console.log(`Stand-in Salesforce: ${standIn.controlUrl}/control/orgs`)
  const end = () => void standIn.stop().then(() => process.exit(0))
  process.once('SIGINT', end).once('SIGTERM', end)
}
