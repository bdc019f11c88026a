import { randomBytes } from 'node:crypto'

const TEMPORARY = /^\.muhuri-(\d+)-[0-9a-f]{16}\.tmp$/

/** The name of a file that is being written, in the environment's own folder: on the same file system as its target. */
export function temporaryName(): string {
  return `.muhuri-${process.pid}-${randomBytes(8).toString('hex')}.tmp`
}

/** Whether a write that was cut off left a file of this name; it is no part of the environment. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name)
}

/** Whether the process that wrote it is gone. */
export function isStale(name: string): boolean {
  const pid = TEMPORARY.exec(name)?.[1]
  return pid !== undefined && Number(pid) !== process.pid && !isRunning(Number(pid))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
