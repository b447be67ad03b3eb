import { build } from '../../scripts/run/build.ts'
import { browserPath } from '../browser/browser.ts'

/**
 * System tests run what a deploy would run: the bundle is built once for all of them. So is the browser unpacked: who asks for it
 * while another file unpacks it is given a half of it (@sparticuz/chromium 153 only looks whether the file is there).
 */
export default async function setup(): Promise<void> {
  await Promise.all([build(), browserPath()])
}
