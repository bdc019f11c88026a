import type { Tree, TreeEntry } from '../../model/tree.ts'
import { keyIdentifier } from '../../pki/build-extensions.ts'
import { parseCertificate } from '../../pki/certificate.ts'
import { toHex } from '../../pki/der-values.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { CertificateFacts, DistinguishedName, PublicKeyFacts } from '../../pki/facts.ts'
import type { KeyPair } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import { parsePublicKey } from '../../pki/spki.ts'
import { reissue, reissueCrl, reissueCsr, type TwinIssuer } from '../../pki/twin.ts'
import { crlSignedBy, signedBy } from '../../pki/verify.ts'
import { type PemContent, pemContents } from './artefacts.ts'
import { type KeyKinds, type KeyRing, openKeyRing } from './key-ring.ts'
import { substituteHashes } from './substitute-hashes.ts'
import { twinProof } from './twin-proof.ts'

/** The same environment with everyone's keys known. */
export interface Twin {
  readonly tree: Tree
  /** Private keys, PKCS#8 PEM, by the SHA-256 of their SubjectPublicKeyInfo. */
  readonly keys: ReadonlyMap<string, string>
}

/** Keys of this kind sign what others read the algorithm from, so their twins are of the same kind. */
const TOKEN_FOLDERS = /(^|\/)(jws|oauth|officers|deploy)\/[^/]+$/

/**
 * A tree in which every certificate, request, CRL and public key is replaced by one with the same names, serial, validity
 * and extensions under throw-away keys, and every record by one with the new hashes. What the ordinary code renders from it
 * differs in keys, fingerprints and CA files only. A certificate that was only intended is left out.
 */
export function rehearsalTwin(tree: Tree, kinds: KeyKinds = { ec: 'p256', rsa: 'rsa2048' }): Twin {
  const ring = openKeyRing(kinds)
  const contents = pemContents(tree)
  const cas = authorities(contents)
  const hashes = new Map<string, string>()
  const texts = new Map(contents.map((content) => [content.entry.path, replace(content, { ring, cas, hashes })]))
  for (const { entry } of contents) hashes.set(sha256Hex(entry.bytes ?? NOTHING), sha256Hex(Buffer.from(texts.get(entry.path) ?? '')))
  for (const key of recordedKeys(tree)) ring.insteadOf(key, { signsTokens: false })
  const replaced = ring.replaced()
  const keys = ring.exported()
  for (const [spki, twin] of replaced) hashes.set(spki, sha256Hex(twin))
  const entries = tree.entries
    .filter((entry) => !isIntended(entry))
    .map((entry) => twinEntry(withTwinKey(entry, replaced), texts.get(entry.path), { hashes, keys }))
  return { tree: { ...tree, entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)) }, keys }
}

const NOTHING = new Uint8Array()

interface Setting {
  readonly ring: KeyRing
  /** CA certificates by the DER of their subject, hex. */
  readonly cas: ReadonlyMap<string, readonly CertificateFacts[]>
  /** Old hash to new, lower-case hex. */
  readonly hashes: Map<string, string>
}

function authorities(contents: readonly PemContent[]): ReadonlyMap<string, readonly CertificateFacts[]> {
  const cas = contents.flatMap((content) =>
    content.kind === 'certificates' ? content.facts.filter(({ decoded }) => decoded.basicConstraints?.ca === true) : [],
  )
  const bySubject = new Map<string, CertificateFacts[]>()
  for (const ca of cas) bySubject.set(toHex(ca.subject.der), [...(bySubject.get(toHex(ca.subject.der)) ?? []), ca])
  return bySubject
}

function replace(content: PemContent, setting: Setting): string {
  const signsTokens = TOKEN_FOLDERS.test(content.entry.path)
  const instead = (key: PublicKeyFacts): KeyPair => setting.ring.insteadOf(key, { signsTokens })
  if (content.kind === 'key') return writePem('PUBLIC KEY', instead(content.facts).publicKey)
  if (content.kind === 'csr') {
    const der = reissueCsr(content.facts, instead(content.facts.publicKey))
    setting.hashes.set(content.facts.sha256, sha256Hex(der))
    return writePem('CERTIFICATE REQUEST', der)
  }
  if (content.kind === 'crl')
    return writePem(
      'X509 CRL',
      reissueCrl(
        content.facts,
        issuer(content.facts.issuer, setting, (ca) => crlSignedBy(content.facts, ca)),
      ),
    )
  return content.facts.map((facts) => writePem('CERTIFICATE', certificateTwin(facts, instead(facts.publicKey), setting))).join('')
}

function certificateTwin(facts: CertificateFacts, key: KeyPair, setting: Setting): Uint8Array {
  const der = reissue(facts, { publicKey: key.publicKey, issuer: issuer(facts.issuer, setting, (ca) => signedBy(facts, ca)) })
  const twin = parseCertificate(der)
  setting.hashes.set(facts.sha256, sha256Hex(der))
  if (twin.ok) setting.hashes.set(sha256Hex(facts.tbs), sha256Hex(twin.facts.tbs))
  return der
}

/** The throw-away key in the place of the CA that really signed, under the CA's own name. */
function issuer(name: DistinguishedName, { ring, cas }: Setting, signs: (ca: CertificateFacts) => boolean): TwinIssuer {
  const ca = cas.get(toHex(name.der))?.find(signs)
  const pair = ca === undefined ? ring.absent(toHex(name.der)) : ring.insteadOf(ca.publicKey, { signsTokens: false })
  return { name: name.der, keyIdentifier: keyIdentifier(pair.publicKey), algorithm: pair.algorithm, sign: pair.sign }
}

interface Tables {
  readonly hashes: ReadonlyMap<string, string>
  /** Private keys by SHA-256. */
  readonly keys: ReadonlyMap<string, string>
}

function twinEntry(entry: TreeEntry, text: string | undefined, { hashes, keys }: Tables): TreeEntry {
  if (text !== undefined) return withText(entry, text)
  if (entry.bytes === null || !/[.](yaml|json)$/.test(entry.path)) return entry
  const substituted = substituteHashes(Buffer.from(entry.bytes).toString('utf8'), hashes)
  const replaced = withText(entry, twinProof({ path: entry.path, text: substituted }, keys))
  return { ...replaced, path: substituteHashes(entry.path, hashes) }
}

const KEY_RECORD = /^issued\/keys\/([0-9a-f]{64})[.]json$/

/** Keys that only their records still hold: one of them may have signed a proof. */
function recordedKeys({ entries }: Tree): readonly PublicKeyFacts[] {
  return entries.flatMap(({ path, bytes }) => {
    if (bytes === null || !KEY_RECORD.test(path)) return []
    const held = /"publicKey": *"([A-Za-z0-9+/=]*)"/.exec(Buffer.from(bytes).toString('utf8'))?.[1]
    const parsed = held === undefined ? null : parsePublicKey(new Uint8Array(Buffer.from(held, 'base64')))
    return parsed?.ok === true ? [parsed.facts] : []
  })
}

/** A key record that holds the key itself gets that of the twin. */
function withTwinKey(entry: TreeEntry, replaced: ReadonlyMap<string, Uint8Array>): TreeEntry {
  const twin = replaced.get(KEY_RECORD.exec(entry.path)?.[1] ?? '')
  if (twin === undefined || entry.bytes === null) return entry
  const text = Buffer.from(entry.bytes).toString('utf8')
  return withText(entry, text.replace(/("publicKey": *")[A-Za-z0-9+/=]*"/, `$1${Buffer.from(twin).toString('base64')}"`))
}

/** The entry with other contents. */
export function withText(entry: TreeEntry, text: string): TreeEntry {
  const bytes = new Uint8Array(Buffer.from(text))
  return { ...entry, bytes, size: bytes.length }
}

function isIntended({ path, bytes }: TreeEntry): boolean {
  return bytes !== null && /^issued\/certificates\/.*[.]json$/.test(path) && /"state": *"intended"/.test(Buffer.from(bytes).toString('utf8'))
}
