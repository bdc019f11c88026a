import { assembleCertificate, buildTbs, type CertificateFields } from '../../src/pki/build-certificate.ts'
import { parseCertificate } from '../../src/pki/certificate.ts'
import type { CertificateFacts } from '../../src/pki/facts.ts'
import { keyPair } from '../../src/pki/keys.ts'
import { writePem } from '../../src/pki/pem.ts'
import { type TestKey, testKey } from './pki.ts'

/** JWS keys and those of the token issuer are RSA, as RS256 asks; all others are P-256. */
export function sampleKey(name: string): TestKey {
  return testKey(/-jws-|^oauth-/.test(name) ? 'rsa2048' : 'p256', `sample ${name}`)
}

export interface SampleCertificate {
  readonly facts: CertificateFacts
  readonly pem: string
}

/** The certificate of these fields, signed by `signer`. */
export function certify(fields: CertificateFields, signer: TestKey): SampleCertificate {
  const tbs = buildTbs(fields)
  const der = assembleCertificate(tbs, fields.algorithm, keyPair(signer.privateKey).sign(tbs))
  const parsed = parseCertificate(der)
  if (!parsed.ok) throw new Error(parsed.message)
  return { facts: parsed.facts, pem: writePem('CERTIFICATE', der) }
}

/** 18 octets, always the same for the same two digits. */
export function serialOf(digits: string): string {
  return `40${digits.repeat(17)}`
}

const made = new Map<string, SampleCertificate>()

/** The certificate of that name, made once a process. */
export function once(name: string, make: () => SampleCertificate): SampleCertificate {
  const known = made.get(name) ?? make()
  made.set(name, known)
  return known
}
