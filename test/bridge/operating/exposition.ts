export type Series = { name: string; labels: Record<string, string>; value: number }
export type Family = { name: string; help: string; type: string; series: Series[] }

const metricName = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const header = new RegExp(`^# (HELP|TYPE) (${metricName}) (.+)$`)
const series = new RegExp(`^(${metricName})(?:\\{(.*)\\})? (\\S+)$`)
const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?!$)|$)/

/**
 * Reads the text as strictly as Prometheus and its linter do: HELP, TYPE, then the series of that family and no other; no series twice;
 * counters end in `_total`; each value is a finite number. Source: prometheus.io/docs/instrumenting/exposition_formats/, `promtool check metrics`.
 * @throws with the line that is wrong
 */
export function parseExposition(text: string): Family[] {
  if (!text.endsWith('\n') || text.includes('\n\n')) throw new Error('every line ends with one line feed')
  const families: Family[] = []
  const seen = new Set<string>()
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, named = '', said = ''] = header.exec(line) ?? []
    if (kind === 'HELP') families.push(begin(families, named, said))
    else if (kind === 'TYPE') typed(families.at(-1), named, said)
    else {
      const found = readSeries(line, families.at(-1))
      const key = JSON.stringify([found.name, Object.entries(found.labels).sort()])
      if (seen.has(key)) throw new Error(`twice: ${line}`)
      seen.add(key)
      families.at(-1)?.series.push(found)
    }
  }
  const empty = families.find(({ series }) => series.length === 0)
  if (empty) throw new Error(`${empty.name} has no series`)
  return families
}

function begin(families: Family[], name: string, help: string): Family {
  if (families.some((family) => family.name === name)) throw new Error(`${name} begins twice`)
  if (/\\(?![\\n])/.test(help)) throw new Error(`${name}: a backslash of the help is not escaped`)
  return { name, help, type: '', series: [] }
}

function typed(family: Family | undefined, name: string, type: string): void {
  if (family?.name !== name || family.type !== '') throw new Error(`TYPE of ${name} does not follow its HELP`)
  if (!['counter', 'gauge'].includes(type)) throw new Error(`${name} is a ${type}`)
  if ((type === 'counter') !== name.endsWith('_total'))
    throw new Error(`${name}: counters, and only they, end in _total`)
  family.type = type
}

function readSeries(line: string, family: Family | undefined): Series {
  const [, name, inner = '', number = ''] = series.exec(line) ?? []
  if (name === undefined || !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(number)) throw new Error(`not a series: ${line}`)
  if (family?.name !== name || family.type === '') throw new Error(`${name} stands outside its family`)
  const value = Number(number)
  if (family.type === 'counter' && value < 0) throw new Error(`a counter below nought: ${line}`)
  return { name, labels: readLabels(inner, line), value }
}

function readLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (let rest = text; rest !== '';) {
    const [all, name, value] = label.exec(rest) ?? []
    if (all === undefined || name === undefined || value === undefined) throw new Error(`not labels: ${line}`)
    if (name in labels || name.startsWith('__')) throw new Error(`the label ${name}: ${line}`)
    labels[name] = value.replace(/\\([\\"n])/g, (_, one: string) => (one === 'n' ? '\n' : one))
    rest = rest.slice(all.length)
  }
  return labels
}
