import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pullRefusal } from '../../model/pull-refusal.ts'

/** Runs `work` while no other process works at the same folder; refuses (`busy`). A lock whose process is gone is no lock. */
export async function withLock<T>(into: string, work: () => Promise<T>): Promise<T> {
  const home = join(dirname(into), `.${basename(into)}.muhuri`)
  const lock = join(home, 'lock')
  await mkdir(join(home, 'versions'), { recursive: true })
  await writeFile(lock, `${process.pid}`, { flag: 'wx' }).catch(() => takeOver(lock))
  try {
    return await work()
  } finally {
    await rm(lock, { force: true })
  }
}

async function takeOver(lock: string): Promise<void> {
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''))
  if (owner > 0 && isRunning(owner)) throw pullRefusal('busy', `process ${owner}`)
  await rm(lock, { force: true })
  await writeFile(lock, `${process.pid}`, { flag: 'wx' }).catch((cause: unknown) => {
    throw pullRefusal('busy', `"${lock}"`, cause)
  })
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
