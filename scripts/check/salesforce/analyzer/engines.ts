import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import {
  CodeAnalyzer,
  CodeAnalyzerConfig,
  type EngineLogEvent,
  EventType,
  type LogEvent,
  LogLevel,
} from '@salesforce/code-analyzer-core'
import type { Finding } from './waivers.ts'

export type Violation = Finding & { severity: number; tags: string[] }

/** `flow` needs Python besides Java. */
export type Engine = 'pmd' | 'regex' | 'flow' | 'sfge'

/**
 * Salesforce's Code Analyzer without its command line, over the folder `of` inside `root`. Selectors are its own: `Recommended`,
 * `AppExchange`, a rule's name (developer.salesforce.com/docs/platform/salesforce-code-analyzer/guide/rules.html).
 */
export async function analyze(
  root: string,
  of: string,
  engines: Engine[],
  selectors: string[],
): Promise<{ rules: number; violations: Violation[]; failures: string[] }> {
  const failures: string[] = []
  const analyzer = new CodeAnalyzer(CodeAnalyzerConfig.fromObject({ log_folder: tmpdir(), engines: settings }))
  analyzer.onEvent(EventType.LogEvent, ({ logLevel, message }: LogEvent) => {
    if (logLevel === LogLevel.Error) failures.push(message)
  })
  analyzer.onEvent(EventType.EngineLogEvent, ({ logLevel, engineName, message }: EngineLogEvent) => {
    if (logLevel === LogLevel.Error) failures.push(`${engineName}: ${message}`)
  })
  for (const engine of engines) await analyzer.addEnginePlugin(await plugin(engine))
  const workspace = await analyzer.createWorkspace([join(root, of)])
  const rules = await analyzer.selectRules(selectors, { workspace })
  const results = await analyzer.run(rules, { workspace })
  const violations = results.getViolations().map((violation): Violation => {
    const rule = violation.getRule()
    const place = violation.getPrimaryLocation()
    return {
      rule: `${rule.getEngineName()}:${rule.getName()}`,
      severity: rule.getSeverityLevel(),
      tags: rule.getTags(),
      file: relative(root, place.getFile() ?? root),
      line: place.getStartLine() ?? 1,
      message: violation.getMessage().trim(),
    }
  })
  return { rules: rules.getCount(), violations, failures }
}

const settings = {
  // PMD reads JavaScript with a parser that knows no `catch {`: ESLint reads it, and holds PMD's one rule for components.
  pmd: { rule_languages: ['apex', 'html', 'xml'] },
  sfge: { java_thread_timeout: 600_000 }, // for one entry point, by the clock: a busy machine is no finding
}

/**
 * The gate: the rules of the AppExchange security review and all others on security at any severity, the rest down to moderate (3).
 * How large a method may be (Design) is left to its reader, down from high (2).
 */
export const isGated = ({ severity, tags }: Violation): boolean =>
  tags.includes('AppExchange') || tags.includes('Security') || severity <= (tags.includes('Design') ? 2 : 3)

async function plugin(name: Engine): Promise<EnginePlugin> {
  const loaded = {
    pmd: () => import('@salesforce/code-analyzer-pmd-engine'),
    regex: () => import('@salesforce/code-analyzer-regex-engine'),
    flow: () => import('@salesforce/code-analyzer-flow-engine'),
    sfge: () => import('@salesforce/code-analyzer-sfge-engine'),
  }
  const plugin = (await loaded[name]()).createEnginePlugin() as unknown as EnginePlugin
  const create = plugin.createEngine.bind(plugin)
  plugin.createEngine = async (engineName, config) => {
    const engine = await create(engineName, config)
    engine.removeEventListener ??= () => {} // the newest flow engine (0.22) is older than what the core asks for
    return engine
  }
  return plugin
}

type EnginePlugin = Parameters<CodeAnalyzer['addEnginePlugin']>[0] & {
  createEngine: (name: string, config: object) => Promise<{ removeEventListener?: () => void }>
}
