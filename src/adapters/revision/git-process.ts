import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MuhuriError } from '../../model/errors.ts'

/** Nothing of the user's or the machine's configuration, no prompt, no network, no replaced objects. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: 'true',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  HOME: '/nonexistent',
  LC_ALL: 'C',
}
const FLAGS = [
  '-c',
  'protocol.allow=never',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'submodule.recurse=false',
  '-c',
  'gc.auto=0',
  '-c',
  'maintenance.auto=false',
]
const MAX_OUTPUT = 2 ** 30

/** What `git <words>` prints in that repository; words hold no text from a repository, that goes through `input`. */
export function runGit(gitDir: string, words: readonly string[], input = ''): Buffer {
  const { status, stdout, stderr } = askGit(gitDir, words, input)
  if (status !== 0) throw unreadable(gitDir, stderr)
  return stdout
}

/** The same for a question that Git answers with its exit status: 0 gives what it prints, 1 is its "no" and gives null. */
export function tryGit(gitDir: string, words: readonly string[]): Buffer | null {
  const { status, stdout, stderr } = askGit(gitDir, words, '')
  if (status !== 0 && status !== 1) throw unreadable(gitDir, stderr)
  return status === 0 ? stdout : null
}

function askGit(gitDir: string, words: readonly string[], input: string): { readonly status: number | null; readonly stdout: Buffer; readonly stderr: Buffer } {
  const nested = join(gitDir, '.git')
  const args = [`--git-dir=${existsSync(nested) ? nested : gitDir}`, ...FLAGS, ...words]
  const result = spawnSync('git', args, { env: { PATH: process.env['PATH'] ?? '', ...ENVIRONMENT }, input, maxBuffer: MAX_OUTPUT })
  if (result.error !== undefined) throw new MuhuriError('usage', `git cannot be run: ${result.error.message}`, { cause: result.error })
  return result
}

function unreadable(gitDir: string, stderr: Buffer): MuhuriError {
  return new MuhuriError('usage', `"${gitDir}" cannot be read as a Git repository: ${stderr.toString('utf8').trim()}`)
}
