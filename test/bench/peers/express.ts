import { fileURLToPath } from 'node:url'
import { install } from './install.ts'
import { startPeer, storedIn } from './start-peer.ts'
import type { Start } from './target.ts'

const server = fileURLToPath(new URL('./express-server.ts', import.meta.url))
const dependencies = { express: '5.2.1', 'express-xml-bodyparser': '0.4.1', jsforce: '3.10.26' }

/** Express as people write it, and with one transaction a message. Answers go to Salesforce by jsforce. */
export const express =
  (name: string, tuned: boolean): Start =>
  (place, say) =>
    startPeer(name, place, {
      command: [process.execPath, server],
      env: { PEERS: install({ name: 'express', dependencies }, say), ...(tuned && { TUNED: '1' }) },
      acceptPath: '/om',
      takesAnswers: true,
      stored: (folder) => storedIn(`${folder}/express.sqlite`),
    })
