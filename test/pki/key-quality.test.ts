import { checkPrimeSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseCsrPem } from '../../src/pki/csr.ts'
import type { Parsed, PublicKeyFacts } from '../../src/pki/facts.ts'
import { keyWeaknesses } from '../../src/pki/key-quality.ts'
import { parsePublicKey, parsePublicKeyPem } from '../../src/pki/spki.ts'
import { testKey } from '../support/pki.ts'
import { prime, rsaPublicKey } from '../support/rsa-key.ts'
import { readVectorBytes, testWithVectors } from '../support/vectors.ts'

const kinds = (key: PublicKeyFacts): string[] => keyWeaknesses(key).map(({ kind }) => kind)
const ofModulus = (modulus: bigint, exponent?: bigint): string[] => kinds(rsaPublicKey(modulus, exponent).facts)

function facts<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts
}

describe('keys that others have published as weak', () => {
  const badkeys = testWithVectors('badkeys/rsa-ok.pem')
  const key = (name: string) => facts(parsePublicKeyPem(readVectorBytes(`badkeys/${name}`)))

  badkeys('ROCA', () => expect(kinds(key('rsa-roca.pem'))).toEqual(['roca']))
  badkeys('an exponent of 1', () => expect(kinds(key('rsa-e1.pem'))).toEqual(['exponent']))
  badkeys('primes that lie close together', () => {
    expect(kinds(facts(parseCsrPem(readVectorBytes('badkeys/rsa-fermat.csr'))).publicKey)).toEqual(['fermat'])
  })
  badkeys('a good one has none of it', () => expect(kinds(key('rsa-ok.pem'))).toEqual([]))
  badkeys('one of a weak generator looks good: lists are for those', () => expect(kinds(key('rsa-debianweak.pem'))).toEqual([]))
})

describe('keys whose private key can be computed', () => {
  const p = prime(1024)
  const q = prime(1024)

  test.each([
    ['an even modulus', [2n * p], ['even']],
    ['a factor of 3', [3n * p], ['small-factor']],
    ['the greatest prime that is tried', [65_521n * p], ['small-factor']],
    ['a prime as modulus', [p], ['prime-power']],
    ['a square, which Fermat finds too', [p * p], ['prime-power', 'fermat']],
    ['a third power', [prime(680) ** 3n], ['prime-power']],
    ['an even exponent', [p * q, 65_536n], ['exponent']],
  ] as const)('%s', (_what, key: readonly [bigint, bigint?], expected) => {
    expect(ofModulus(...key)).toEqual(expected)
  })

  test.each([
    ['random primes', [p * q]],
    ['an exponent of 3, which policies judge', [p * q, 3n]],
    ['a factor just above those that are tried', [65_537n * p]],
  ] as const)('not so: %s', (_what, key: readonly [bigint, bigint?]) => {
    expect(ofModulus(...key)).toEqual([])
  })

  test('a modulus with blocks of zeros', () => {
    const sparse = (n: bigint): bigint => (checkPrimeSync(n) ? n : sparse(n + 2n))
    expect(ofModulus(sparse((1n << 511n) + 1n) * sparse((1n << 511n) + (1n << 300n) + 1n))).toEqual(['repetition'])
  })

  test('every one of fifty keys that node:crypto makes is good', () => {
    const modulus = () => prime(512) * prime(512)
    expect(Array.from({ length: 50 }, () => ofModulus(modulus())).flat()).toEqual([])
  })
})

describe('elliptic keys', () => {
  test.each(['p256', 'p384'] as const)('%s is good', (kind) => {
    expect(kinds(facts(parsePublicKey(testKey(kind).spki)))).toEqual([])
  })

  test('a point off its curve is named', () => {
    const spki = Uint8Array.from(testKey('p256', 'off the curve').spki)
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1
    expect(kinds(facts(parsePublicKey(spki)))).toEqual(['point'])
  })

  test('keys of other kinds are for the rules about algorithms', () => {
    expect(kinds(facts(parsePublicKey(testKey('ed25519').spki)))).toEqual([])
  })
})
