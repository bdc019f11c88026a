import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { MuhuriError } from '../model/errors.ts'
import type { Files } from '../ports.ts'
import { isStale, temporaryName } from './temporary-name.ts'

/**
 * Writes below `dir`: a file is there as a whole or not at all, whenever the process is killed. Paths are relative,
 * `/` separated, and lead through no symbolic link.
 */
export function folderFiles(dir: string): Files {
  const root = resolve(dir)
  let swept = false
  return {
    async write(path, bytes) {
      await mkdir(root, { recursive: true })
      if (!swept) await sweep(root)
      swept = true
      const target = await targetOf(root, path)
      await mkdir(dirname(target), { recursive: true })
      await replace(target, join(root, temporaryName()), bytes)
    },
    async remove(path) {
      await rm(await targetOf(root, path), { force: true })
    },
  }
}

async function replace(target: string, temporary: string, bytes: Uint8Array | string): Promise<void> {
  try {
    const handle = await open(temporary, 'wx', 0o644)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(target))
}

/** The name must survive a power cut as the bytes do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function sweep(root: string): Promise<void> {
  const stale = (await readdir(root)).filter(isStale)
  await Promise.all(stale.map((name) => rm(join(root, name), { force: true })))
}

async function targetOf(root: string, path: string): Promise<string> {
  const segments = path.split('/')
  if (path.includes('\0') || path.includes('\\') || segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new MuhuriError('bug', `"${path}" is not a path below the environment`)
  }
  for (const [index] of segments.entries()) await refuseLink(join(root, ...segments.slice(0, index + 1)), path)
  return join(root, ...segments)
}

async function refuseLink(place: string, path: string): Promise<void> {
  const found = await lstat(place).catch(() => null)
  if (found?.isSymbolicLink() === true)
    throw new MuhuriError('refused', `"${path}" leads through a symbolic link, ${place}; expected plain folders`, { hint: `rm ${place}` })
}
