import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mail } from '../../../scripts/org/mail/mail.ts'
import { livePrograms } from '../../../scripts/run/demo.ts'
import { until } from '../../../scripts/run/ports.ts'
import type { OrgWorld } from './context.ts'

type Sent = { id: number; from: string; fromName: string; subject: string }

export const mailTests = (worldOf: () => OrgWorld) =>
  describe('npm run org -- mail', () => {
    const smtp = () => worldOf().org.about.smtp
    const server = () => ['--host', smtp().host, '--port', String(smtp().port), '--security', 'none']
    const from = () => ['--from', `Care & Co <${smtp().from}>`]
    const connection = async () =>
      (await worldOf().context.bridge.all<{ name: string; config: object }>('connections')).find(
        ({ name }) => name === 'mail',
      )

    it('says what is missing, and that a password never stands on the command line', async () => {
      const world = worldOf()
      await expect(world.run(mail)).rejects.toMatchObject({
        code: 'bad_flags',
        next: expect.stringContaining('--host'),
      })
      const host = { host: 'smtp.example.com', from: 'surveys@example.com' }
      await expect(world.run(mail, host)).rejects.toMatchObject({ code: 'no_user' })
      await expect(world.run(mail, { ...host, security: 'none' })).rejects.toMatchObject({ code: 'bad_flags' })
      const refused = await world.run(mail, { ...host, user: 'surveys' })
      expect(refused).toMatchObject({ ok: false, steps: [{ code: 'no_password' }] })
      const dry = await world.runWith({ isDryRun: true }, mail, { ...host, user: 'surveys' })
      expect(dry.steps[0]).toMatchObject({ state: 'would', detail: expect.stringContaining('smtp.example.com:587') })
      const typed = await world.command('mail', ['--password', 'never-typed-here'])
      expect([typed.status, typed.said]).toEqual([1, expect.stringContaining('--password')])
      expect(typed.said).not.toContain('never-typed-here')
      expect(await connection()).toBeUndefined()
    })

    it('changes nothing when the server refuses the password, whether it is piped in or in the environment', async () => {
      const login = [...server(), ...from(), '--user', smtp().user]
      const { status, said } = await worldOf().command('mail', [...login, '--password-stdin'], {
        input: 'not-the-one\n',
      })
      expect(status).toBe(1)
      expect(JSON.parse(said.split('\n')[0]!)).toMatchObject({ steps: [{ state: 'failed', code: 'login_refused' }] })
      expect(said).not.toContain('not-the-one')
      expect(await connection()).toBeUndefined()
    })

    it('tells the bridge, and a survey leaves by that server', async () => {
      const world = worldOf()
      const environment = { SURVEY_BRIDGE_MAIL_PASSWORD: smtp().password }
      const { status, said } = await world.command('mail', [...server(), ...from(), '--user', smtp().user], {
        environment,
      })
      expect([status, said]).toEqual([0, expect.stringContaining('lets us in')])
      expect(said).not.toContain(smtp().password)
      expect(await connection()).toMatchObject({ config: { from: { name: 'Care & Co', address: smtp().from } } })

      await world.context.bridge.admin('PUT', 'documents', livePrograms(['case-closed']))
      const closed = await world.save('Case', { Subject: 'Late', Status: 'Closed', SuppliedEmail: 'kim@example.com' })
      const [sent] = await until('the mail', async () => {
        const found = await world.org.ask<Sent[]>('GET', 'mails?to=kim@example.com')
        return found.length > 0 && found
      })
      expect(sent).toMatchObject({ from: smtp().from, fromName: 'Care & Co' })
      await until('the record', async () => {
        const where = `Source_Record_Id__c = '${closed}' AND Status__c = 'Sent'`
        return (await world.count('Survey_Invitation__c', where)) === 1
      })
    })

    it('changes what it is told and keeps the password; without flags it says how it is', async () => {
      const world = worldOf()
      expect(await world.run(mail, { 'reply-to': 'care@example.com' })).toMatchObject({ steps: [{ state: 'done' }] })
      expect(await connection()).toMatchObject({ config: { replyTo: 'care@example.com', port: smtp().port } })
      expect(await world.run(mail)).toMatchObject({
        steps: [{ state: 'already', detail: expect.stringContaining(`${smtp().host}:${smtp().port}`) }],
      })
      await expect(world.run(mail, { host: 'smtp.example.com' })).rejects.toMatchObject({ code: 'no_user' })
      await world.context.bridge.admin(
        'PUT',
        'documents',
        readFileSync('bridge/definitions/defaults/case-closed.yaml', 'utf8'),
      )
    })
  })
