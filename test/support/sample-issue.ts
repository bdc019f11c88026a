import { type CertificateOptions, type TestCa, testCa, testCertificate } from './pki.ts'
import { dfspCa, hubClientsCa, type SampleDfsp } from './sample-authorities.ts'
import { type SampleCertificate, sampleKey } from './sample-keys.ts'

/** PEM of a certificate that greenbank's or bluebank's own CA issues, good for its callback host, with this changed. */
export function fromDfsp(dfsp: SampleDfsp, options: Omit<CertificateOptions, 'issuer'> = {}): string {
  return testCertificate({ names: [{ kind: 'dns', value: `mojaloop.${dfsp}.example` }], ...options, issuer: caOf(dfspCa(dfsp), `${dfsp}-ca`) }).pem
}

/** PEM of a certificate that the Hub's CA for clients issues to greenbank. */
export function fromHub(options: Omit<CertificateOptions, 'issuer'> = {}): string {
  return testCertificate({ purpose: 'client', ...options, issuer: caOf(hubClientsCa(), 'hub-ca-clients') }).pem
}

/** A CA that nobody of the sample knows. */
export const stranger: TestCa = testCa({ subject: { CN: 'Stranger Root' } })

function caOf({ facts, pem }: SampleCertificate, key: string): TestCa {
  const { der, subject, serial, decoded } = facts
  return { ...stranger, der, pem, serial, subject: subject.der, key: sampleKey(key), keyIdentifier: decoded.subjectKeyIdentifier ?? new Uint8Array() }
}
