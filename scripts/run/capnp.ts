import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export type WorkerdConfig = {
  bundle: string // folder of the built bundle
  from: string // the same folder as the configuration names it: relative to its own file
  state: string // folder of the objects' databases; from where workerd is started, unless absolute
  address: string
  /** What may be called: `public` alone keeps the bridge from the machines beside it. */
  network: ('public' | 'private' | 'local')[]
  /** Behind a proxy that ends TLS: the header that says how it was asked. */
  forwardedProto?: string
  /** Of each variable its value, or where the value is when workerd starts. */
  variables: Record<string, string | { environment: string }>
}

/**
 * The bridge as plain workerd runs it: the same bundle as on Cloudflare, its objects as SQLite files in a folder. Text modules keep the names
 * that the bundle imports them by. Source: workerd.capnp of the npm package workerd
 */
export function workerdConfig({
  bundle,
  from,
  state,
  address,
  network,
  forwardedProto,
  variables,
}: WorkerdConfig): string {
  const embed = (file: string) => `embed ${JSON.stringify(join(from, file))}`
  const texts = readdirSync(bundle).filter((file) => /\.(css|yaml|txt)$/.test(file))
  const modules = [
    `(name = "index.js", esModule = ${embed('index.js')})`,
    ...texts.map((file) => `(name = ${JSON.stringify(file)}, text = ${embed(file)})`),
  ]
  const bindings = Object.entries(variables).map(([name, value]) =>
    typeof value === 'string'
      ? `(name = "${name}", text = ${JSON.stringify(value)})`
      : `(name = "${name}", fromEnvironment = "${value.environment}")`,
  )
  const http = forwardedProto ? `(forwardedProtoHeader = "${forwardedProto}")` : '()'
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "state", disk = (path = ${JSON.stringify(state)}, writable = true)),
    (name = "bridge", worker = .bridge),
    (name = "internet", network = (
      allow = [${network.map((zone) => `"${zone}"`).join(', ')}],
      tlsOptions = (trustBrowserCas = true), # without it no https address can be called
    )),
  ],
  sockets = [(name = "http", address = "${address}", http = ${http}, service = "bridge")],
);
const bridge :Workerd.Worker = (
  modules = [
    ${modules.join(',\n    ')},
  ],
  compatibilityDate = "2026-10-20",
  durableObjectNamespaces = [
    (className = "Org", uniqueKey = "Org", enableSql = true),
    (className = "Directory", uniqueKey = "Directory", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "state"),
  bindings = [
    (name = "ORG", durableObjectNamespace = "Org"),
    (name = "DIRECTORY", durableObjectNamespace = "Directory"),
    ${bindings.join(',\n    ')},
  ],
);
`
}
