import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { MuhuriError } from '../src/model/errors.ts'

/** Where a bundle is read from: a remote as it was written, a path as an absolute one. */
export function bundlePlace(given: string, cwd: string): string {
  const isRemote = /^[a-z][a-z0-9+.-]*:\/\//.test(given) || (/^[^/.][^/]*:/.test(given) && !existsSync(resolve(cwd, given)))
  return isRemote ? given : resolve(cwd, given)
}

/** A SHA-256 as people write it, in lower-case hex; `usage` where it is none. */
export function fingerprint(option: string, given: string): string {
  const hex = given
    .replace(/^sha256:/i, '')
    .replace(/[:\s]/g, '')
    .toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new MuhuriError('usage', `"${given}" given with --${option} is not a SHA-256 in hex`)
  return hex
}
