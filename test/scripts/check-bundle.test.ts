import { expect, it } from 'vitest'
import { checkBundle } from '../../scripts/check/bundle.ts'

const says = (gzip: string) => `Total Upload: 1200.10 KiB / gzip: ${gzip} KiB\nYour Worker has access to …`

it('a bundle may weigh 400 KiB and not more', () => {
  expect(checkBundle(says('400.00'))).toEqual({ problems: [], note: '400 of 400 KiB gzip' })
  expect(checkBundle(says('400.01')).problems).toEqual([expect.stringContaining('too large')])
})

it('a bundle of unknown size is a problem', () => {
  expect(checkBundle('--dry-run: exiting now.').problems).toEqual([expect.stringContaining('did not say')])
})
