import type { PublicKeyFacts } from '../pki/facts.ts'
import type { Artefact, CertificateList, Dfsp } from './environment.ts'
import type { ProofFile } from './generated/files.ts'

export type KeyPurpose = ProofFile['purpose']

/** What a proof is about: the words that are signed. */
export interface ProofFacts {
  /** Id of the environment. */
  readonly environment: string
  readonly dfsp: string
  readonly purpose: KeyPurpose
  /** SHA-256 of the key's SubjectPublicKeyInfo, lower-case hex. */
  readonly spki: string
  /** That of the key before it, or null. */
  readonly previous: string | null
}

/** The lines that are signed (DESIGN §7), as text: each ended by a newline. */
export function proofLines({ environment, dfsp, purpose, spki, previous }: ProofFacts): string {
  return ['muhuri-proof-v1', environment, dfsp, purpose, spki, previous ?? '-'].map((line) => `${line}\n`).join('')
}

/** The bytes that are signed. */
export const proofMessage = (facts: ProofFacts): Uint8Array => new Uint8Array(Buffer.from(proofLines(facts)))

/** Name of a proof's file, without extension: `jws-2026-11`. */
export const proofName = (purpose: KeyPurpose, name: string): string => `${purpose}-${name}`

/** Where the proof of that key of that DFSP stands. */
export const proofPath = (dfsp: string, purpose: KeyPurpose, name: string): string => `dfsps/${dfsp}/proofs/${proofName(purpose, name)}.json`

/** A key of a DFSP that must be proven, with the file that holds it. */
export interface ProvableKey {
  readonly purpose: KeyPurpose
  readonly name: string
  readonly path: string
  readonly key: PublicKeyFacts
  /** The file itself shows possession (a CSR's own signature), or nobody can ask for it (a public CA above the server certificate). */
  readonly possessed: boolean
}

/**
 * The keys of a DFSP's readable files that a proof is due for. Of CAs only anchors: what stands below one is vouched for
 * by its issuer's signature.
 */
export function provableKeys({ client, jws, oauth, server, ca, serverCa }: Dfsp): readonly ProvableKey[] {
  return [
    ...readable(client, 'client', (facts) => ({ key: facts.publicKey, possessed: facts.signatureValid })),
    ...readable(jws, 'jws', (key) => ({ key, possessed: false })),
    ...readable(oauth, 'oauth', (key) => ({ key, possessed: false })),
    ...readable<CertificateList>(server, 'server', ([leaf]) => ({ key: leaf.publicKey, possessed: false })),
    ...readable(ca, 'ca', (facts) => (facts.selfIssued ? { key: facts.publicKey, possessed: false } : null)),
    ...readable(serverCa, 'ca', (facts) => (facts.selfIssued ? { key: facts.publicKey, possessed: true } : null)),
  ]
}

function readable<T>(
  artefacts: readonly Artefact<T>[],
  purpose: KeyPurpose,
  read: (facts: T) => Pick<ProvableKey, 'key' | 'possessed'> | null,
): readonly ProvableKey[] {
  return artefacts.flatMap(({ name, path, parsed }) => {
    const found = parsed.ok ? read(parsed.facts) : null
    return found === null ? [] : [{ purpose, name, path, ...found }]
  })
}
