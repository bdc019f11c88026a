import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Files } from '../ports.ts'
import { folderFiles } from './files.ts'

/** A folder for rendered files: what stands there can be read, and each write is atomic. */
export function outboxFolder(dir: string): Files & { read(path: string): Promise<string | null> } {
  const root = resolve(dir)
  return { ...folderFiles(root), read: (path) => readText(join(root, path)) }
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw error
  }
}
