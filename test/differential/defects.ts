/** What can be wrong, or only unusual, in a chain: each a change of one certificate, or of what is handed over with it. */
import { extension } from '../../src/pki/build-extensions.ts'
import { integer, sequence, time } from '../../src/pki/der-write.ts'
import { testCa, testKey } from '../support/pki.ts'
import type { Chain, Link } from './chain.ts'

/** Changes the certificate at that index of the chain, which has that many. */
export type Defect = (chain: Chain, at: number) => Chain

const change =
  (more: Partial<Link> | ((link: Link) => Partial<Link>)): Defect =>
  (chain, at) => ({
    ...chain,
    links: chain.links.map((link, index) => (index === at ? { ...link, ...(typeof more === 'function' ? more(link) : more) } : link)),
  })

const options = (more: Link['options']): Defect => change((link) => ({ options: { ...link.options, ...more } }))
const dns = (value: string) => ({ kind: 'dns' as const, value })
const constrained = (permitted: string[], excluded: string[]): Defect => change({ constraints: { permitted: permitted.map(dns), excluded: excluded.map(dns) } })
const AT = new Date('2026-11-23T12:00:00Z')
const second = (offset: number): Date => new Date(AT.getTime() + offset * 1000)
const anything = sequence(integer(1))

/** For any certificate. */
const ANY: Readonly<Record<string, Defect>> = {
  expired: options({ notAfter: new Date('2026-11-01T00:00:00Z') }),
  'expired a second ago': options({ notAfter: second(-1) }),
  'in its last second': options({ notAfter: second(0) }),
  'not yet valid': options({ notBefore: new Date('2026-12-01T00:00:00Z') }),
  'valid in a second': options({ notBefore: second(1) }),
  'in its first second': options({ notBefore: second(0) }),
  'valid until 9999': options({ notAfter: new Date('9999-12-31T23:59:59Z') }),
  'ending before it begins': options({ notBefore: second(1), notAfter: second(-1) }),
  'a bit of the signature': options({ tamperSignature: true }),
  'the signature of another': options({ tamperTbs: (tbs) => Uint8Array.from(tbs, (octet, at) => (at === tbs.length - 1 ? octet ^ 1 : octet)) }),
  'an unknown critical extension': change({ extra: [extension('1.2.3.4.5', true, anything)] }),
  'an unknown extension': change({ extra: [extension('1.2.3.4.5', false, anything)] }),
  'an extension twice': change({ extra: [extension('1.2.3.4.5', false, anything), extension('1.2.3.4.5', false, anything)] }),
  'serial 0': options({ serialDer: integer(0) }),
  'a negative serial': options({ serialDer: Uint8Array.of(2, 1, 0x81) }),
  'a serial of 21 octets': options({ serial: `40${'11'.repeat(20)}` }),
  'version 1': (chain, at) => options({ version: 1, extensions: [] })(chain, at),
  'version 2 with extensions': options({ version: 2 }),
  'a critical subject key identifier': change({ flipped: ['subjectKeyIdentifier'] }),
  'a critical authority key identifier': change({ flipped: ['authorityKeyIdentifier'] }),
  'no subject key identifier': change({ subjectIdentifier: false }),
  'no key usage': change({ usage: null }),
  'GeneralizedTime too early': options({ validityDer: sequence(generalized('20260101000000Z'), time(new Date('2027-01-01T00:00:00Z'))) }),
  'a key of 1024 bits': change({ key: testKey('rsa1024') }),
  'a key of 2048 bits': change({ key: testKey('rsa2048') }),
  'a key on P-521': change({ key: testKey('p521', 'differential') }),
  'a key on secp256k1': change({ key: testKey('secp256k1', 'differential') }),
}

/** For what has an issuer here. */
const ISSUED: Readonly<Record<string, Defect>> = {
  'the name of another issuer': options({ issuerName: { O: 'Differential', CN: 'Nobody' } }),
  'no authority key identifier': change({ authorityIdentifier: false }),
  'the authority key identifier of another': change({
    authorityIdentifier: false,
    extra: [extension('2.5.29.35', false, fromHexText(`30168014${'07'.repeat(20)}`))],
  }),
  'SHA-1': options({ algorithm: 'ecdsa-with-SHA1' }),
}

const CA: Readonly<Record<string, Defect>> = {
  'no CA': change({ ca: null }),
  'no basic constraints': change({ ca: undefined }),
  'basic constraints not critical': change({ flipped: ['basicConstraints'] }),
  'path length 0': change({ ca: { pathLength: 0 } }),
  'path length 1': change({ ca: { pathLength: 1 } }),
  'key usage without keyCertSign': change({ usage: ['digitalSignature', 'cRLSign'] }),
  'key usage with more': change({ usage: ['digitalSignature', 'keyCertSign', 'cRLSign'] }),
  'for clients only': change({ purposes: ['clientAuth'] }),
  'for servers only': change({ purposes: ['serverAuth'] }),
  'for clients and servers': change({ purposes: ['clientAuth', 'serverAuth'] }),
  'permitting the name': constrained(['example'], []),
  'permitting the name itself': constrained(['server.example'], []),
  'permitting another name': constrained(['other.test'], []),
  'excluding the name': constrained([], ['server.example']),
  'excluding another name': constrained([], ['other.test']),
  'permitting addresses only': change({ constraints: { permitted: [{ kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) }], excluded: [] } }),
  'name constraints not critical': (chain, at) => change({ flipped: ['nameConstraints'] })(constrained(['example'], [])(chain, at), at),
}

const LEAF: Readonly<Record<string, Defect>> = {
  'for clients': change({ purposes: ['clientAuth'] }),
  'for everybody': change({ purposes: ['clientAuth', 'serverAuth'] }),
  'for any purpose': change({ purposes: ['any'] }),
  'for no purpose in particular': change({ purposes: null }),
  'a critical purpose': change({ flipped: ['extendedKeyUsage'] }),
  'a key usage that does not fit': change({ usage: ['cRLSign'] }),
  'a key usage for encryption': change({ usage: ['keyEncipherment'] }),
  'a key usage of a CA': change({ usage: ['digitalSignature', 'keyCertSign'] }),
  'a CA as leaf': change({ ca: { pathLength: null }, usage: ['digitalSignature', 'keyCertSign'] }),
  'no basic constraints': change({ ca: undefined }),
  'name constraints in a leaf': change({ constraints: { permitted: [dns('example')], excluded: [] } }),
  'no subject': change({ subject: null }),
  'no subject, critical names': change({ subject: null, flipped: ['subjectAltName'] }),
  'critical names beside a subject': change({ flipped: ['subjectAltName'] }),
  'a common name that is not among the names': change({ subject: 'other.example' }),
  'a name with an underscore': change({ names: [dns('server.example'), dns('a_b.example')] }),
  'an address of five octets': change({ names: [dns('server.example'), { kind: 'ip', bytes: new Uint8Array(5) }] }),
  'an Ed25519 key': change({ key: testKey('ed25519', 'differential') }),
}

const stranger = testCa({ subject: { O: 'Differential', CN: 'Intermediate 1' } })
const handed =
  (given: (ders: readonly Uint8Array[]) => readonly Uint8Array[]): Defect =>
  (chain) => ({ ...chain, given: (made) => given(chain.given(made)) })

/** Of the whole. */
const HANDED: Readonly<Record<string, Defect>> = {
  'no intermediate': handed(() => []),
  'the last intermediate missing': handed((ders) => ders.slice(0, -1)),
  'the intermediates the other way round': handed((ders) => [...ders].reverse()),
  'the intermediates twice': handed((ders) => [...ders, ...ders]),
  'a stranger of the same name first': handed((ders) => [stranger.der, ...ders]),
}

function generalized(digits: string): Uint8Array {
  return Uint8Array.from([0x18, digits.length, ...Buffer.from(digits)])
}

function fromHexText(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

/** Names of all defects for a certificate at that index. */
export function defectsAt(chain: Chain, at: number): Readonly<Record<string, Defect>> {
  const isLeaf = at === chain.links.length - 1
  return { ...ANY, ...(at === 0 ? {} : ISSUED), ...(isLeaf ? LEAF : CA), ...(isLeaf ? HANDED : {}) }
}
