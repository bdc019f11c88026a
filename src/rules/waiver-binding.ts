import type { Environment } from '../model/environment.ts'
import { sha256Hex } from '../pki/digest.ts'

/** Whether the file that a waiver names has the bytes that it names, has others, or is not there. */
export function bindingOf({ path, sha256 }: { readonly path: string; readonly sha256: string }, { tree }: Environment): 'bound' | 'other-bytes' | 'no-file' {
  const file = tree.entries.find((entry) => entry.path === path)
  if (file === undefined) return 'no-file'
  return file.bytes !== null && sha256Hex(file.bytes) === sha256 ? 'bound' : 'other-bytes'
}
