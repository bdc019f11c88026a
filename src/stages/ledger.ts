import { type LocationKind, locate } from '../model/layout.ts'
import type { Tree } from '../model/tree.ts'
import { sha256Hex } from '../pki/digest.ts'

/** Path of everything that stays for ever → SHA-256 of its bytes; `intended` for a record that is still to be completed. */
export type Ledger = ReadonlyMap<string, string>

const KEPT: ReadonlySet<LocationKind> = new Set(['revoked', 'issued-certificate', 'issued-record', 'issued-key'])
const INTENDED = 'intended'

/** Whether what stands at a path stays for ever: a certificate, its record, a key that was seen, a revocation. */
export const isKept = (path: string): boolean => KEPT.has(locate(path).kind)

/** Records, certificates, keys and revocations of a tree. */
export function ledgerOf({ entries }: Pick<Tree, 'entries'>): Ledger {
  return new Map(entries.flatMap(({ path, bytes }) => (bytes === null || !isKept(path) ? [] : [[path, digestOf(path, bytes)] as const])))
}

function digestOf(path: string, bytes: Uint8Array): string {
  return locate(path).kind === 'issued-record' && isIntended(bytes) ? INTENDED : sha256Hex(bytes)
}

function isIntended(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null && 'state' in value && value.state === INTENDED
  } catch {
    return false
  }
}

export interface Loss {
  readonly path: string
  readonly how: 'gone' | 'changed'
}

/** What was known and is no longer there, or has other bytes; sorted. An intended record may have been completed. */
export function lossesSince(known: Ledger, tree: Pick<Tree, 'entries'>): readonly Loss[] {
  const now = ledgerOf(tree)
  return [...known]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, digest]): readonly Loss[] => {
      const held = now.get(path)
      if (held === undefined) return [{ path, how: 'gone' }]
      return held === digest || digest === INTENDED ? [] : [{ path, how: 'changed' }]
    })
}
