import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MuhuriError } from '../../model/errors.ts'
import type { Prepared, PreparedFiles } from '../../stages/rehearsal/prepared.ts'

const STATE = 'rehearsal.json'

interface Preparation {
  readonly prepared: Prepared
  readonly files: PreparedFiles
}

/** `usage` error where the folder holds anything, or is none. */
export async function requireEmpty(folder: string): Promise<void> {
  const there = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw new MuhuriError('usage', `"${folder}" cannot be read as a folder`, { hint: 'name a folder that does not exist', cause })
  })
  if (there.length > 0) throw new MuhuriError('usage', `"${folder}" is not empty`, { hint: 'name a folder that does not exist' })
}

/** Writes what a rehearsal runs on below `folder`: the files as rendered, and beside them the rest in `rehearsal.json`. */
export async function writePrepared(folder: string, { prepared, files }: Preparation): Promise<void> {
  for (const { path, text } of [...files, { path: STATE, text: `${JSON.stringify(prepared, null, 1)}\n` }]) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text, { mode: path.endsWith('.key') || path === STATE ? 0o600 : 0o644 })
  }
}

/** What `writePrepared` wrote, the rendered files as they are now. */
export async function readPrepared(folder: string): Promise<Preparation> {
  const state = await readFile(join(folder, STATE), 'utf8').catch(() => {
    throw new MuhuriError('usage', `"${folder}" holds no prepared rehearsal`, { hint: `muhuri rehearse --prepare ${folder}` })
  })
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
  const files = await Promise.all(paths.filter((path) => path !== STATE).map(async (path) => ({ path, text: await readFile(join(folder, path), 'utf8') })))
  return { prepared: JSON.parse(state) as Prepared, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) }
}
