import { describe, expect, it } from 'vitest'
import { audit } from '../../../scripts/check/dependencies/audit.ts'

const advisory = {
  title: 'Everything leaks',
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  severity: 'moderate',
  range: '<1.2.3',
}
const report = (...via: unknown[]) =>
  JSON.stringify({ vulnerabilities: { leaky: { via }, parent: { via: ['leaky'] } } })
const says = (text: string) => () => Promise.resolve(text)

describe('an audit', () => {
  it('that finds nothing says so', async () => {
    expect(await audit(false, says('{"vulnerabilities":{}}'))).toEqual({
      problems: [],
      note: '0 advisories for what we ship',
    })
  })

  it('that finds an advisory of any severity is a problem, once', async () => {
    const { problems } = await audit(false, says(report(advisory)))
    expect(problems).toEqual([`leaky <1.2.3: moderate: Everything leaks ${advisory.url}`])
  })

  it('passes what we have accepted, until it is mended', async () => {
    const accepted = { 'GHSA-aaaa-bbbb-cccc': 'we do not call it' }
    expect((await audit(false, says(report(advisory)), accepted)).problems).toEqual([])
    expect((await audit(false, says('{"vulnerabilities":{}}'), accepted)).problems).toEqual([
      'GHSA-aaaa-bbbb-cccc is accepted and not found any more: take it out of the list',
    ])
  })

  it.each([
    [
      'a registry without an advisory service',
      '{"statusCode":405,"message":"405 Method Not Allowed"}',
      /NOT AUDITED: .*405/,
    ],
    ['no network', '{"message":"getaddrinfo ENOTFOUND","error":{}}', /NOT AUDITED: .*ENOTFOUND/],
    ['no answer', '', /NOT AUDITED: .*it said nothing/],
    ['a page', '<html>', /NOT AUDITED: .*<html>/],
  ])('with %s is skipped and says so; where it is required, that is a problem', async (_, text, words) => {
    expect(await audit(false, says(text))).toEqual({ problems: [], skipped: expect.stringMatching(words) })
    expect(await audit(true, says(text))).toEqual({ problems: [expect.stringMatching(words)] })
  })
})
