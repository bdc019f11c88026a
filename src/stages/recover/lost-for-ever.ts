import type { Checkpoint } from '../../model/checkpoint.ts'
import type { Environment } from '../../model/environment.ts'
import { locate } from '../../model/layout.ts'
import { revokedText } from '../revoke.ts'

/**
 * Revocations for what the checkpoint knew by name and nobody has any more: a certificate that was signed and lost may be in
 * anybody's hands, and a revocation that was lost still stands.
 */
export function lostForEver(
  environment: Environment,
  checkpoint: Checkpoint | null,
  at: Date,
): readonly { readonly path: string; readonly bytes: Uint8Array }[] {
  const standing = new Set(environment.tree.entries.map(({ path }) => path))
  const names = Object.keys(checkpoint?.ledger ?? {}).flatMap((path): readonly string[] => {
    const { kind, name } = locate(path)
    if (standing.has(path)) return []
    if (kind === 'revoked') return [name]
    return kind === 'issued-record' || kind === 'issued-certificate' ? [name.slice(name.indexOf('.') + 1)] : []
  })
  const by = environment.settings?.value?.hub ?? 'hub'
  const text = revokedText({ reason: 'unspecified', at, by })
  return [...new Set(names)]
    .map((name) => `revoked/${name}.yaml`)
    .flatMap((path) => (standing.has(path) ? [] : [{ path, bytes: new TextEncoder().encode(text) }]))
}
