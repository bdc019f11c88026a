import type { Desired, DesiredDfsp, ServerChain } from '../../model/desired.ts'
import { assembleCertificate, buildTbs } from '../../pki/build-certificate.ts'
import { keyIdentifier } from '../../pki/build-extensions.ts'
import { parseCertificatePem } from '../../pki/certificate.ts'
import { toHex } from '../../pki/der-values.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { exportPkcs8, generateKey, type KeyPair, newSerial, readPrivateKey } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import { dfspRoot, issuerOf, serverLeaf } from '../../pki/profiles.ts'
import { reissue, type TwinIssuer } from '../../pki/twin.ts'
import type { Props } from './prepared.ts'
import type { Identity } from './scene.ts'

/** What is made for the rehearsal alone is good whenever it is played. */
const YEARS_MS = 10 * 365 * 24 * 3_600_000
const ELSEWHERE = 'elsewhere.example'
const MAX_CHAIN = 16

/** What the cases need that no registry holds, made with the twin's keys. */
export function propsFor(desired: Desired, keys: ReadonlyMap<string, string>): Props {
  const at = new Date(desired.asOf)
  const clientCas = desired.hub.clientCas.flatMap(({ pem }) => chainOf(pem))
  const each = <T>(make: (dfsp: DesiredDfsp) => T | null): Record<string, T> =>
    Object.fromEntries(
      desired.dfsps.flatMap((dfsp) => {
        const made = make(dfsp)
        return made === null ? [] : [[dfsp.id, made]]
      }),
    )
  return {
    unpinned: each((dfsp) => unpinned(dfsp, clientCas, keys)),
    callbacks: each((dfsp) => ({
      own: dfsp.serverChains.flatMap((chain) => identityOf(chain.pem, keys) ?? []),
      wrongCa: dfsp.serverChains.flatMap((chain) => underAnotherCa(chain)),
      wrongHost: dfsp.serverChains.flatMap((chain) => forAnotherHost(chain, { cas: dfsp.serverAnchors.flatMap(({ pem }) => chainOf(pem)), keys, at })),
    })),
    issuer: issuerIdentity(new URL(desired.hub.token.url).hostname, at),
  }
}

/** The certificate with its key, where the ring holds it. */
export function identityOf(pem: string, keys: ReadonlyMap<string, string>): Identity | null {
  const key = keys.get(chainOf(pem)[0]?.publicKey.sha256 ?? '')
  return key === undefined ? null : { cert: pem, key }
}

function chainOf(pem: string): readonly CertificateFacts[] {
  const parsed = parseCertificatePem(Buffer.from(pem), { max: MAX_CHAIN })
  return parsed.ok ? parsed.facts : []
}

function signerOf(ca: CertificateFacts, keys: ReadonlyMap<string, string>): KeyPair | null {
  const key = keys.get(ca.publicKey.sha256)
  return key === undefined ? null : readPrivateKey(key)
}

/** A CA of that name with this key, as `reissue` takes it. */
export function twinIssuer(name: Uint8Array, pair: KeyPair): TwinIssuer {
  return { name, keyIdentifier: keyIdentifier(pair.publicKey), algorithm: pair.algorithm, sign: pair.sign }
}

function unpinned(dfsp: DesiredDfsp, cas: readonly CertificateFacts[], keys: ReadonlyMap<string, string>): Identity | null {
  const [leaf] = chainOf(dfsp.pins[0]?.pem ?? '')
  const ca = cas.find(({ subject }) => leaf !== undefined && toHex(subject.der) === toHex(leaf.issuer.der))
  const signer = ca === undefined ? null : signerOf(ca, keys)
  if (leaf === undefined || signer === null) return null
  return reissued({ ...leaf, serial: newSerial() }, twinIssuer(leaf.issuer.der, signer))
}

function underAnotherCa({ pem }: ServerChain): readonly Identity[] {
  const [leaf] = chainOf(pem)
  return leaf === undefined ? [] : [reissued(leaf, twinIssuer(leaf.issuer.der, generateKey('p256')))]
}

function reissued(leaf: CertificateFacts, issuer: TwinIssuer): Identity {
  const key = generateKey('p256')
  return { cert: writePem('CERTIFICATE', reissue(leaf, { publicKey: key.publicKey, issuer })), key: exportPkcs8(key) }
}

interface Registry {
  readonly cas: readonly CertificateFacts[]
  readonly keys: ReadonlyMap<string, string>
  readonly at: Date
}

function forAnotherHost({ pem }: ServerChain, { cas, keys, at }: Registry): readonly Identity[] {
  const [leaf, ...rest] = chainOf(pem)
  const ca = [...rest, ...cas].find(({ subject }) => leaf !== undefined && toHex(subject.der) === toHex(leaf.issuer.der))
  const signer = ca === undefined ? null : signerOf(ca, keys)
  if (ca === undefined || signer === null) return []
  const key = generateKey('p256')
  const fields = serverLeaf({ ...common(key, at), issuer: issuerOf(ca, signer.algorithm), hosts: [ELSEWHERE] })
  return [{ cert: [signed(buildTbs(fields), signer), ...rest.map(({ der }) => writePem('CERTIFICATE', der))].join(''), key: exportPkcs8(key) }]
}

function common(key: KeyPair, at: Date): Pick<Parameters<typeof serverLeaf>[0], 'serial' | 'subject' | 'publicKey' | 'notBefore' | 'notAfter'> {
  return {
    serial: newSerial(),
    subject: { country: 'ZZ', organization: 'Rehearsal', commonName: 'Rehearsal' },
    publicKey: key.publicKey,
    notBefore: new Date(at.getTime() - YEARS_MS),
    notAfter: new Date(at.getTime() + YEARS_MS),
  }
}

function signed(tbs: Uint8Array, signer: KeyPair): string {
  return writePem('CERTIFICATE', assembleCertificate(tbs, signer.algorithm, signer.sign(tbs)))
}

function issuerIdentity(host: string, at: Date): Props['issuer'] {
  const root = generateKey('p256')
  const key = generateKey('p256')
  const ca = signed(buildTbs(dfspRoot({ ...common(root, at), algorithm: root.algorithm })), root)
  const [facts] = chainOf(ca)
  if (facts === undefined) throw new TypeError('the rehearsal made a CA that cannot be read')
  return { cert: signed(buildTbs(serverLeaf({ ...common(key, at), issuer: issuerOf(facts, root.algorithm), hosts: [host] })), root), key: exportPkcs8(key), ca }
}
