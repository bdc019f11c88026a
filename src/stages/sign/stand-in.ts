import type { SignatureName } from '../../pki/algorithms.ts'
import { assembleCertificate, buildTbs } from '../../pki/build-certificate.ts'
import { extension } from '../../pki/build-extensions.ts'
import { parseCertificate } from '../../pki/certificate.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { generateKey, type KeyKind, type KeyPair } from '../../pki/keys.ts'

/** A throw-away key in the place of a CA's: what is built can be linted as if it were signed, and nobody can use it. */
export interface StandIn {
  readonly certificate: CertificateFacts
  /** The same TBS under the throw-away key. */
  sign(tbs: Uint8Array): Uint8Array
}

const KIND: Readonly<Record<SignatureName, KeyKind | null>> = {
  'ecdsa-with-SHA256': 'p256',
  'ecdsa-with-SHA384': 'p384',
  'ecdsa-with-SHA512': null,
  sha256WithRSAEncryption: 'rsa2048',
  sha384WithRSAEncryption: 'rsa2048',
  sha512WithRSAEncryption: 'rsa2048',
}

/** Stand-ins for the CA and its root: byte for byte the same certificates but for keys and signatures. */
export function standIns(
  ca: CertificateFacts,
  root: CertificateFacts,
  algorithm: SignatureName,
): { readonly issuing: StandIn; readonly root: CertificateFacts } {
  const rootKey = generateKey('p256')
  const key = generateKey(KIND[algorithm] ?? 'p256')
  const issuing = copyOf(ca, key, rootKey)
  return {
    root: copyOf(root, rootKey, rootKey),
    issuing: { certificate: issuing, sign: (tbs) => assembleCertificate(tbs, algorithm, key.sign(tbs)) },
  }
}

function copyOf(original: CertificateFacts, key: KeyPair, signer: KeyPair): CertificateFacts {
  const tbs = buildTbs({
    serial: original.serial,
    algorithm: signer.algorithm,
    issuer: original.issuer.der,
    notBefore: original.notBefore,
    notAfter: original.notAfter,
    subject: original.subject.der,
    publicKey: key.publicKey,
    extensions: original.extensions.map(({ oid, critical, value }) => extension(oid, critical, value)),
  })
  const parsed = parseCertificate(assembleCertificate(tbs, signer.algorithm, signer.sign(tbs)))
  if (!parsed.ok) throw new TypeError(parsed.message)
  return parsed.facts
}
