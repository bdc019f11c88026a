import { createPublicKey } from 'node:crypto'
import process from 'node:process'
import { afterAll, describe, expect, test } from 'vitest'
import { readKeySet } from '../../src/jws/jwk.ts'
import { extendedKeyUsage, keyUsage, nameConstraints, subjectAltName } from '../../src/pki/build-extensions.ts'
import { parseCertificate, parseCertificatePem } from '../../src/pki/certificate.ts'
import { parseCrl, parseCrlPem } from '../../src/pki/crl.ts'
import { parseCsr, parseCsrPem } from '../../src/pki/csr.ts'
import { validatePath } from '../../src/pki/path.ts'
import { findPrivateKeys } from '../../src/pki/private-key.ts'
import { parsePublicKey, parsePublicKeyPem } from '../../src/pki/spki.ts'
import { TEST_NOW, testCa, testCsr, testKey } from '../support/pki.ts'
import { type Seeded, seeded, size } from '../support/seeded.ts'

/** Good inputs, damaged: whatever comes, there is an answer, and soon. */

const INPUTS = size(5_000, 100_000)
/** Of processor time. One slow look may be the garbage of others; an input that hangs is slow every time. */
const MOST_MILLISECONDS = 50

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
const ca = testCa({
  extraExtensions: [
    nameConstraints({ permitted: [{ kind: 'dns', value: 'a.example' }], excluded: [{ kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) }] }),
  ],
})
const leaf = ca.issue({
  names: [
    { kind: 'dns', value: 'server.a.example' },
    { kind: 'ip', bytes: Uint8Array.of(192, 0, 2, 1) },
  ],
})
const ofRsa = testCa({ key: testKey('rsa2048') })
const csr = testCsr({
  extensions: [keyUsage('digitalSignature'), extendedKeyUsage('clientAuth'), subjectAltName([{ kind: 'uri', value: 'spiffe://pilot.example/a' }])],
})
const rsaCsr = testCsr({ key: testKey('rsa2048') })
const entries = Array.from({ length: 20 }, (_, at) => ({
  serial: `4${at.toString(16).padStart(3, '0')}`,
  revokedAt: TEST_NOW,
  reason: 'keyCompromise' as const,
}))
const crl = ca.crl({ entries })
const jwk = (kind: 'rsa2048' | 'p256', alg: string): object => ({
  ...createPublicKey(testKey(kind, 'jwk').privateKey).export({ format: 'jwk' }),
  alg,
  use: 'sig',
  kid: kind,
})
const jwks = Buffer.from(JSON.stringify({ keys: [jwk('rsa2048', 'RS256'), jwk('p256', 'ES256')] }))

interface Target {
  readonly samples: readonly Uint8Array[]
  readonly read: (bytes: Uint8Array) => unknown
}

const pem = (...texts: string[]): Uint8Array[] => texts.map((one) => new Uint8Array(Buffer.from(one)))

const TARGETS: Readonly<Record<string, Target>> = {
  certificates: { samples: [leaf.der, ca.der, ofRsa.der], read: parseCertificate },
  'certificates on a path': {
    samples: [leaf.der],
    read: (der) => validatePath({ leaf: der, untrusted: [], anchors: [ca.der], purpose: 'server', at: TEST_NOW }),
  },
  'anchors of a path': {
    samples: [ca.der],
    read: (der) => validatePath({ leaf: leaf.der, untrusted: [der], anchors: [der], purpose: 'server', at: TEST_NOW }),
  },
  CSRs: { samples: [csr.der, rsaCsr.der], read: parseCsr },
  CRLs: { samples: [crl.der, ofRsa.crl().der], read: parseCrl },
  keys: { samples: [testKey('rsa2048').spki, leaf.key.spki, testKey('p384', 'fuzz').spki], read: parsePublicKey },
  'PEM of certificates': { samples: pem(leaf.pem, leaf.pem + ca.pem), read: (bytes) => parseCertificatePem(bytes, { max: 4 }) },
  'PEM of CSRs': { samples: pem(csr.pem), read: parseCsrPem },
  'PEM of CRLs': { samples: pem(crl.pem), read: parseCrlPem },
  'PEM of keys': { samples: pem(leaf.key.publicPem), read: parsePublicKeyPem },
  'private keys that should not be there': {
    samples: pem(leaf.key.privatePem, `key: |\n  ${leaf.key.privatePem.replaceAll('\n', '\n  ')}`),
    read: findPrivateKeys,
  },
  'JWK sets': { samples: [jwks], read: (bytes) => readKeySet(text(bytes), { algorithms: ['RS256', 'ES256'] }) },
}

type Damage = (bytes: Uint8Array, random: Seeded, other: Uint8Array) => Uint8Array
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const DAMAGES: Readonly<Record<string, Damage>> = {
  'one bit': (bytes, random) => flipped(bytes, random, 1),
  'some bits': (bytes, random) => flipped(bytes, random, 2 + random.below(8)),
  'another octet': (bytes, random) => {
    const at = random.below(bytes.length)
    return bytes.map((octet, index) => (index === at ? random.pick([0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, random.below(256)]) : octet))
  },
  'cut off': (bytes, random) => bytes.slice(0, random.below(bytes.length)),
  'a piece left out': (bytes, random) => {
    const at = random.below(bytes.length)
    return joined(bytes.slice(0, at), bytes.slice(at + 1 + random.below(16)))
  },
  'a piece twice': (bytes, random) => {
    const [from, length] = [random.below(bytes.length), 1 + random.below(64)]
    return joined(bytes.slice(0, from + length), bytes.slice(from))
  },
  'a piece many times': (bytes, random) => {
    const [from, length] = [random.below(bytes.length), 1 + random.below(8)]
    return joined(bytes.slice(0, from), ...Array.from({ length: 1 + random.below(400) }, () => bytes.slice(from, from + length)), bytes.slice(from))
  },
  'a piece of another': (bytes, random, other) => {
    const from = random.below(other.length)
    const at = random.below(bytes.length)
    const piece = other.slice(from, from + 1 + random.below(128))
    return joined(bytes.slice(0, at), piece, bytes.slice(at + piece.length))
  },
  noise: (bytes, random) => joined(bytes.slice(0, random.below(bytes.length)), random.bytes(random.below(64))),
}

function flipped(bytes: Uint8Array, random: Seeded, count: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (let round = 0; round < count; round += 1) {
    const at = random.below(copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
  }
  return copy
}

function milliseconds(run: () => unknown): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** The least of up to four looks, so that a machine that is busy does not count. */
function least(run: () => unknown): number {
  let best = milliseconds(run)
  for (let again = 0; again < 3 && best > MOST_MILLISECONDS; again += 1) best = Math.min(best, milliseconds(run))
  return best
}

const samples = Object.values(TARGETS).flatMap((target) => target.samples)
const each = Math.ceil(INPUTS / Object.keys(TARGETS).length)
let tried = 0

describe.each(Object.entries(TARGETS))('%s', (name, target) => {
  test('damaged, they neither throw nor hang', () => {
    const random = seeded(`bit flips of ${name}`)
    const kinds = Object.entries(DAMAGES)
    const bad: string[] = []
    for (let round = 0; round < each; round += 1) {
      const [kind, damage] = random.pick(kinds)
      const input = damage(random.pick(target.samples), random, random.pick(samples))
      tried += 1
      try {
        const took = least(() => target.read(input))
        if (took > MOST_MILLISECONDS) bad.push(`${kind} takes ${took} ms: ${Buffer.from(input).toString('base64')}`)
      } catch (error) {
        bad.push(`${kind} throws ${String(error)}: ${Buffer.from(input).toString('base64')}`)
      }
    }
    expect(bad).toEqual([])
  }, 600_000)

  test('whole, they are read', () => {
    for (const sample of target.samples)
      expect(target.read(sample)).toSatisfy((read: unknown) => (Array.isArray(read) ? read.length > 0 : (read as { ok: boolean }).ok))
  })
})

afterAll(() => expect(tried).toBeGreaterThanOrEqual(INPUTS))
