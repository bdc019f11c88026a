import type { CertificateFacts } from '../pki/facts.ts'
import type { Artefact, CertificateList, Environment } from './environment.ts'

/** What `revoked/` says. */
export interface Revocations {
  readonly serials: ReadonlySet<string>
  /** SHA-256 of keys revoked by name. */
  readonly keys: ReadonlySet<string>
}

/** Names under `revoked/`, whatever the files say: one that cannot be read still revokes. */
export function revocationsOf({ revoked }: Environment): Revocations {
  const names = revoked.map(({ name }) => name)
  return {
    serials: new Set(names.filter((name) => !name.startsWith('spki-'))),
    keys: new Set(names.filter((name) => name.startsWith('spki-')).map((name) => name.slice('spki-'.length))),
  }
}

const allRevoked = new WeakMap<Environment, ReadonlySet<string>>()

/** SHA-256 of every key that `revoked/` bars: by name, or with a certificate that was revoked because its key is compromised. */
export function revokedKeysOf(environment: Environment): ReadonlySet<string> {
  const keys = allRevoked.get(environment) ?? findRevokedKeys(environment)
  allRevoked.set(environment, keys)
  return keys
}

function findRevokedKeys(environment: Environment): ReadonlySet<string> {
  const compromised = new Set(environment.revoked.flatMap(({ name, value }) => (value?.reason === 'keyCompromise' ? [name] : [])))
  const lost = environment.issued.certificates.flatMap(({ parsed }) =>
    parsed.ok && compromised.has(parsed.facts.serial) ? [parsed.facts.publicKey.sha256] : [],
  )
  return new Set([...revocationsOf(environment).keys, ...lost])
}

/** Whether the certificate is revoked, by itself or by its key. */
export function isRevoked({ serial, publicKey }: CertificateFacts, { serials, keys }: Revocations): boolean {
  return serials.has(serial) || keys.has(publicKey.sha256)
}

/** Whether the instant lies in the certificate's validity, both ends included (RFC 5280 §4.1.2.5). */
export function isInForce({ notBefore, notAfter }: CertificateFacts, at: Date): boolean {
  return notBefore <= at && at <= notAfter
}

export interface Holding {
  readonly artefact: Artefact<CertificateFacts>
  readonly facts: CertificateFacts
}

/** Client certificates that count at the instant (in force, not revoked), by DFSP, the longest valid first. */
export function clientCertificates(environment: Environment, at: Date): ReadonlyMap<string, readonly Holding[]> {
  const last = latest.get(environment)
  if (last?.at === at.getTime()) return last.holdings
  const holdings = holdingsAt(environment, at)
  latest.set(environment, { at: at.getTime(), holdings })
  return holdings
}

/** Asked for each DFSP in turn, at one instant. */
const latest = new WeakMap<Environment, { readonly at: number; readonly holdings: ReadonlyMap<string, readonly Holding[]> }>()

function holdingsAt(environment: Environment, at: Date): ReadonlyMap<string, readonly Holding[]> {
  const revocations = revocationsOf(environment)
  const holdings = new Map<string, Holding[]>()
  for (const artefact of environment.issued.certificates) {
    if (!artefact.parsed.ok || artefact.dfsp === null) continue
    const { facts } = artefact.parsed
    if (!isInForce(facts, at) || isRevoked(facts, revocations)) continue
    const list = holdings.get(artefact.dfsp) ?? []
    list.push({ artefact, facts })
    holdings.set(artefact.dfsp, list)
  }
  for (const list of holdings.values()) list.sort((a, b) => Number(b.facts.notAfter) - Number(a.facts.notAfter) || (a.artefact.path < b.artefact.path ? -1 : 1))
  return holdings
}

/** Those of the files whose leaf is in force, the longest valid first. */
export function leavesInForce(
  artefacts: readonly Artefact<CertificateList>[],
  at: Date,
): readonly { readonly path: string; readonly facts: CertificateFacts }[] {
  return artefacts
    .flatMap(({ path, parsed }) => (parsed.ok && isInForce(parsed.facts[0], at) ? [{ path, facts: parsed.facts[0] }] : []))
    .sort((a, b) => Number(b.facts.notAfter) - Number(a.facts.notAfter) || (a.path < b.path ? -1 : 1))
}
