import { spawn } from 'node:child_process'
import { MuhuriError } from '../../model/errors.ts'

export interface BoundedGit {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** No file that Git writes grows beyond this. */
  readonly fileBytes: number
  readonly milliseconds: number
}

export interface GitAnswer {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What a ref list of a large host, or a complaint, may hold. */
const MAX_TEXT = 2 ** 24
/** POSIX counts `ulimit -f` in blocks of 512 bytes. */
const BLOCK = 512
const LIMITED = 'ulimit -f "$1" && shift && exec git "$@"'

/** Runs Git within these bounds; its answer, whatever its status. `refused` where it takes too long or says too much. */
export function boundedGit(words: readonly string[], { cwd, env, fileBytes, milliseconds }: BoundedGit): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const args = ['-c', LIMITED, 'sh', String(Math.ceil(fileBytes / BLOCK)), ...words]
    // A group of its own: what Git starts ends with it.
    const child = spawn('sh', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const texts = { stdout: '', stderr: '' }
    const stop = (reason: string): void => {
      reject(new MuhuriError('refused', `git ${words.at(-1) ?? ''} ${reason}`))
      if (child.pid !== undefined) endGroup(child.pid)
    }
    const timer = setTimeout(() => stop(`is not done after ${milliseconds / 1000} s`), milliseconds)
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (part: string) => {
        texts[name] += part
        if (texts[name].length > MAX_TEXT) stop('says too much')
      })
    child.on('error', (cause) => reject(new MuhuriError('usage', `git cannot be run: ${cause.message}`, { cause })))
    child.on('close', (status) => {
      clearTimeout(timer)
      resolve({ status, ...texts })
    })
  })
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
