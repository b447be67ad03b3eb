import { build } from '../../scripts/run/build.ts'

/** System tests run what a deploy would run: the bundle is built once for all of them. */
export default async function setup(): Promise<void> {
  await build()
}
