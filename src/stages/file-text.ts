import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'

/** The text of a file of the environment, as people wrote it; `usage` where it is not there. */
export function fileText({ tree }: Environment, path: string): string {
  const bytes = tree.entries.find((entry) => entry.path === path)?.bytes
  if (bytes == null) throw new MuhuriError('usage', `${path} cannot be read`, { hint: 'muhuri check' })
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
