import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { fillInvitations } from './fill.ts'

const folder = '.bench/filled'

/** A million takes a minute or two to make: the same build, documents and day find the file of an earlier workload. */
export function fillFromCopy(file: string, count: number, made: { bundle: string; documents: string }): void {
  const day = new Date().toISOString().slice(0, 10)
  const build = readFileSync(`${made.bundle}/index.js`)
  const name = createHash('sha256').update(`${day} ${count} ${made.documents}`).update(build).digest('hex').slice(0, 16)
  const copy = `${folder}/${name}.sqlite`
  if (!existsSync(copy)) {
    fillInvitations(file, count)
    rmSync(folder, { recursive: true, force: true }) // an older one is of no use, and large
    mkdirSync(folder, { recursive: true })
    copyFileSync(file, `${copy}.part`)
    renameSync(`${copy}.part`, copy)
    return
  }
  for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true })
  copyFileSync(copy, file)
}
