import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importPKCS8, importX509, jwtVerify, SignJWT } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { explain } from '../../../scripts/org/deploy/explain.ts'
import type { OrgContext } from '../../../scripts/org/frame/context.ts'
import { minutesIn, parseFlags } from '../../../scripts/org/frame/flags.ts'
import { keepSecret, mask } from '../../../scripts/org/frame/mask.ts'
import { Progress } from '../../../scripts/org/frame/progress.ts'
import { OrgError, toOrgError } from '../../../scripts/org/frame/result.ts'
import { SetupState } from '../../../scripts/org/frame/state.ts'
import { runTasks, type Look, type Task } from '../../../scripts/org/frame/tasks.ts'
import { makeKeyPair } from '../../../scripts/org/setup/certificate.ts'
import { fillPlaces } from '../../../scripts/org/setup/places.ts'

const folder = mkdtempSync(join(tmpdir(), 'survey-frame-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what is printed', () => {
  it.each([
    ['a token we hold', () => keepSecret('3.hunter2hunter2hunter2'), 'Bearer 3.hunter2hunter2hunter2', 'Bearer ***'],
    ['a session in a library’s error', () => {}, 'bad 00D000000000001!AQ.abcdefghijklmnopqrstuvw', 'bad ***'],
    [
      'a trigger address',
      () => {},
      'https://b/trigger/abcdefghijklmnop/1.mac-x',
      'https://b/trigger/abcdefghijklmnop/***',
    ],
    ['an assertion', () => {}, 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln', '***'],
    ['a key', () => {}, 'x -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----', 'x ***'],
  ])('holds no secret: %s', (_, before, text, masked) => {
    before()
    expect(mask(text)).toBe(masked)
  })

  it('masks every line of a kept key, and leaves short words alone', () => {
    keepSecret(`-----BEGIN X-----\n${'k'.repeat(64)}\n-----END X-----`)
    keepSecret('short')
    expect(mask(`line ${'k'.repeat(64)} short`)).toBe('line *** short')
  })

  it('asks nobody when nobody is there', async () => {
    const say = new Progress({ isJson: false, isYes: false, write: () => {} })
    await expect(say.confirm('Sure?')).rejects.toMatchObject({ code: 'needs_answer' })
    expect(await new Progress({ isJson: false, isYes: true, write: () => {} }).confirm('Sure?')).toBe(true)
  })
})

describe('the state of an org', () => {
  it('is a file that only its owner reads, and a broken one is as none', () => {
    const state = new SetupState(folder, '00D000000000001AAA')
    state.keep({ bridgeUrl: 'https://b' })
    expect(statSync(state.file).mode & 0o777).toBe(0o600)
    expect(new SetupState(folder, '00D000000000001').values).toEqual({ bridgeUrl: 'https://b' })
    writeFileSync(state.file, '{ broken')
    expect(new SetupState(folder, '00D000000000001').values).toEqual({})
  })
})

describe('the command line', () => {
  it('knows the shared flags and a verb’s own, and names the one it does not know', () => {
    const { shared, own, words } = parseFlags(['push', '--org', 'dev', '--folder', 'x', '--json'], {
      folder: { type: 'string' },
    })
    expect(shared).toMatchObject({ org: 'dev', isJson: true, isYes: false, stateDir: '.survey-bridge' })
    expect([own, words]).toEqual([{ folder: 'x' }, ['push']])
    expect(() => parseFlags(['--orgg', 'dev'], {})).toThrow(/--orgg/)
  })

  it.each(['soon', '-1', ''])('takes no "%s" for minutes: that wait would never end', (text) => {
    expect(() => minutesIn('wait-minutes', text)).toThrow(/--wait-minutes/)
    expect(minutesIn('wait-minutes', '0.5')).toBe(0.5)
  })
})

describe('steps', () => {
  const context = (isDryRun = false) =>
    ({ say: new Progress({ isJson: false, isYes: true, write: () => {} }), isDryRun }) as OrgContext
  const step = (id: string, looks: Look[], act?: () => Promise<void>): Task => {
    let at = 0
    const look = () => Promise.resolve(looks[Math.min(at++, looks.length - 1)]!)
    return { id, title: id, why: '', look, ...(act && { act }) }
  }
  const done: Look = { isDone: true, detail: 'so' }
  const open: Look = { isDone: false, detail: 'not so' }
  const states = async (tasks: Task[], isDryRun = false) =>
    (await runTasks(context(isDryRun), tasks)).steps.map(({ state, code }) => code ?? state)

  it('do what is missing, look again, and stop at the first failure', async () => {
    const fails = step('b', [open], () => Promise.reject(new OrgError('refused', 'no', 'do this')))
    const nothing = step('c', [open], () => Promise.resolve())
    expect(
      await states([step('a', [done]), step('d', [open, done], async () => {}), fails, step('e', [done])]),
    ).toEqual(['already', 'done', 'refused', 'skipped'])
    expect(await states([nothing])).toEqual(['not_verified'])
  })

  it('leave to a person what only a person can do, and go on', async () => {
    const byHand = step('a', [open, { ...open, next: 'Setup > Flows' }], async () => {})
    expect(await states([byHand, step('b', [done])])).toEqual(['person', 'already'])
  })

  it('change nothing in a dry run', async () => {
    const acting = step('a', [open], () => Promise.reject(new Error('acted')))
    expect(await states([acting], true)).toEqual(['would'])
  })
})

describe('a refused deploy', () => {
  const problem = (text: string) =>
    explain({
      status: 'Failed',
      details: { componentFailures: { componentType: 'Flow', fullName: 'X', problem: text } },
    })

  it('names every component, its place and the next step', () => {
    const error = explain({
      details: {
        componentFailures: [
          {
            componentType: 'CustomField',
            fullName: 'Case.A__c',
            problem: 'In field: x - no CustomObject named Order found',
            lineNumber: '3',
          },
          { componentType: 'ApexClass', fullName: 'B', problem: 'Variable does not exist' },
        ],
      },
    })
    expect(error.code).toBe('deploy_failed')
    expect(error.message).toContain('CustomField Case.A__c (line 3): In field')
    expect(error.message).toContain('ApexClass B: Variable does not exist')
    expect(error.next).toContain('Order Settings')
  })

  it('says when tests were the reason', () => {
    const failures = { name: 'SurveyBridgeTest', methodName: 'works', message: 'Assertion failed' }
    const error = explain({ details: { runTestResult: { failures } } })
    expect([error.code, error.message]).toEqual([
      'tests_failed',
      expect.stringContaining('SurveyBridgeTest.works: Assertion failed'),
    ])
  })

  it('says when a class was tested too little, which no component tells', () => {
    const message = 'Test coverage of selected Apex Class is 40%, at least 75% test coverage is required'
    const error = explain({
      status: 'Failed',
      details: { runTestResult: { codeCoverageWarnings: { name: 'Bridge', message } } },
    })
    expect([error.code, error.message, error.next]).toEqual([
      'tests_failed',
      expect.stringContaining(`Bridge: ${message}`),
      expect.stringContaining('rule of the org'),
    ])
  })

  it.each([
    ['consumer secrets are off', 'Turn on Allow access to … consumer secrets', /External Client App Settings/],
    [
      'Not available for deploy for this organization',
      'Not available for deploy for this organization',
      /Language Settings/,
    ],
    ['no User named x found', 'In field: integrationUser - no User named x found', /integration user/],
  ])('%s: knows what helps', (_, text, next) => expect(problem(text).next).toMatch(next))
})

describe('the key pair', () => {
  it('signs what its certificate verifies, for five years', async () => {
    const { privateKeyPem, certificatePem, expiresAt } = await makeKeyPair('Survey Bridge')
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .sign(await importPKCS8(privateKeyPem, 'RS256'))
    await expect(jwtVerify(token, await importX509(certificatePem, 'RS256'))).resolves.toBeDefined()
    const certificate = new X509Certificate(certificatePem)
    expect(certificate.subject).toBe('CN=Survey Bridge')
    expect(Date.parse(certificate.validTo)).toBeCloseTo(expiresAt.getTime(), -4)
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(4.9 * 365 * 86_400_000)
  })
})

describe('a template', () => {
  it('is filled in as XML, and a place that nobody fills in is told', () => {
    expect(fillPlaces('<a>{{b}}</a>', { b: 'x & y' })).toBe('<a>x &amp; y</a>')
    expect(() => fillPlaces('{{other}}', {})).toThrow(/other/)
  })

  it('keeps Salesforce’s own code of an error', () => {
    expect(toOrgError(Object.assign(new Error('m'), { errorCode: 'INVALID_FIELD' })).code).toBe('INVALID_FIELD')
    expect(readFileSync('.gitignore', 'utf8')).toContain('.survey-bridge/')
  })
})
