import { realpath } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { type SimpleGit, simpleGit } from 'simple-git'
import { MuhuriError } from '../model/errors.ts'
import { isTemporary } from './temporary-name.ts'

/** The branch of what the machine wrote (CONTRACT §2), checked out as a work tree at the folder of the same name. */
export const ISSUED = 'issued'

/** What the commands need of Git, for the work tree that holds one environment folder. */
export interface WorkTree {
  /** 40 hex, or null before the first commit. */
  head(): Promise<string | null>
  /** Paths below the environment, `issued/` aside, that differ from HEAD or are not known to Git; sorted. */
  uncommitted(): Promise<readonly string[]>
  /** Whether HEAD holds this path of the environment. */
  committed(path: string): Promise<boolean>
  /** Name of the branch, `issued` or `origin/issued`, that holds something which the work tree at `issued/` has not; null where all is in view. */
  missingIssued(): Promise<string | null>
  /** Creates `branch` at HEAD, or goes to it where it exists; the work tree's files stay. */
  branch(branch: string): Promise<void>
  /** Commits exactly these paths of the environment; gives the new commit. */
  commit(message: string, paths: readonly string[]): Promise<string>
  push(remote: string, branch: string): Promise<void>
  /** Address of a remote, which may hold a password; null where there is none of that name. */
  remote(name: string): Promise<string | null>
}

const AMBIENT = [
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_AUTHOR_DATE',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_COMMITTER_DATE',
  'GIT_ASKPASS',
  'GIT_TERMINAL_PROMPT',
]

/** The Git work tree that `dir` lies in, or null where there is none (or no Git). */
export async function workTree(dir: string): Promise<WorkTree | null> {
  const git = open(dir)
  const top = await quiet(git, ['rev-parse', '--show-toplevel'])
  if (top === null) return null
  const prefix = relative(await realpath(top), await realpath(dir))
  return {
    head: () => quiet(git, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    uncommitted: () => uncommitted(git, prefix === '' ? '' : `${prefix}/`),
    committed: async (path) => (await quiet(git, ['cat-file', '-t', `HEAD:${prefix === '' ? '' : `${prefix}/`}${path}`])) !== null,
    missingIssued: () => missingIssued(git, dir),
    branch: (branch) => goTo(git, branch),
    commit: (message, paths) => commit(git, message, paths),
    push: async (remote, branch) => {
      await loud(git, ['push', '--quiet', '--set-upstream', remote, branch])
    },
    remote: (name) => quiet(git, ['config', '--get', `remote.${name}.url`]),
  }
}

/** The git directory of the repository that `dir` lies in, and whether `dir` is the top of its work tree; null where there is none. */
export async function gitPlace(dir: string): Promise<{ readonly gitDir: string; readonly isTop: boolean } | null> {
  const git = open(dir)
  const gitDir = await quiet(git, ['rev-parse', '--absolute-git-dir'])
  const top = await quiet(git, ['rev-parse', '--show-toplevel'])
  return gitDir === null || top === null ? null : { gitDir, isTop: (await realpath(top)) === (await realpath(dir)) }
}

/**
 * Makes `dir` a repository on branch `main` with one commit of `paths`, and the orphan branch `issued` checked out
 * at `issued/` with one commit of what that folder already holds.
 */
export async function initialise(dir: string, paths: readonly string[], writeIssued: () => Promise<void>): Promise<void> {
  const git = open(dir)
  await loud(git, ['init', '--quiet'])
  await loud(git, ['symbolic-ref', 'HEAD', 'refs/heads/main'])
  await commit(git, 'Set up the environment', paths)
  const empty = await loud(git, ['hash-object', '-t', 'tree', '-w', '/dev/null'])
  const root = await loud(git, [...(await identity(git)), 'commit-tree', empty.trim(), '-m', 'Begin what the machine writes'])
  await loud(git, ['branch', ISSUED, root.trim()])
  await loud(git, ['worktree', 'add', '--quiet', ISSUED, ISSUED])
  await writeIssued()
  const issued = open(resolve(dir, ISSUED))
  if ((await loud(issued, ['status', '--porcelain'])) === '') return
  await loud(issued, ['add', '--all', '--', '.'])
  await loud(issued, [...(await identity(issued)), 'commit', '--quiet', '--message', 'Issue the first CRLs'])
}

function open(dir: string): SimpleGit {
  return simpleGit({
    baseDir: dir,
    allowEnvironment: AMBIENT,
    errors: (error, { exitCode, stdErr, stdOut }) => (exitCode === 0 ? undefined : (error ?? Buffer.concat([...stdErr, ...stdOut]))),
  })
}

async function uncommitted(git: SimpleGit, prefix: string): Promise<readonly string[]> {
  const status = await loud(git, ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', '.', `:(exclude)${ISSUED}`])
  return status
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3 + prefix.length))
    .filter((path) => !isTemporary(path))
    .sort()
}

async function missingIssued(git: SimpleGit, dir: string): Promise<string | null> {
  const issued = await ownWorkTree(resolve(dir, ISSUED))
  for (const name of [ISSUED, `origin/${ISSUED}`]) {
    const commit = await quiet(git, ['rev-parse', '--verify', '--quiet', name === ISSUED ? `refs/heads/${name}` : `refs/remotes/${name}`])
    if (commit !== null && (issued === null || !(await succeeds(issued, ['merge-base', '--is-ancestor', commit, 'HEAD'])))) return name
  }
  // A clone of one branch does not even know that there is another.
  const isClone = issued === null && (await gitPlace(dir))?.isTop === true && (await quiet(git, ['remote'])) !== null
  return isClone ? `origin/${ISSUED}` : null
}

/** Git in a folder that is the top of a work tree itself, not merely inside one; else null. */
async function ownWorkTree(folder: string): Promise<SimpleGit | null> {
  const place = await realpath(folder).catch(() => null)
  if (place === null) return null
  const git = open(place)
  return (await quiet(git, ['rev-parse', '--show-toplevel'])) === place ? git : null
}

async function goTo(git: SimpleGit, branch: string): Promise<void> {
  const exists = (await quiet(git, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`])) !== null
  await loud(git, ['checkout', '--quiet', ...(exists ? [branch] : ['-b', branch])])
}

async function commit(git: SimpleGit, message: string, paths: readonly string[]): Promise<string> {
  await loud(git, ['add', '--', ...paths])
  await loud(git, [...(await identity(git)), 'commit', '--quiet', '--message', message, '--', ...paths])
  return (await loud(git, ['rev-parse', 'HEAD'])).trim()
}

/** Where nobody has told Git a name, commits are by the program, not by a guess at the machine's user. */
async function identity(git: SimpleGit): Promise<readonly string[]> {
  const known = await quiet(git, ['config', '--get', 'user.email'])
  return known === null ? ['-c', 'user.name=muhuri', '-c', 'user.email=muhuri@localhost'] : []
}

async function quiet(git: SimpleGit, words: readonly string[]): Promise<string | null> {
  try {
    const out = (await git.raw([...words])).trim()
    return out === '' ? null : out
  } catch {
    return null
  }
}

async function succeeds(git: SimpleGit, words: readonly string[]): Promise<boolean> {
  try {
    await git.raw([...words])
    return true
  } catch {
    return false
  }
}

async function loud(git: SimpleGit, words: readonly string[]): Promise<string> {
  try {
    return await git.raw([...words])
  } catch (error) {
    const message = error instanceof Error ? error.message.trim() : String(error)
    throw new MuhuriError('refused', `git ${words.find((word) => !word.startsWith('-') && !word.includes('='))} failed: ${message}`, { cause: error })
  }
}
