import type { Artefact, Environment } from '../../model/environment.ts'
import type { FindingCode } from '../../model/finding.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import { type Revocations, revocationsOf, revokedKeysOf } from '../../model/holdings.ts'
import type { CertificateFacts } from '../../pki/facts.ts'

/** What every part of the model is made from. */
export interface Context {
  readonly environment: Environment
  readonly settings: EnvironmentFile
  readonly at: Date
  /** Quarantined paths. */
  readonly left: ReadonlyMap<string, FindingCode>
  /** DFSPs that are quarantined as a whole. */
  readonly stopped: ReadonlySet<string>
  readonly revocations: Revocations
}

/** The facts of those that can be read and are not quarantined, in path order. */
export function usable<T>(context: Context, artefacts: readonly Artefact<T>[]): readonly { readonly artefact: Artefact<T>; readonly facts: T }[] {
  return artefacts
    .flatMap((artefact) => (artefact.parsed.ok && !context.left.has(artefact.path) ? [{ artefact, facts: artefact.parsed.facts }] : []))
    .sort((a, b) => (a.artefact.path < b.artefact.path ? -1 : 1))
}

/** Newest first: by start of validity, then by path. */
export function newestFirst(
  a: { readonly leaf: CertificateFacts; readonly path: string },
  b: { readonly leaf: CertificateFacts; readonly path: string },
): number {
  return Number(b.leaf.notBefore) - Number(a.leaf.notBefore) || (a.path < b.path ? 1 : -1)
}

/** What `revoked/` says, with the keys of certificates that were revoked because their key is compromised. */
export function desiredRevocations(environment: Environment): Revocations {
  return { serials: revocationsOf(environment).serials, keys: revokedKeysOf(environment) }
}
