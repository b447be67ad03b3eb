/** One family of series, in the words of Prometheus. `over`: how orgs add up when they are not told apart. */
export type Metric = {
  name: string
  help: string
  type: 'counter' | 'gauge'
  over: 'sum' | 'max'
  samples: Sample[]
}
export type Labels = Record<string, string>
export type Sample = { labels: Labels; value: number }

export const contentType = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * The text that Prometheus scrapes: each family once, with HELP and TYPE before its series. A family without series is left out.
 * Source: prometheus.io/docs/instrumenting/exposition_formats/
 */
export const exposition = (metrics: Metric[]): string =>
  metrics
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, help, type, samples }) =>
        `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${samples.map((sample) => line(name, sample)).join('')}`,
    )
    .join('')

function line(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text).replaceAll('"', '\\"')}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')

/** The same metrics with one label taken off, series that become the same put together. */
export const without = (label: string, metrics: Metric[]): Metric[] =>
  metrics.map((metric) => {
    const merged = new Map<string, Sample>()
    for (const sample of metric.samples) {
      const { [label]: _, ...labels } = sample.labels
      const key = JSON.stringify(labels)
      const known = merged.get(key)?.value
      const value = known === undefined ? sample.value : join(metric.over, known, sample.value)
      merged.set(key, { labels, value })
    }
    return { ...metric, samples: [...merged.values()] }
  })

const join = (over: Metric['over'], a: number, b: number): number => (over === 'sum' ? a + b : Math.max(a, b))
