import type { Artefact, CertificateList } from '../../model/environment.ts'
import { parseCertificatePem, parseOneCertificatePem } from '../../pki/certificate.ts'
import { parseCrlPem } from '../../pki/crl.ts'
import { parseCsrPem } from '../../pki/csr.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { CertificateFacts, CrlFacts, CsrFacts, Parsed, PublicKeyFacts } from '../../pki/facts.ts'
import { peekPemLabel } from '../../pki/pem.ts'
import { parsePublicKeyPem } from '../../pki/spki.ts'
import type { Place } from './read-document.ts'

/** Leaf and intermediates; no path of a scheme is longer. */
const MAX_CHAIN = 8

/** The artefact of a PEM file, read by `parse`. Never throws on content. */
export function readArtefact<T>(place: Place, parse: (bytes: Uint8Array) => Parsed<T>): Artefact<T> {
  return { path: place.path, name: place.name, dfsp: place.dfsp, sha256: sha256Hex(place.bytes), parsed: parse(place.bytes) }
}

/** What a file holds, by the place it stands at. */
export const parsers = {
  certificate: parseOneCertificatePem,
  chain: parseChain,
  csr: parseCsrPem,
  crl: parseCrlPem,
  key: parseKey,
} as const satisfies {
  readonly certificate: (bytes: Uint8Array) => Parsed<CertificateFacts>
  readonly chain: (bytes: Uint8Array) => Parsed<CertificateList>
  readonly csr: (bytes: Uint8Array) => Parsed<CsrFacts>
  readonly crl: (bytes: Uint8Array) => Parsed<CrlFacts>
  readonly key: (bytes: Uint8Array) => Parsed<PublicKeyFacts>
}

function parseChain(bytes: Uint8Array): Parsed<CertificateList> {
  const parsed = parseCertificatePem(bytes, { max: MAX_CHAIN })
  if (!parsed.ok) return parsed
  const [leaf, ...others] = parsed.facts
  if (leaf === undefined) return { ok: false, reason: 'unreadable', message: 'The file holds no certificate.' }
  return { ...parsed, facts: [leaf, ...others] }
}

/** A SubjectPublicKeyInfo, or an X.509 certificate of which only the key is taken (DESIGN §2). */
function parseKey(bytes: Uint8Array): Parsed<PublicKeyFacts> {
  if (peekPemLabel(bytes) !== 'CERTIFICATE') return parsePublicKeyPem(bytes)
  const parsed = parseOneCertificatePem(bytes)
  return parsed.ok ? { ok: true, facts: parsed.facts.publicKey, canonical: parsed.canonical } : parsed
}
