import { gzipSync } from 'node:zlib'
import { Header } from 'tar'
import { MuhuriError } from '../../model/errors.ts'

const BLOCK = 512
/** 1980-01-01, the earliest that every archiver can write. */
const MTIME = new Date(315_532_800_000)

/** A `.tar.gz` of these files: the same bytes for the same files, whoever makes it and when. */
export function archiveOf(files: ReadonlyMap<string, string>): Buffer {
  const parts = [...files].flatMap(([path, text]) => {
    const bytes = Buffer.from(text)
    return [headerOf(path, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]
  })
  const zipped = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9 })
  // RFC 1952 §2.3: the operating system's byte is the only one that differs between machines.
  zipped[9] = 255
  return zipped
}

function headerOf(path: string, size: number): Buffer {
  const header = new Header({ path, size, type: 'File', mode: 0o644, uid: 0, gid: 0, mtime: MTIME })
  if (header.encode() || header.block === undefined) throw new MuhuriError('bug', `"${path}" does not fit into the header of an archive`)
  return header.block
}
