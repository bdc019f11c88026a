import { createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readKeySet } from '../../src/jws/jwk.ts'
import { jwkThumbprint } from '../../src/jws/thumbprint.ts'
import { sha256Hex } from '../../src/pki/digest.ts'
import { testCa, testKey } from '../support/pki.ts'
import { readVectors, testWithVectors } from '../support/vectors.ts'

type Jwk = Record<string, unknown>

const both = { algorithms: ['RS256', 'ES256'] }
const material = (kind: 'rsa2048' | 'rsa1024' | 'p256' | 'p384', name = 'one'): Jwk => ({
  ...createPublicKey(testKey(kind, name).privateKey).export({ format: 'jwk' }),
})
const rsa: Jwk = { ...material('rsa2048'), alg: 'RS256', use: 'sig', kid: 'rsa-1' }
const ec: Jwk = { ...material('p256'), alg: 'ES256', use: 'sig', kid: 'ec-1' }
const setOf = (...keys: readonly Jwk[]): string => JSON.stringify({ keys })

/** Code and message of everything that is wrong, or nothing. */
function problems(json: string, policy: Parameters<typeof readKeySet>[1] = both): string[] {
  const set = readKeySet(json, policy)
  return set.ok ? [] : set.problems.map(({ code, message }) => `${code}: ${message}`)
}
const codes = (json: string, policy?: Parameters<typeof readKeySet>[1]): string[] => problems(json, policy).map((line) => line.split(':')[0] ?? '')

describe('a key set that a registry takes', () => {
  test('gives the keys, with their facts', () => {
    const set = readKeySet(setOf(rsa, ec), both)
    expect(set.ok && set.keys.map(({ kid, alg, jwk, facts }) => [kid, alg, Object.keys(jwk), facts.sha256])).toEqual([
      ['rsa-1', 'RS256', ['e', 'kty', 'n'], sha256Hex(testKey('rsa2048', 'one').spki)],
      ['ec-1', 'ES256', ['crv', 'kty', 'x', 'y'], sha256Hex(testKey('p256', 'one').spki)],
    ])
  })

  test.each([
    ['one key alone', JSON.stringify(rsa)],
    ['an operation that agrees', setOf({ ...rsa, key_ops: ['verify'] })],
    ['escapes and white space', ` \n${setOf(rsa).replace('"kid"', '"\\u006bid" ')}\t`],
  ])('%s', (_what, json) => {
    expect(problems(json)).toEqual([])
  })

  test('may carry certificates of its key', () => {
    const ca = testCa()
    const { der } = ca.issue({ key: testKey('p256', 'one') })
    const thumbprint = Buffer.from(sha256Hex(der), 'hex').toString('base64url')
    const x5c = [der, ca.der].map((bytes) => Buffer.from(bytes).toString('base64'))
    expect(problems(setOf({ ...ec, x5c, 'x5t#S256': thumbprint }))).toEqual([])
    expect(problems(setOf({ ...ec, x5c: x5c.toReversed() }))).toEqual(['unreadable: The first certificate of "x5c" has another key than the JWK.'])
    expect(problems(setOf({ ...ec, x5c: [x5c[0], Buffer.from(testCa().der).toString('base64')] }))).toEqual([
      'unreadable: Certificate 1 of "x5c" is not signed by the next one.',
    ])
    expect(problems(setOf({ ...ec, x5c: [`${x5c[0]}AA==`] }))).toEqual(['unreadable: Certificate 1 of "x5c" cannot be read; expected DER in base64.'])
    expect(problems(setOf({ ...ec, x5c, 'x5t#S256': 'AAAA' }))).toEqual(['unreadable: "x5t#S256" is not the SHA-256 of the first certificate of "x5c".'])
    expect(codes(setOf({ ...ec, 'x5t#S256': thumbprint }))).toEqual(['unreadable'])
    expect(codes(setOf({ ...ec, x5c: [] }))).toEqual(['unreadable'])
  })

  test('has thumbprints as kids where the policy asks for them', () => {
    const { kty, n, e } = rsa as Record<string, string>
    const kid = jwkThumbprint({ kty: kty ?? '', n: n ?? '', e: e ?? '' })
    expect(problems(setOf({ ...rsa, kid }), { ...both, thumbprintKids: true })).toEqual([])
    expect(codes(setOf(rsa), { ...both, thumbprintKids: true })).toEqual(['unreadable'])
  })
})

describe('what is not a key set', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a text', '"keys"'],
    ['no keys', '{}'],
    ['an empty list', '{"keys":[]}'],
    ['a key that is none', '{"keys":[null]}'],
    ['something beside the keys', JSON.stringify({ keys: [rsa], issuer: 'x' })],
    ['a byte order mark', `\ufeff${setOf(rsa)}`],
    ['something after it', `${setOf(rsa)}x`],
    ['more than 8 KiB for one key', `${setOf(rsa)}${' '.repeat(8192)}`],
    ['more than 64 keys', setOf(...Array.from({ length: 65 }, () => rsa))],
    ['deep nesting', `{"keys":[${'['.repeat(2000)}${']'.repeat(2000)}]}`],
  ])('%s', (_what, json) => {
    expect(codes(json)).toEqual(['unreadable'])
  })

  test.each([
    ['a kid twice', setOf(rsa).replace('"kid"', '"kid":"x","kid"')],
    ['a kid twice, once in escapes', setOf(rsa).replace('"kid"', '"\\u006bid":"x","kid"')],
    ['a modulus twice', setOf(rsa).replace('"n":', '"n":"AQAB","n":')],
    ['keys twice', setOf(rsa).replace('{', '{"keys":[],')],
  ])('%s', (_what, json) => {
    expect(problems(json)).toEqual([expect.stringMatching(/^unreadable: The member "(kid|n|keys)" occurs twice in one object/)])
  })

  test('any text gives keys or problems, never a throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(typeof readKeySet(text, both).ok).toBe('boolean')
      }),
    )
  })

  test('a character changed anywhere gives keys or problems, never a throw', () => {
    const json = setOf(rsa, ec)
    fc.assert(
      fc.property(fc.nat(json.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        expect(typeof readKeySet(json.slice(0, at) + character + json.slice(at + 1), both).ok).toBe('boolean')
      }),
    )
  })
})

describe('a key that a registry refuses', () => {
  const p256 = Buffer.from(String(ec['x']), 'base64url')
  const without = (jwk: Jwk, name: string): Jwk => Object.fromEntries(Object.entries(jwk).filter(([key]) => key !== name))
  const unused = `${String(rsa['n']).slice(0, -1)}${String.fromCharCode(String(rsa['n']).charCodeAt(341) + 1)}`

  test.each<[string, Jwk, string]>([
    ['a private exponent', { ...rsa, d: 'AQAB' }, 'private-key'],
    ['a prime', { ...rsa, p: 'AQAB' }, 'private-key'],
    ['further primes', { ...rsa, oth: [] }, 'private-key'],
    ['a secret', { kty: 'oct', k: 'AAAA', alg: 'HS256', use: 'sig', kid: 'x' }, 'private-key'],
    ['a symmetric type', { kty: 'oct', alg: 'HS256', use: 'sig', kid: 'x' }, 'algorithm'],
    ['an Edwards curve', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA', alg: 'EdDSA', use: 'sig', kid: 'x' }, 'algorithm'],
    ['no type', without({ keys: 1, ...rsa }, 'kty'), 'algorithm'],
    ['no algorithm', without(rsa, 'alg'), 'algorithm'],
    ['none', { ...rsa, alg: 'none' }, 'algorithm'],
    ['an algorithm of another type', { ...rsa, alg: 'ES256' }, 'algorithm'],
    ['an algorithm that the policy lacks', { ...rsa, alg: 'PS256' }, 'algorithm'],
    ['an algorithm of another curve', { ...material('p384'), alg: 'ES256', use: 'sig', kid: 'x' }, 'algorithm'],
    ['a use for encryption', { ...rsa, use: 'enc' }, 'algorithm'],
    ['no use', without(rsa, 'use'), 'algorithm'],
    ['operations that say otherwise', { ...rsa, key_ops: ['verify', 'sign'] }, 'algorithm'],
    ['operations in no list', { ...rsa, key_ops: 'verify' }, 'algorithm'],
    ['no kid', without(rsa, 'kid'), 'unreadable'],
    ['an empty kid', { ...rsa, kid: '' }, 'unreadable'],
    ['a kid that is a number', { ...rsa, kid: 1 }, 'unreadable'],
    ['a kid of 129 characters', { ...rsa, kid: 'k'.repeat(129) }, 'unreadable'],
    ['a kid with a line end', { ...rsa, kid: 'a\nb' }, 'unreadable'],
    ['an address of the key', { ...rsa, x5u: 'https://example.org' }, 'unreadable'],
    ['an address of a set', { ...rsa, jku: 'https://example.org' }, 'unreadable'],
    ['a SHA-1 thumbprint', { ...rsa, x5t: 'AAAA' }, 'unreadable'],
    ['a member of another type', { ...rsa, crv: 'P-256' }, 'unreadable'],
    ['a member that nobody knows', { ...rsa, hello: true }, 'unreadable'],
    ['padding', { ...rsa, e: 'AQAB==' }, 'unreadable'],
    ['base64 of the other alphabet', { ...ec, x: p256.toString('base64').replace(/.$/, '/') }, 'unreadable'],
    ['white space', { ...rsa, n: ` ${String(rsa['n'])}` }, 'unreadable'],
    ['unused bits', { ...rsa, n: unused }, 'unreadable'],
    [
      'a leading zero in the modulus',
      { ...rsa, n: Buffer.concat([Buffer.of(0), Buffer.from(String(rsa['n']), 'base64url')]).toString('base64url') },
      'unreadable',
    ],
    ['a leading zero in the exponent', { ...rsa, e: 'AAEAAQ' }, 'unreadable'],
    ['no modulus', without(rsa, 'n'), 'unreadable'],
    ['a modulus that is a number', { ...rsa, n: 5 }, 'unreadable'],
    ['an exponent of 3', { ...rsa, e: 'Aw' }, 'weak-key'],
    ['1,024 bits', { ...material('rsa1024'), alg: 'RS256', use: 'sig', kid: 'x' }, 'weak-key'],
    ['a point off the curve', { ...ec, y: ec['x'] }, 'weak-key'],
    ['a short coordinate', { ...ec, x: p256.subarray(1).toString('base64url') }, 'unreadable'],
    ['a long coordinate', { ...ec, x: Buffer.concat([Buffer.of(0), p256]).toString('base64url') }, 'unreadable'],
    ['a point at infinity', { ...ec, x: Buffer.alloc(32).toString('base64url'), y: Buffer.alloc(32).toString('base64url') }, 'weak-key'],
  ])('%s', (_what, jwk, code) => {
    expect(codes(setOf(jwk))).toEqual([code])
  })

  test('one that is blocked', () => {
    expect(codes(setOf(rsa), { ...both, blocked: new Set([sha256Hex(testKey('rsa2048', 'one').spki)]) })).toEqual(['weak-key'])
  })

  test('a kid of two keys, and a key of two kids', () => {
    expect(problems(setOf(rsa, { ...ec, kid: 'rsa-1' }))).toEqual(['unreadable: Key 2: The "kid" "rsa-1" is already that of another key.'])
    expect(problems(setOf(rsa, { ...rsa, kid: 'rsa-2' }))).toEqual(['key-reuse: Key 2: The key is already in the set under another "kid".'])
  })

  test('each of several, and the good ones with them', () => {
    expect(codes(setOf({ ...rsa, use: 'enc' }, ec, { ...rsa, d: 'AQAB' }))).toEqual(['algorithm', 'private-key'])
  })

  test('ES256 where the policy has RS256 only, as it has when nothing is said', () => {
    expect(codes(setOf(ec), { algorithms: ['RS256'] })).toEqual(['algorithm'])
    expect([codes(setOf(ec), {}), codes(setOf(rsa), {})]).toEqual([['algorithm'], []])
  })
})

interface Vectors {
  readonly testGroups: readonly {
    readonly public?: object
    readonly private?: object
    readonly tests: readonly { readonly tcId: number; readonly result: string }[]
  }[]
}

/** Symmetric sets are valid to Wycheproof; a registry of public keys refuses them. 3 has the keys of 2 and a wrong signature. */
const SYMMETRIC = [2, 3, 13, 14, 15]

testWithVectors('wycheproof/json_web_key_test.json')('Wycheproof: of 26 cases the one with good public keys is taken', () => {
  const { testGroups } = readVectors('wycheproof/json_web_key_test.json') as Vectors
  const cases = testGroups.flatMap(({ public: open, private: closed, tests }) =>
    tests.map((test) => ({ ...test, set: readKeySet(JSON.stringify(open ?? closed), both) })),
  )
  expect([cases.length, cases.filter(({ set }) => set.ok).map(({ tcId }) => tcId)]).toEqual([26, [5]])
  expect(cases.filter(({ set, result }) => !set.ok && result === 'valid').map(({ tcId }) => tcId)).toEqual(SYMMETRIC.filter((id) => id !== 3))
  const said = cases.flatMap(({ tcId, set }) => (set.ok ? [] : [[tcId, set.problems.map(({ code }) => code)]]))
  expect(Object.fromEntries(said)).toMatchObject({
    4: ['private-key', 'private-key'],
    6: ['algorithm'],
    7: ['weak-key'],
    8: ['weak-key'],
    9: ['weak-key'],
    19: ['algorithm'],
    22: ['weak-key'],
    23: ['algorithm'],
  })
})
