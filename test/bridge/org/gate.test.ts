import { describe, expect, it } from 'vitest'
import { Gate } from '../../../bridge/org/apps/gate.ts'
import { FakeRecords } from '../../support/write-back.ts'

describe('the outside calls of one object', () => {
  it('are five at a time; whoever comes later takes the place of the first that leaves', async () => {
    const gate = new Gate()
    const records = new FakeRecords()
    const gated = gate.records(records)
    const ends: (() => void)[] = []
    records.meanwhile = () => new Promise((end) => ends.push(end))
    const calls = Array.from({ length: 7 }, () => gated.upsert([], 1))
    await scheduler.wait(1)
    expect(records.calls).toHaveLength(5)
    ends[2]!()
    await calls[2]
    expect(records.calls).toHaveLength(6)
    ends.forEach((end) => end())
    await scheduler.wait(1)
    ends.forEach((end) => end())
    await Promise.all(calls)
    expect(records.calls).toHaveLength(7)
  })

  it('give their place back when they fail', async () => {
    const gate = new Gate()
    const broken = () => gate.pass(() => Promise.reject(new Error('broken')))
    for (let times = 0; times < 6; times++) await expect(broken).rejects.toThrow('broken')
    expect(await gate.pass(async () => 'through')).toBe('through')
  })
})
