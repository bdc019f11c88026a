import { createHmac, createPublicKey, sign } from 'node:crypto'
import fc from 'fast-check'
import { CompactSign, compactVerify, FlattenedSign } from 'jose'
import { describe, expect, test } from 'vitest'
import { readKeySet } from '../../src/jws/jwk.ts'
import { jwkThumbprint } from '../../src/jws/thumbprint.ts'
import { type VerificationKey, verifyCompactJws, verifyDetachedJws } from '../../src/jws/verify-jws.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { type TestKey, type TestKeyKind, testKey } from '../support/pki.ts'
import { readVectors, testWithVectors } from '../support/vectors.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const b64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url')

function registered(key: TestKey, alg: string, kid = 'one'): VerificationKey {
  const parsed = parsePublicKey(key.spki)
  if (!parsed.ok) throw new Error(parsed.message)
  return { kid, alg, facts: parsed.facts }
}

const ALGORITHMS: readonly (readonly [alg: string, kind: TestKeyKind, hash: string])[] = [
  ['RS256', 'rsa2048', 'sha256'],
  ['RS384', 'rsa2048', 'sha384'],
  ['RS512', 'rsa3072', 'sha512'],
  ['ES256', 'p256', 'sha256'],
  ['ES384', 'p384', 'sha384'],
]

const rsa = testKey('rsa2048', 'one')
const ec = testKey('p256', 'jws')
const keys = [registered(rsa, 'RS256')]
const PAYLOAD = '{"amount":"1"}'

/** A compact JWS, rightly signed whatever its header says. */
function signed(header: string | object, { key = rsa, payload = PAYLOAD, hash = 'sha256' }: { key?: TestKey; payload?: string; hash?: string } = {}): string {
  const input = `${b64(typeof header === 'string' ? header : JSON.stringify(header))}.${b64(payload)}`
  return `${input}.${b64(sign(hash, Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }))}`
}

const good = signed({ alg: 'RS256', kid: 'one' })
const codeOf = (jws: string, set = keys, rules = {}): string => {
  const result = verifyCompactJws(jws, set, rules)
  return result.ok ? 'ok' : result.problem.code
}

describe('a right signature', () => {
  test.each(ALGORITHMS)('by %s with %s is believed, as another library makes it', async (alg, kind, hash) => {
    const key = testKey(kind, 'one')
    const made = await new CompactSign(text(PAYLOAD)).setProtectedHeader({ alg, kid: 'one' }).sign(key.privateKey)
    const result = verifyCompactJws(made, [registered(key, alg)])
    expect(result).toMatchObject({ ok: true, header: { alg, kid: 'one' }, key: { kid: 'one' } })
    expect(result.ok && Buffer.from(result.payload).toString()).toBe(PAYLOAD)
    const ours = signed({ alg, kid: 'one' }, { key, hash })
    await expect(compactVerify(ours, createPublicKey(key.privateKey))).resolves.toMatchObject({ protectedHeader: { alg } })
    expect(codeOf(ours, [registered(key, alg)])).toBe('ok')
  })

  test('needs no kid where there is one key', () => {
    expect(codeOf(signed({ alg: 'RS256' }))).toBe('ok')
    expect(codeOf(signed({ alg: 'RS256', typ: 'JWT' }))).toBe('ok')
  })

  test('may have the members that the rules name, and the type that they ask for', () => {
    const header = { alg: 'RS256', 'FSPIOP-Source': 'greenbank' }
    expect(codeOf(signed(header), keys, { members: ['FSPIOP-Source'] })).toBe('ok')
    expect(codeOf(signed({ alg: 'RS256', typ: 'muhuri-proof' }), keys, { typ: 'muhuri-proof' })).toBe('ok')
  })

  test('stands apart from its payload, even an empty one', async () => {
    for (const payload of [PAYLOAD, '']) {
      const { protected: protectedHeader = '', signature } = await new FlattenedSign(text(payload)).setProtectedHeader({ alg: 'ES256' }).sign(ec.privateKey)
      const set = [registered(ec, 'ES256')]
      expect(verifyDetachedJws({ protectedHeader, payload: text(payload), signature }, set)).toMatchObject({ ok: true, header: { alg: 'ES256' } })
      expect(verifyDetachedJws({ protectedHeader, payload: text(`${payload} `), signature }, set)).toMatchObject({ problem: { code: 'signature' } })
    }
  })
})

describe('the key is the registry’s', () => {
  test('which the kid names, and nothing else', () => {
    const set = [registered(testKey('rsa2048', 'two'), 'RS256', 'two'), ...keys]
    expect(codeOf(good, set)).toBe('ok')
    expect(codeOf(signed({ alg: 'RS256', kid: 'two' }), set)).toBe('signature')
    expect(codeOf(signed({ alg: 'RS256', kid: 'three' }), set)).toBe('key')
    expect(codeOf(signed({ alg: 'RS256' }), set)).toBe('key')
    expect(codeOf(good, [...keys, ...keys])).toBe('key')
    expect(codeOf(good, [])).toBe('key')
  })

  const ofEc = { ...createPublicKey(ec.privateKey).export({ format: 'jwk' }) }
  test.each<[string, object]>([
    ['a key', { jwk: ofEc }],
    ['a place of keys', { jku: 'https://evil.example/' }],
    ['a place of certificates', { x5u: 'https://evil.example/' }],
    ['certificates', { x5c: ['AAAA'] }],
    ['a thumbprint', { x5t: 'AAAA' }],
    ['another thumbprint', { 'x5t#S256': 'AAAA' }],
    ['an extension that must be understood', { crit: ['exp'], exp: 1 }],
    ['an empty list of them', { crit: [] }],
    ['a payload that is not encoded', { b64: false, crit: ['b64'] }],
    ['a compression', { zip: 'DEF' }],
    ['a member that nobody asked for', { exp: 1 }],
    ['a kid that is no text', { kid: 1 }],
    ['an empty kid', { kid: '' }],
    ['a kid of 129 characters', { kid: 'k'.repeat(129) }],
    ['a type that is no text', { typ: 1 }],
  ])('the header may not bring %s', (_what, members) => {
    expect(codeOf(signed({ alg: 'RS256', ...members }))).toBe('header')
  })

  test('a type is asked for exactly', () => {
    for (const typ of [undefined, 'JWT', 'Muhuri-Proof']) expect(codeOf(signed({ alg: 'RS256', typ }), keys, { typ: 'muhuri-proof' })).toBe('header')
  })
})

describe('the algorithm is the key’s', () => {
  test.each(['none', 'None', 'HS256', 'RS384', 'PS256', 'ES256', 'RS1', 'RSA1_5', 'rs256', ''])('the header may not say %j', (alg) => {
    expect(codeOf(signed({ alg }))).toBe('algorithm')
  })

  test.each([null, 1, ['RS256'], {}])('nor %j', (alg) => {
    expect(codeOf(signed({ alg }))).toBe('algorithm')
    expect(codeOf(signed({}))).toBe('algorithm')
  })

  test('a public key is no shared secret', () => {
    const input = `${b64('{"alg":"HS256"}')}.${b64(PAYLOAD)}`
    const mac = createHmac('sha256', rsa.publicPem).update(input).digest()
    expect(codeOf(`${input}.${b64(mac)}`)).toBe('algorithm')
    expect(codeOf(`${input}.${b64(mac)}`, [registered(rsa, 'HS256')])).toBe('algorithm')
  })

  test('nothing is unsigned', () => {
    const input = `${b64('{"alg":"none"}')}.${b64(PAYLOAD)}`
    expect(codeOf(`${input}.`)).toBe('malformed')
    expect(codeOf(`${input}.AAAA`)).toBe('algorithm')
    expect(codeOf(`${input}.AAAA`, [registered(rsa, 'none')])).toBe('algorithm')
  })

  test.each<[string, TestKeyKind, string]>([
    ['RSA of 1024 bits', 'rsa1024', 'RS256'],
    ['P-384 for ES256', 'p384', 'ES256'],
    ['P-256 for ES384', 'p256', 'ES384'],
    ['P-256 for RS256', 'p256', 'RS256'],
    ['RSA for ES256', 'rsa2048', 'ES256'],
    ['secp256k1 for ES256', 'secp256k1', 'ES256'],
    ['Ed25519', 'ed25519', 'ES256'],
  ])('a key that does not fit is not used: %s', (_what, kind, alg) => {
    const key = testKey(kind, 'unfit')
    const jws = `${b64(JSON.stringify({ alg }))}.${b64(PAYLOAD)}.${b64(new Uint8Array(64))}`
    expect(codeOf(jws, [registered(key, alg)])).toBe('key')
  })
})

describe('the form is exact', () => {
  const [header = '', payload = '', signature = ''] = good.split('.')
  test.each<[string, string]>([
    ['nothing', ''],
    ['one part', header],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${good}.AAAA`],
    ['no header', `.${payload}.${signature}`],
    ['no payload', `${header}..${signature}`],
    ['no signature', `${header}.${payload}.`],
    ['a dot more', `${good}.`],
    ['a space before', ` ${good}`],
    ['a line after', `${good}\n`],
    ['padding', `${good}==`],
    ['JSON', JSON.stringify({ protected: header, payload, signature })],
    ['the alphabet of base64', `${header}.${payload}.${signature.slice(0, -4)}+/AA`],
    ['spare bits set', `${header}.${payload}.${signature.slice(0, -1)}${signature.endsWith('B') ? 'C' : 'B'}`],
    ['a header that is no JSON', signed('alg=RS256')],
    ['a header that is a list', signed('["RS256"]')],
    ['a header that is text', signed('"RS256"')],
    ['a member twice', signed('{"alg":"none","alg":"RS256"}')],
    ['a member twice, once escaped', signed('{"alg":"RS256","\\u0061lg":"RS256"}')],
    ['a member twice, below', signed('{"alg":"RS256","typ":{"a":1,"a":2}}')],
    ['a byte order mark', signed('\uFEFF{"alg":"RS256"}')],
    ['a header over 8 KiB', signed({ alg: 'RS256', typ: 'x'.repeat(9000) })],
  ])('it has not %s', (_what, jws) => {
    expect(codeOf(jws)).toBe('malformed')
  })

  test('it is UTF-8', () => {
    const bad = Buffer.from('{"alg":"RS256","typ":"\xff"}', 'latin1')
    expect(codeOf(`${bad.toString('base64url')}.${payload}.${signature}`)).toBe('malformed')
  })

  test('a signature has exactly the octets of its key', () => {
    const raw = Buffer.from(signature, 'base64url')
    for (const other of [raw.subarray(1), Buffer.concat([Buffer.alloc(1), raw]), Buffer.concat([raw, Buffer.alloc(1)]), Buffer.alloc(256)])
      expect(codeOf(`${header}.${payload}.${b64(other)}`)).toBe('signature')
  })

  test('one on a curve is R and S, not DER, and neither is 0 or the order', () => {
    const set = [registered(ec, 'ES256')]
    const input = `${b64('{"alg":"ES256"}')}.${b64(PAYLOAD)}`
    const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
    const der = sign('sha256', Buffer.from(input), ec.privateKey)
    for (const bytes of [der, Buffer.alloc(64), Buffer.concat([order, order]), Buffer.alloc(64, 255)])
      expect(codeOf(`${input}.${b64(bytes)}`, set)).toBe('signature')
  })
})

test('no bit of it can be changed', () => {
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 6 }), (at, bit) => {
      const changed = Buffer.from(good)
      changed[at] = (changed[at] ?? 0) ^ (1 << bit)
      expect(codeOf(changed.toString('latin1'))).not.toBe('ok')
    }),
    { numRuns: 500 },
  )
})

test('whatever it is given, it answers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (one, other) => {
      expect(['malformed', 'header', 'algorithm', 'key']).toContain(codeOf([one, b64(other), one].join('.')))
    }),
  )
})

interface Group {
  readonly comment: string
  readonly private: { readonly keys: readonly Readonly<Record<string, string>>[] }
  readonly public?: object
  readonly tests: readonly { readonly tcId: number; readonly jws: string; readonly result: string }[]
}

testWithVectors('wycheproof/json_web_key_test.json')('of the Wycheproof key sets no invalid one verifies, and every asymmetric valid one does', () => {
  const { testGroups } = readVectors('wycheproof/json_web_key_test.json') as { testGroups: readonly Group[] }
  const wrong: string[] = []
  let believed = 0
  for (const { private: secret, public: open, tests } of testGroups) {
    const set = readKeySet(JSON.stringify(open ?? secret), { algorithms: ['RS256', 'ES256'] })
    const isSymmetric = secret.keys.some(({ kty }) => kty === 'oct')
    for (const { tcId, jws, result } of tests) {
      const isBelieved = set.ok && verifyCompactJws(jws, set.keys).ok
      if (isBelieved) believed += 1
      if (isBelieved !== (result === 'valid' && !isSymmetric)) wrong.push(`${tcId} is ${result}`)
    }
  }
  expect(wrong).toEqual([])
  expect(believed).toBeGreaterThan(0)
})

test('the example of RFC 7515 A.3 verifies', () => {
  const jwk = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' }
  const set = readKeySet(JSON.stringify({ ...jwk, alg: 'ES256', use: 'sig', kid: jwkThumbprint(jwk) }), { algorithms: ['ES256'] })
  const example =
    'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q'
  expect(set.ok && codeOf(example, [...set.keys])).toBe('ok')
})
