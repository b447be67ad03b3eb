import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { peersFolder } from './install.ts'
import { startPeer, storedIn } from './start-peer.ts'
import type { Start } from './target.ts'

const server = fileURLToPath(new URL('./express-server.ts', import.meta.url))

/** Express as people write it, and with one transaction a message. */
export const express =
  (name: string, tuned: boolean): Start =>
  (place) =>
    startPeer(name, place, {
      command: [process.execPath, server],
      env: { PEERS: resolve(peersFolder), ...(tuned && { TUNED: '1' }) },
      acceptPath: '/om',
      takesAnswers: true,
      stored: (folder) => storedIn(`${folder}/express.sqlite`),
    })
