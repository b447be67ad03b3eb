import { check, resolveConfig } from 'prettier'
import { expect, it } from 'vitest'
import { join } from 'node:path'
import { root } from '../scratch.ts'

/** What the format step says of such a file of the package. */
async function isFormatted(path: string, text: string): Promise<boolean> {
  const filepath = join(root, 'lwc-package/main/planted', path)
  return check(text, { ...(await resolveConfig(filepath)), filepath })
}

it.each([
  ['classes/A.cls', 'public class A {\n    Integer a = 1;\n}\n', 'public class A {\n    Integer a=1;\n}\n'],
  ['objects/A.object-meta.xml', '<A>\n    <b>c</b>\n</A>\n', '<A><b >c</b>\n</A>\n'],
  ['lwc/a/a.js', `const a = { b: 'c' };\n`, `const a = { b: 'c', }\n`],
  [
    'lwc/a/a.html',
    '<template>\n    <p class={b}></p>\n</template>\n',
    '<template>\n    <p  class={b}></p>\n</template>\n',
  ],
])('the format of %s is checked', async (path, good, bad) => {
  expect(await isFormatted(path, good)).toBe(true)
  expect(await isFormatted(path, bad)).toBe(false)
})

it('Apex that cannot be read is a problem', async () => {
  await expect(isFormatted('classes/A.cls', 'public class A {')).rejects.toThrow(/Expecting '}'/)
})
