import { assembleCrl, buildTbsCrl, type RevokedInput } from '../../pki/build-crl.ts'
import { keyIdentifier } from '../../pki/build-extensions.ts'
import type { CertificateFacts, CrlFacts } from '../../pki/facts.ts'
import { readPrivateKey } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import type { RevocationReason } from '../../pki/revocation-reason.ts'

export interface CrlOrder {
  readonly ca: CertificateFacts
  readonly keys: ReadonlyMap<string, string>
  readonly number: bigint
  readonly entries: readonly RevokedInput[]
  readonly from: Date
  readonly to: Date
}

/** PEM of a CRL of this CA, or null where its key is not among the throw-away ones. */
export function signedCrl({ ca, keys, number, entries, from, to }: CrlOrder): string | null {
  const key = keys.get(ca.publicKey.sha256)
  if (key === undefined) return null
  const { algorithm, publicKey, sign } = readPrivateKey(key)
  const tbs = buildTbsCrl({ algorithm, issuer: ca.subject.der, keyIdentifier: keyIdentifier(publicKey), number, thisUpdate: from, nextUpdate: to, entries })
  return writePem('X509 CRL', assembleCrl(tbs, algorithm, sign(tbs)))
}

/** What a CRL lists, as input for the next one; nothing where there is none. */
export function entriesOf(crl: CrlFacts | null): readonly RevokedInput[] {
  return [...(crl?.entries.values() ?? [])].map(({ serial, revokedAt, reason }) => ({ serial, revokedAt, reason: reason as RevocationReason | null }))
}
