import type { Tree, TreeEntry } from '../../model/tree.ts'
import { parseCertificatePem } from '../../pki/certificate.ts'
import { parseCrlPem } from '../../pki/crl.ts'
import { parseCsrPem } from '../../pki/csr.ts'
import type { CertificateFacts, CrlFacts, CsrFacts, Parsed, PublicKeyFacts } from '../../pki/facts.ts'
import { peekPemLabel } from '../../pki/pem.ts'
import { parsePublicKeyPem } from '../../pki/spki.ts'

/** What stands in one PEM file of a tree. */
export type PemContent =
  | { readonly kind: 'certificates'; readonly entry: TreeEntry; readonly facts: readonly CertificateFacts[] }
  | { readonly kind: 'csr'; readonly entry: TreeEntry; readonly facts: CsrFacts }
  | { readonly kind: 'crl'; readonly entry: TreeEntry; readonly facts: CrlFacts }
  | { readonly kind: 'key'; readonly entry: TreeEntry; readonly facts: PublicKeyFacts }

const MAX_CERTIFICATES = 32

type Reader = (entry: TreeEntry, bytes: Uint8Array) => PemContent | null

/** By the label of a file's first block; labels that other tools write for the same thing included. */
const READERS: readonly (readonly [pattern: RegExp, reader: Reader])[] = [
  [/CERTIFICATE REQUEST$/, (entry, bytes) => content(parseCsrPem(bytes), (facts) => ({ kind: 'csr', entry, facts }))],
  [/CERTIFICATE$/, (entry, bytes) => content(parseCertificatePem(bytes, { max: MAX_CERTIFICATES }), (facts) => ({ kind: 'certificates', entry, facts }))],
  [/CRL$/, (entry, bytes) => content(parseCrlPem(bytes), (facts) => ({ kind: 'crl', entry, facts }))],
  [/PUBLIC KEY$/, (entry, bytes) => content(parsePublicKeyPem(bytes), (facts) => ({ kind: 'key', entry, facts }))],
]

/** Every certificate, request, CRL and public key of a tree, in the order of its files; what cannot be read is not among them. */
export function pemContents(tree: Tree): readonly PemContent[] {
  return tree.entries.flatMap((entry) => {
    const label = entry.bytes === null || !/[.](pem|csr)$/.test(entry.path) ? null : peekPemLabel(entry.bytes)
    const reader = READERS.find(([pattern]) => label !== null && pattern.test(label))?.[1]
    const read = entry.bytes === null ? null : (reader?.(entry, entry.bytes) ?? null)
    return read === null ? [] : [read]
  })
}

function content<T>(parsed: Parsed<T>, make: (facts: T) => PemContent): PemContent | null {
  return parsed.ok ? make(parsed.facts) : null
}
