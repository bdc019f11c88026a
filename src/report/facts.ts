import { formatInstant } from '../model/time.ts'
import { signatureAlgorithmName } from '../pki/algorithms.ts'
import type { CertificateFacts, CsrFacts, GeneralName, PublicKeyFacts } from '../pki/facts.ts'
import { visible } from './visible.ts'

/** What a person compares of a request, a certificate or a key: names, key, fingerprints, validity; a line each. */
export function factsText(facts: CsrFacts | CertificateFacts | PublicKeyFacts): string {
  const lines = 'publicKey' in facts ? [...('notAfter' in facts ? certificateLines(facts) : csrLines(facts)), ...keyLines(facts.publicKey)] : keyLines(facts)
  return `${lines.map(([name, value]) => `${name.padEnd(12)} ${visible(value)}`).join('\n')}\n`
}

type Line = readonly [name: string, value: string]

function certificateLines({ subject, issuer, serial, notBefore, notAfter, decoded, sha256, signatureAlgorithm }: CertificateFacts): Line[] {
  const names = (decoded.subjectAltName?.names ?? []).map(nameText)
  return [
    ['certificate', sha256],
    ['subject', subject.text],
    ['issuer', issuer.text],
    ['serial', serial],
    ['valid', `${formatInstant(notBefore)} to ${formatInstant(notAfter)}`],
    ...(names.length === 0 ? [] : [['names', names.join(', ')] as const]),
    ['signed with', signatureAlgorithmName(signatureAlgorithm)],
  ]
}

function csrLines({ subject, sha256, signatureAlgorithm }: CsrFacts): Line[] {
  return [
    ['request', sha256],
    ['subject', subject.text === '' ? '(empty)' : subject.text],
    ['signed with', signatureAlgorithmName(signatureAlgorithm)],
  ]
}

const keyLines = (key: PublicKeyFacts): Line[] => [
  ['key', KEYS[key.kind](key as never)],
  ['fingerprint', key.sha256],
]

const KEYS: { readonly [K in PublicKeyFacts['kind']]: (key: Extract<PublicKeyFacts, { kind: K }>) => string } = {
  rsa: ({ bits, exponent }) => `RSA, ${bits} bits, exponent ${exponent.toString().slice(0, 24)}`,
  ec: ({ curve }) => `EC, ${curve}`,
  other: ({ oid }) => signatureAlgorithmName(oid),
}

function nameText(name: GeneralName): string {
  if (name.kind === 'directory') return `directory ${name.name.text}`
  return name.kind === 'other' ? `other [${name.tag}]` : `${name.kind} ${name.value}`
}
