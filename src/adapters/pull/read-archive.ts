import { open } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { Parser, type ReadEntry } from 'tar'
import { BUNDLE_LIMITS, type BundleEntry } from '../../model/bundle.ts'
import { pullRefusal } from '../../model/pull-refusal.ts'

const KINDS: Readonly<Record<string, BundleEntry['kind']>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'folder',
  SymbolicLink: 'link',
  Link: 'link',
}

/** The entries of a `.tar` or `.tar.gz`, as data: nothing is unpacked. Refuses what is larger, unpacked, than a bundle may be. */
export async function readArchive(file: string): Promise<readonly BundleEntry[]> {
  const bytes = await readCapped(file)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  return parse(isGzip ? unzip(bytes, file) : bytes, file)
}

async function readCapped(file: string): Promise<Buffer> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw pullRefusal('source', `"${file}"`, cause)
  })
  try {
    const { size } = await handle.stat()
    if (size > BUNDLE_LIMITS.totalBytes) throw pullRefusal('too-large', `"${file}" has ${size} bytes; expected at most ${BUNDLE_LIMITS.totalBytes}`)
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

function unzip(bytes: Buffer, file: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: 2 * BUNDLE_LIMITS.totalBytes })
  } catch (cause) {
    const isLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    if (isLarge) throw pullRefusal('too-large', `"${file}" unpacks to more than ${2 * BUNDLE_LIMITS.totalBytes} bytes`, cause)
    throw pullRefusal('source', `"${file}" is no gzip file`, cause)
  }
}

function parse(bytes: Buffer, file: string): Promise<readonly BundleEntry[]> {
  return new Promise((resolve, reject) => {
    const entries: BundleEntry[] = []
    const parser = new Parser({
      strict: true,
      maxMetaEntrySize: 64 * 1024,
      onReadEntry: (entry) => {
        if (entries.length > BUNDLE_LIMITS.files) reject(pullRefusal('too-many', `more than ${BUNDLE_LIMITS.files} entries`))
        collect(entry, (collected) => entries.push(collected))
      },
    })
    const broken = (cause: unknown): void => reject(pullRefusal('source', `"${file}" is no tar archive`, cause))
    parser.on('error', broken)
    parser.on('abort', broken)
    parser.on('ignoredEntry', ({ path }: ReadEntry) => entries.push({ path, kind: 'other', bytes: new Uint8Array() }))
    parser.on('end', () => resolve(entries))
    parser.end(bytes)
  })
}

function collect(entry: ReadEntry, done: (entry: BundleEntry) => void): void {
  const chunks: Buffer[] = []
  entry.on('data', (chunk: Buffer) => chunks.push(chunk))
  entry.on('end', () => {
    const kind = KINDS[entry.type] ?? 'other'
    const path = entry.path.replace(/^(\.\/)+/, '').replace(/\/+$/, '')
    if (path !== '' && path !== '.') done({ path, kind, bytes: kind === 'file' ? new Uint8Array(Buffer.concat(chunks)) : new Uint8Array() })
  })
}
