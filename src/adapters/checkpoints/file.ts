import { mkdir, readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { type Checkpoint, checkpointText, readCheckpoint } from '../../model/checkpoint.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { Checkpoints } from '../../ports.ts'
import { folderFiles } from '../files.ts'

/** The checkpoint in a file of its own, beside the keys or wherever `path` is; its folder is made 0700. */
export function fileCheckpoints(path: string): Checkpoints {
  let known: Checkpoint | null = null
  return {
    place: path,
    read: async () => {
      known = await readFrom(path)
      return known
    },
    write: async (checkpoint) => {
      const standing = await readFrom(path)
      if (standing?.sequence !== known?.sequence) throw overtaken(path)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await folderFiles(dirname(path)).write(basename(path), checkpointText(checkpoint))
      known = checkpoint
    },
  }
}

/** Another run wrote between this one's reading and its writing. */
export const overtaken = (place: string): MuhuriError =>
  new MuhuriError('refused', `another run has written the checkpoint "${place}" meanwhile`, { hint: 'run it again, one at a time' })

/** A memory that cannot be read is not an empty one. */
export const damaged = (place: string): MuhuriError =>
  new MuhuriError('refused', `repo/rollback: the checkpoint "${place}" cannot be read, so whether this state is an older one is not known`, {
    hint: 'muhuri audit . --recover --from <a clone>, with another --checkpoint',
  })

async function readFrom(path: string): Promise<Checkpoint | null> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw damaged(path)
  })
  if (text === null) return null
  const checkpoint = readCheckpoint(text)
  if (checkpoint === null) throw damaged(path)
  return checkpoint
}
