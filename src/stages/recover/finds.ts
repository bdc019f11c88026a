import type { Survivor } from '../../model/recovery.ts'
import { sha256Hex } from '../../pki/digest.ts'

/** What survived, each content of a path once, by path and digest. */
export interface Finds {
  readonly survivors: readonly Survivor[]
  find(path: string, sha256: string): Survivor | null
}

/** The same file from several sources is one find, of the first. */
export function findsOf(all: readonly Survivor[]): Finds {
  const distinct = new Map<string, Survivor>()
  for (const survivor of all) {
    const key = keyOf(survivor.path, sha256Hex(survivor.bytes))
    if (!distinct.has(key)) distinct.set(key, survivor)
  }
  return { survivors: [...distinct.values()], find: (path, sha256) => distinct.get(keyOf(path, sha256)) ?? null }
}

const keyOf = (path: string, sha256: string): string => `${sha256} ${path}`
