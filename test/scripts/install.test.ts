import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, scratchFolder } from './scratch.ts'

const working = 'mkdir -p node_modules/.bin && touch node_modules/.bin/node'

/** A project with our installer and an npm that does as told and writes down how it was called. */
function aProject(npm: string) {
  const folder = scratchFolder({
    'package-lock.json': '{ "first": true }',
    'scripts/check/salesforce/package-lock.json': '{}',
    'scripts/install.mjs': readFileSync(join(root, 'scripts/install.mjs'), 'utf8'),
    'bin/npm': `#!/bin/sh\necho "$@ in $PWD" >> "$PROJECT/calls"\n${npm}\n`,
  })
  chmodSync(join(folder, 'bin/npm'), 0o755)
  return {
    folder,
    calls: () =>
      existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : [],
    install: (...flags: string[]) =>
      spawnSync(process.execPath, ['scripts/install.mjs', ...flags], {
        cwd: folder,
        env: { PATH: `${folder}/bin:${process.env.PATH}`, PROJECT: folder },
        encoding: 'utf8',
      }),
  }
}

describe('the installer before every npm script', () => {
  it('installs what the lock file says, and the second time does and says nothing', () => {
    const project = aProject(working)
    expect(project.install()).toMatchObject({ status: 0, stdout: '', stderr: expect.stringContaining('Installing') })
    expect(project.install()).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(project.calls()).toEqual([expect.stringMatching(/^ci /)])
  })

  it('installs again when the lock file has changed', () => {
    const project = aProject(working)
    project.install()
    writeFileSync(join(project.folder, 'package-lock.json'), '{ "first": false }')
    expect(project.install().status).toBe(0)
    expect(project.calls()).toHaveLength(2)
  })

  it('installs the checkers of the Salesforce package only for the commands that check and test', () => {
    const project = aProject(working)
    project.install()
    expect(project.calls()).toHaveLength(1)
    expect(project.install('--checkers').status).toBe(0)
    expect(project.install('--checkers')).toMatchObject({ status: 0, stderr: '' })
    expect(project.calls()).toHaveLength(2)
    expect(project.calls()[1]).toMatch(/^ci .* in .*\/scripts\/check\/salesforce$/)
  })

  it('says that npm failed when it failed in one of two folders', () => {
    const project = aProject(`case $PWD in */salesforce) exit 5;; esac; ${working}`)
    expect(project.install('--checkers')).toMatchObject({ status: 5, stderr: expect.stringContaining('npm ci failed') })
    expect(existsSync(join(project.folder, 'node_modules/.installed'))).toBe(false)
  })

  it('ends with what to do when npm fails, and tries again the next time', () => {
    const project = aProject('echo EAI_AGAIN >&2; exit 7')
    expect(project.install()).toMatchObject({
      status: 7,
      stdout: '',
      stderr: expect.stringMatching(/EAI_AGAIN\nnpm ci failed\. Check/),
    })
    project.install()
    expect(project.calls()).toHaveLength(2)
  })

  it('notices that npm left out the install scripts, and with them Node 24', () => {
    const project = aProject('mkdir -p node_modules/.bin')
    expect(project.install()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('npm_config_ignore_scripts=false'),
    })
    expect(existsSync(join(project.folder, 'node_modules/.installed'))).toBe(false)
  })
})
