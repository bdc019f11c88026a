import { readFile, stat } from 'node:fs/promises'
import { MuhuriError } from '../model/errors.ts'

/** How a secret reached us: what names it to people, and where it is. */
export interface SecretPlace {
  /** Such as `the PIN`. */
  readonly what: string
  /** A path, or `fd:<number>`. */
  readonly path: string
  /** A file that others may read is taken too: for tokens that an orchestrator mounts and that live for minutes. */
  readonly shared?: boolean
}

/** The secret in a file or from a file descriptor, without the newline at its end; `refused` where it is empty or others may read it. Never in a message. */
export async function readSecret({ what, path, shared = false }: SecretPlace): Promise<string> {
  const file = path.startsWith('fd:') ? `/dev/fd/${path.slice('fd:'.length)}` : path
  const text = await read(file, { what, path, shared }).catch((cause: unknown) => {
    if (cause instanceof MuhuriError) throw cause
    throw new MuhuriError('usage', `the file "${path}" of ${what} cannot be read`, { cause })
  })
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '' || /[\r\n\0]/.test(secret))
    throw new MuhuriError('refused', `the file "${path}" of ${what} holds ${secret === '' ? 'nothing' : 'more than one line'}`)
  return secret
}

async function read(file: string, { what, path, shared }: Required<SecretPlace>): Promise<string> {
  const { mode } = await stat(file)
  const isFile = !path.startsWith('fd:')
  if (isFile && !shared && (mode & 0o077) !== 0)
    throw new MuhuriError('refused', `the file "${path}" of ${what} can be read by others (mode ${(mode & 0o777).toString(8)}); expected 600`, {
      hint: `chmod 600 ${path}`,
    })
  return readFile(file, 'utf8')
}
