import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import type { MailFault } from '../mail/faults.ts'
import type { HostedEnv } from './app.ts'

const fault = z.strictObject({
  at: z.enum(['connect', 'mail', 'rcpt', 'data', 'body']),
  do: z.enum(['drop', 'refuse', 'slow']),
  times: z.union([z.number().int().min(1), z.literal('always')]).optional(),
  code: z.number().int().min(400).max(599).optional(),
  message: z.string().optional(),
  delayMs: z.number().int().min(0).optional(),
  kept: z.boolean().optional(),
  to: z.string().optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
})

/** The mails an org has sent, and what goes wrong with them. */
export const mailRoutes = () =>
  new Hono<HostedEnv>()
    .get('/mails', (c) => c.json(c.var.hosted.mail.mailbox.list(c.req.query('to'))))
    .delete('/mails', (c) => {
      c.var.hosted.mail.mailbox.clear()
      return c.body(null, 204)
    })
    .get('/mails/:id', (c) => {
      const { mailbox } = c.var.hosted.mail
      const id = Number(c.req.param('id'))
      const mail = mailbox.find(id)
      if (!mail) throw new HTTPException(404, { message: `There is no mail ${c.req.param('id')} in this org` })
      return c.json({ ...mail, source: mailbox.source(id)?.toString('utf8') })
    })
    .get('/mail-faults', (c) => c.json(c.var.hosted.mail.faults.list()))
    .put('/mail-faults', async (c) => {
      const wanted = z.array(fault).parse([await c.req.json()].flat()) as MailFault[]
      c.var.hosted.mail.faults.set(wanted)
      return c.json(c.var.hosted.mail.faults.list())
    })
    .delete('/mail-faults', (c) => {
      c.var.hosted.mail.faults.set([])
      return c.body(null, 204)
    })
