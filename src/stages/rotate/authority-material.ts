import { caKeyName } from '../../model/ca-key-name.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { HubAuthority } from '../../model/hub-authorities.ts'
import { assembleCertificate, buildTbs } from '../../pki/build-certificate.ts'
import { authorityKeyIdentifier, basicConstraints, keyIdentifier, keyUsage, subjectKeyIdentifier } from '../../pki/build-extensions.ts'
import { parseCertificate } from '../../pki/certificate.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { exportPkcs8, generateKey, type KeyPair, newSerial } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import { clientsCa, hubRoot, issuerOf, serversCa } from '../../pki/profiles.ts'
import type { Signer } from '../../ports.ts'
import { certify, validity } from '../certify.ts'
import { type ChangeSet, NO_CHANGES } from '../change-set.ts'
import { crlTimes, nextCrlNumber, signCrl } from '../sign/crl.ts'
import type { RotateInput } from './rotate-input.ts'

/** A CA that was just made; without a key where that is its signer's. */
export interface NewAuthority {
  readonly name: string
  readonly certificate: CertificateFacts
  readonly key: KeyPair | null
}

export interface NewRoot extends NewAuthority {
  readonly key: KeyPair
}

/** What a CA is made with. */
export interface IssuingInput {
  readonly root: CertificateFacts
  readonly rootKey: KeyPair
  /** Signer of the new CA, where its key is not to become a file. */
  readonly signer?: Signer
}

const CA_DAYS = 7300

/** The first of `clients-2`, `clients-3`, … that neither hub/ca nor the key folder has ever seen. */
export function freeAuthorityName({ environment, takenKeys }: RotateInput, base: string): string {
  const taken = new Set(environment.hub.ca.map(({ name }) => name))
  let name = base
  for (let count = 2; taken.has(name) || takenKeys.has(caKeyName(name)); count += 1) name = `${base}-${count}`
  return name
}

/** A CA of that role below a root, with a key and a subject of its own. */
export function makeIssuing(input: RotateInput, role: 'clients' | 'servers', { root, rootKey, signer }: IssuingInput): NewAuthority {
  const { settings, random } = input
  const name = freeAuthorityName(input, role)
  const { key, publicKey } = signer === undefined ? newKey() : { key: null, publicKey: signer.publicKey }
  const common = { ...commonOf(input, name), serial: newSerial(random), publicKey, issuer: issuerOf(root, rootKey.algorithm) }
  const fields = role === 'clients' ? clientsCa({ ...common, trustDomain: settings.trustDomain }) : serversCa({ ...common, hosts: [ingressHost(input)] })
  return { name, key, certificate: certify(fields, rootKey) }
}

function newKey(): { readonly key: KeyPair; readonly publicKey: Uint8Array } {
  const key = generateKey('p256')
  return { key, publicKey: key.publicKey }
}

/** A root with a key and a subject of its own. */
export function makeRoot(input: RotateInput): NewRoot {
  const name = freeAuthorityName(input, 'root')
  const key = generateKey('p256')
  const fields = hubRoot({ ...commonOf(input, name), serial: newSerial(input.random), publicKey: key.publicKey, algorithm: key.algorithm })
  return { name, key, certificate: certify(fields, key) }
}

function commonOf({ settings, hub, at }: RotateInput, name: string) {
  return {
    subject: { country: hub.country, organization: hub.name, commonName: `${settings.name} ${name}` },
    ...validity(at, Math.min(CA_DAYS, settings.policy.ca.maxDays)),
  }
}

function ingressHost({ environment }: RotateInput): string {
  const host = environment.hub.endpoints?.value?.ingress.host
  if (host === undefined) throw new MuhuriError('usage', 'hub/endpoints.yaml is missing or cannot be read', { hint: 'muhuri check' })
  return host
}

/** The new root's key and name, certified by the old root: whoever was told the old fingerprint can follow it to the new one. */
export function crossCertificate(input: RotateInput, root: NewRoot, old: { readonly authority: HubAuthority; readonly key: KeyPair }): ChangeSet {
  const { facts } = old.authority
  const issuer = issuerOf(facts, old.key.algorithm)
  const tbs = buildTbs({
    serial: newSerial(input.random),
    algorithm: issuer.algorithm,
    issuer: issuer.name,
    subject: root.certificate.subject.der,
    publicKey: root.key.publicKey,
    notBefore: root.certificate.notBefore,
    notAfter: new Date(Math.min(Number(facts.notAfter), Number(root.certificate.notAfter))),
    extensions: [
      basicConstraints({ pathLength: 0 }),
      keyUsage('keyCertSign', 'cRLSign'),
      subjectKeyIdentifier(keyIdentifier(root.key.publicKey)),
      authorityKeyIdentifier(issuer.keyIdentifier),
    ],
  })
  const parsed = parseCertificate(assembleCertificate(tbs, issuer.algorithm, old.key.sign(tbs)))
  if (!parsed.ok) throw new TypeError(`a certificate was built that cannot be read: ${parsed.message}`)
  const path = `hub/ca/${root.name}-by-${old.authority.name}.pem`
  return { ...NO_CHANGES, files: [{ path, text: writePem('CERTIFICATE', parsed.facts.der) }] }
}

/** Certificate, key, and where its lists are made offline the first one. */
export async function authorityChanges(
  input: RotateInput,
  { name, certificate, key }: NewAuthority,
  { passphrase, online }: { readonly passphrase: string | null; readonly online: boolean },
): Promise<ChangeSet> {
  const crl = online || key === null ? [] : [{ path: `hub/crl/${name}.pem`, text: await firstCrl(input, certificate, key) }]
  return {
    files: [{ path: `hub/ca/${name}.pem`, text: writePem('CERTIFICATE', certificate.der) }, ...crl],
    keys: key === null ? [] : [{ name: caKeyName(name), text: exportPkcs8(key, passphrase ?? undefined) }],
    notes: [],
  }
}

async function firstCrl({ settings, at }: RotateInput, certificate: CertificateFacts, { algorithm, publicKey, sign }: KeyPair): Promise<string> {
  if (algorithm === 'ecdsa-with-SHA512') throw new TypeError('a P-521 key signs no CRLs here')
  const { rootDays, backdateMinutes } = settings.policy.crl
  const signer = { algorithm, publicKey, sign: async (tbs: Uint8Array) => sign(tbs) }
  return signCrl({ certificate, signer }, { number: nextCrlNumber(null, at), entries: [], ...crlTimes(at, { days: rootDays, backdateMinutes }) })
}
