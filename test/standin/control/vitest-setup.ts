import type { TestProject } from 'vitest/node'
import { startStandIn } from '../index.ts'

/** One stand-in Salesforce for the whole run; each test makes its own org in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const standIn = await startStandIn()
  project.provide('standInUrl', standIn.controlUrl)
  return () => standIn.stop()
}

declare module 'vitest' {
  interface ProvidedContext {
    standInUrl: string
  }
}
