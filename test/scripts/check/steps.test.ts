import { describe, expect, it } from 'vitest'
import { runSteps, type Step } from '../../../scripts/check/run-steps.ts'
import { findingsOf } from '../../../scripts/check/run-tool.ts'

async function printed(steps: Step[]): Promise<{ lines: string[]; failed: number }> {
  const lines: string[] = []
  const { failed } = await runSteps([steps], (line) => lines.push(line))
  return { lines, failed }
}
const fine: Step = { name: 'fine', run: () => ({ problems: [], note: '3 files' }) }

describe('the steps of a check', () => {
  it('all run, also after one has found a problem or could not run, and are counted in the last line', async () => {
    const { lines, failed } = await printed([
      { name: 'broken', run: () => Promise.reject(new Error('no such tool')) },
      { name: 'sad', run: () => ({ problems: [{ file: 'a.ts', line: 7, message: 'is wrong' }, 'so is this'] }) },
      fine,
    ])
    expect(lines).toEqual([
      expect.stringMatching(/^problem {2}broken +\d/),
      '         could not run: no such tool',
      expect.stringMatching(/^problem {2}sad +\d/),
      '         a.ts:7  is wrong',
      '         so is this',
      expect.stringMatching(/^ok {7}fine .* 3 files$/),
      '1 passed, 2 failed',
    ])
    expect(failed).toBe(2)
  })

  it('of two lanes run side by side, and each is told when it has ended', async () => {
    const lines: string[] = []
    const gate = Promise.withResolvers<void>()
    const slow: Step = { name: 'slow', run: () => gate.promise.then(() => ({ problems: [] })) }
    const opens: Step = { name: 'opens', run: () => (gate.resolve(), { problems: [], note: 'one\ntwo' }) }
    expect(await runSteps([[slow], [fine, opens]], (line) => lines.push(line))).toEqual({ passed: 3, failed: 0 })
    expect(lines.map((line) => line.split(/ +/)[1])).toEqual(['fine', 'opens', 'slow', 'passed,'])
    expect(lines[1]).toMatch(/ one\n {9}two$/)
  })

  it('that could not look have neither passed nor failed, and say why', async () => {
    const { lines, failed } = await printed([
      fine,
      { name: 'blind', run: () => ({ problems: [], skipped: 'no light' }) },
    ])
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^skipped {2}blind .* no light$/),
      '1 passed, 0 failed, 1 skipped',
    ])
    expect(failed).toBe(0)
  })

  it('fail none when all are fine', async () => {
    expect((await printed([fine, fine])).lines.at(-1)).toBe('2 passed, 0 failed')
  })
})

describe('a tool', () => {
  it('that ends with another code than 0 is a problem, in its own words', async () => {
    const { problems } = await findingsOf('tsc', ['-p', 'no-such-tsconfig.json', '--pretty', 'false'])
    expect(problems).toEqual([expect.stringContaining('no-such-tsconfig.json')])
  })

  it('that is not installed cannot run', async () => {
    await expect(findingsOf('no-such-tool', [])).rejects.toThrow('ENOENT')
  })

  it('that ends with 0 found nothing', async () => {
    expect(await findingsOf('tsc', ['--version'])).toEqual({ problems: [] })
  })
})
