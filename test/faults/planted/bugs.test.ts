import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bugs } from './bugs.ts'

const root = join(import.meta.dirname, '../../..')

it.each(bugs)('$name can still be planted: its place is there, once', ({ file, from, to }) => {
  expect(readFileSync(join(root, file), 'utf8').split(from)).toHaveLength(2)
  expect(to).not.toBe(from)
})
