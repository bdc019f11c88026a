import { lstat, readdir, readFile, readlink, rename, rm, rmdir, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { pullRefusal } from '../../model/pull-refusal.ts'
import { carryOwnFiles, type OwnFile } from './own-files.ts'
import { syncFolder, writeSynced } from './synced.ts'

/** Called before each step that the disk sees, by name; what it throws cuts the installation off there. */
export type OnStep = (name: string) => void

export interface Place {
  readonly into: string
  /** Beside it: versions and what is remembered. */
  readonly home: string
  readonly onStep: OnStep
}

interface NewVersion {
  /** Name of its folder, which is whole. */
  readonly version: string
  readonly own: readonly OwnFile[]
}

/** What is written down before a plain folder is moved aside. */
interface Move extends NewVersion {
  readonly aside: string
}

/** Name of the version that the link names; null where it is no link of ours. */
export async function current({ into, home }: Place): Promise<string | null> {
  const target = await readlink(into).catch(() => null)
  const prefix = `${basename(home)}/versions/`
  return target?.startsWith(prefix) === true ? target.slice(prefix.length) : null
}

/**
 * One rename. Only a plain folder that was there before us, which no link can replace, is moved aside first: what is done is
 * written down before, and `finishSwap` ends it. Gives what is to be said of it.
 */
export async function swap(place: Place, { version, own }: NewVersion): Promise<readonly string[]> {
  const { into, onStep } = place
  const found = await lstat(into).catch(() => null)
  if (found !== null && !found.isSymbolicLink() && !found.isDirectory()) throw pullRefusal('not-installed', `"${into}"`)
  if (found?.isDirectory() === true && (await readdir(into)).length > 0) return moveAside(place, { version, own, aside: `before-${Date.now()}` })
  onStep('rename')
  if (found?.isDirectory() === true) await rmdir(into)
  await turn(place, version)
  return []
}

/** Ends the move that an earlier run was cut off in, if there is one; says what it did. */
export async function finishSwap(place: Place): Promise<readonly string[]> {
  const { into, home } = place
  const text = await readFile(join(home, 'move.json'), 'utf8').catch(() => null)
  if (text === null) return []
  const move = JSON.parse(text) as Move
  const found = await lstat(into).catch(() => null)
  if (found === null) await turn(place, move.version)
  const isMoved = (await current(place)) === move.version
  if (isMoved) await carryOwnFiles(join(home, move.aside), join(home, 'versions', move.version), move.own)
  await rm(join(home, 'move.json'))
  return found === null
    ? [`an earlier run was cut off between moving "${into}" aside and putting the link there; that is done now`, ...saidOf(place, move)]
    : []
}

async function moveAside(place: Place, move: Move): Promise<readonly string[]> {
  const { into, home, onStep } = place
  const temporary = join(home, 'move.tmp')
  await rm(temporary, { force: true })
  await writeSynced(temporary, JSON.stringify(move))
  await rename(temporary, join(home, 'move.json'))
  await syncFolder(home)
  onStep('move aside')
  await rename(into, join(home, move.aside))
  onStep('rename')
  await turn(place, move.version)
  onStep('carry from aside')
  await carryOwnFiles(join(home, move.aside), join(home, 'versions', move.version), move.own)
  await rm(join(home, 'move.json'))
  return saidOf(place, move)
}

/** The link to the version takes the place of the link that stands there, or of nothing, at one stroke. */
async function turn({ into, home }: Place, version: string): Promise<void> {
  const next = join(home, 'next')
  await rm(next, { force: true })
  await symlink(join(relative(dirname(into), home), 'versions', version), next)
  await rename(next, into)
  await syncFolder(dirname(into))
}

const saidOf = ({ into, home }: Place, { aside }: Move): readonly string[] => [
  `a plain folder stood at "${into}" and lies at "${join(home, aside)}" now; between two renames nothing stood there; from now on it is a link, which changes at one stroke`,
]
