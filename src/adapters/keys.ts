import { chmod, mkdir, open, readdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { MuhuriError } from '../model/errors.ts'

/** A folder of private keys outside every repository: 0700, its files 0600, nothing ever overwritten. */
export interface KeyFolder {
  readonly path: string
  /** The text of key `name`, or null where there is none; `refused` where others may read it. */
  read(name: string): Promise<string | null>
  /** Keeps a new key; `refused` where one of that name is already there. */
  write(name: string, text: string): Promise<void>
  has(name: string): Promise<boolean>
  /** File names in the folder; none where it is not there yet. */
  names(): Promise<ReadonlySet<string>>
}

/** `~/.muhuri/<environment name>`, or below `MUHURI_HOME`: where keys lie unless `--keys` says otherwise. */
export function defaultKeyFolder(environmentName: string): string {
  return join(process.env['MUHURI_HOME'] ?? join(homedir(), '.muhuri'), environmentName)
}

/** The key folder at `path`; made at the first write. */
export function keyFolder(path: string): KeyFolder {
  return {
    path,
    read: (name) => readKey(join(path, name)),
    write: (name, text) => writeKey(path, name, text),
    has: async (name) => (await statOf(join(path, name))) !== null,
    names: async () => new Set((await statOf(path)) === null ? [] : await readdir(path)),
  }
}

async function readKey(file: string): Promise<string | null> {
  const found = await statOf(file)
  if (found === null) return null
  if ((found.mode & 0o077) !== 0)
    throw new MuhuriError('refused', `the key file "${file}" can be read by others (mode ${(found.mode & 0o777).toString(8)}); expected 600`, {
      hint: `chmod 600 ${file}`,
    })
  return readFile(file, 'utf8')
}

async function writeKey(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const file = join(folder, name)
  const handle = await open(file, 'wx', 0o600).catch((cause: unknown) => {
    throw new MuhuriError('refused', `the key file "${file}" is already there; a key is never overwritten`, {
      hint: `move ${file} away, or name another folder with --keys`,
      cause,
    })
  })
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function statOf(file: string): Promise<{ readonly mode: number } | null> {
  try {
    return await stat(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
