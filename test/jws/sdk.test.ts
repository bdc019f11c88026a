import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { FspiopMessage } from '../../src/jws/fspiop-message.ts'
import { messageKey } from '../../src/jws/message-key.ts'
import { signMessage } from '../../src/jws/sign-message.ts'
import { verifyMessage } from '../../src/jws/verify-message.ts'
import { exportPkcs1, exportPkcs8, exportPublicKey, generateKey, type KeyPair } from '../../src/pki/keys.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { type MojaloopSdk, mojaloopSdk, sdkLogger } from '../support/mojaloop-sdk.ts'

const AT = new Date('2026-11-23T12:00:10Z')
const DATE = 'Mon, 23 Nov 2026 12:00:00 GMT'
const rsa = generateKey('rsa2048')
const ec = generateKey('p256')
const sec1 = (pair: KeyPair): string => pair.privateKey.export({ type: 'sec1', format: 'pem' }) as string

const KEYS = [
  { alg: 'RS256', pair: rsa, pem: exportPkcs1(rsa) },
  { alg: 'ES256', pair: ec, pem: sec1(ec) },
] as const

/** Every request of FSPIOP 2.0 that has a body. */
const REQUESTS = [
  ['POST', '/participants'],
  ['POST', '/participants/MSISDN/123456789'],
  ['PUT', '/participants/MSISDN/123456789'],
  ['PUT', '/participants/MSISDN/123456789/error'],
  ['PUT', '/parties/MSISDN/123456789'],
  ['PUT', '/parties/BUSINESS/shop/till-1/error'],
  ['POST', '/transactionRequests'],
  ['PUT', '/transactionRequests/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['PUT', '/transactionRequests/20508186-1458-4ac0-a824-d4b07e37d7b3/error'],
  ['POST', '/quotes'],
  ['PUT', '/quotes/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['PUT', '/quotes/20508186-1458-4ac0-a824-d4b07e37d7b3/error'],
  ['PUT', '/authorizations/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['POST', '/transfers'],
  ['PUT', '/transfers/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['PATCH', '/transfers/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['PUT', '/transfers/20508186-1458-4ac0-a824-d4b07e37d7b3/error'],
  ['POST', '/bulkQuotes'],
  ['PUT', '/bulkQuotes/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['POST', '/bulkTransfers'],
  ['PUT', '/bulkTransfers/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['POST', '/fxQuotes'],
  ['PUT', '/fxQuotes/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['POST', '/fxTransfers'],
  ['PUT', '/fxTransfers/20508186-1458-4ac0-a824-d4b07e37d7b3'],
  ['PATCH', '/fxTransfers/20508186-1458-4ac0-a824-d4b07e37d7b3'],
] as const

const leaf = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => Number(number.toPrecision(9))),
)
const { value: jsonValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 8 }), tie('value'), { maxKeys: 4 }),
  ),
}))
/** Not empty: the SDK takes an empty object for a body, and an empty list too, but no `exp` or `nbf`. */
const bodies = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter((key) => !['exp', 'nbf', '__proto__'].includes(key)),
  jsonValue,
  { maxKeys: 6 },
)
const cases = fc.record({ body: bodies, request: fc.constantFrom(...REQUESTS), key: fc.constantFrom(...KEYS) })

const lower = { 'fspiop-source': 'greenbank', 'fspiop-destination': 'bluebank', date: DATE }

function ours(message: FspiopMessage, { alg, pair }: (typeof KEYS)[number]) {
  const parsed = parsePublicKey(pair.publicKey)
  if (!parsed.ok) throw new Error(parsed.message)
  return verifyMessage(message, { keysOf: () => [{ algs: [alg], facts: parsed.facts }], at: AT, maxAgeSeconds: 300 })
}

function signedByUs(body: unknown, [method, uri]: readonly [string, string], pem: string) {
  const key = messageKey(pem)
  const headers = Object.entries(lower)
  const signed = key.ok ? signMessage({ method, uri, headers, body: Buffer.from(JSON.stringify(body)) }, key.key) : null
  if (signed === null || !signed.ok) throw new Error(signed?.problem.message ?? 'no key')
  return { ...signed, headers: { ...lower, 'fspiop-uri': uri, 'fspiop-http-method': method, 'fspiop-signature': signed.signature } }
}

describe.each(['19.19.1', '19.18.8'] as const)('with sdk-standard-components %s', (version) => {
  let sdk: MojaloopSdk
  beforeAll(async () => {
    sdk = await mojaloopSdk(version)
  }, 180_000)

  const validator = (pair: KeyPair) => new sdk.JwsValidator({ validationKeys: { greenbank: exportPublicKey(pair) }, logger: sdkLogger })

  test('what it signs verifies with ours', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(cases, ({ body, request: [method, uri], key }) => {
        const request = { method, uri: `https://hub.example${uri}`, headers: { ...lower }, body: structuredClone(body) as unknown }
        new sdk.JwsSigner({ signingKey: key.pem, logger: sdkLogger }).sign(request)

        const verdict = ours({ method, uri, headers: Object.entries(request.headers), body: Buffer.from(String(request.body)) }, key)
        expect(verdict).toMatchObject({ ok: true, source: 'greenbank', form: 'raw' })
      }),
      { numRuns: 500, seed: 11 },
    )
  })

  test('what we sign verifies with it', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(cases, ({ body, request, key }) => {
        const { headers, body: sent } = signedByUs(body, request, key.pem)

        expect(validator(key.pair).validate({ headers, body: JSON.parse(new TextDecoder().decode(sent)) })).toBe(true)
      }),
      { numRuns: 500, seed: 12 },
    )
  })
})

/** Reference §4.3 of what was measured: where the SDK and the specification part. */
describe('known disagreements of sdk-standard-components', () => {
  let now: MojaloopSdk
  let before: MojaloopSdk
  beforeAll(async () => {
    now = await mojaloopSdk('19.19.1')
    before = await mojaloopSdk('19.18.8')
  }, 180_000)

  const unsorted = { b: 1, a: 2 }
  const validate = (sdk: MojaloopSdk, headers: Record<string, string>, body: unknown) =>
    new sdk.JwsValidator({ validationKeys: { greenbank: exportPublicKey(rsa) }, logger: sdkLogger }).validate({ headers, body })
  const signedBy = (sdk: MojaloopSdk, body: unknown, uri = 'https://hub.example/quotes') => {
    const request = { method: 'POST', uri, headers: { ...lower } as Record<string, string>, body }
    new sdk.JwsSigner({ signingKey: exportPkcs1(rsa), logger: sdkLogger }).sign(request)
    return request
  }

  test('a body with unsorted keys that 19.18.8 signed is refused by 19.19.1, and verifies with ours, which says so', () => {
    const { headers, body } = signedBy(before, unsorted)

    expect(() => validate(now, headers, JSON.parse(String(body)))).toThrow('invalid signature')
    expect(ours({ method: 'POST', uri: '/quotes', headers: Object.entries(headers), body: Buffer.from(String(body)) }, KEYS[0])).toMatchObject({
      ok: true,
      form: 'raw',
      warnings: ['sdk-standard-components 19.19 refuses it: it writes the body again with its keys in order before it verifies.'],
    })
  })

  test('what 19.19.1 signed, 19.18.8 takes, and ours too', () => {
    const { headers, body } = signedBy(now, unsorted)

    expect(validate(before, headers, JSON.parse(String(body)))).toBe(true)
  })

  test('white space and escapes that were signed as sent are refused by it, and verify with ours', () => {
    for (const body of ['{ "a": 1 }', '{"a":"\\u00e9"}', '{"a":1.10}']) {
      const request = { method: 'POST', uri: 'https://hub.example/quotes', headers: { ...lower } as Record<string, string>, body }
      new now.JwsSigner({ signingKey: exportPkcs1(rsa), logger: sdkLogger }).sign(request)

      expect(() => validate(now, request.headers, JSON.parse(body))).toThrow('invalid signature')
      expect(ours({ method: 'POST', uri: '/quotes', headers: Object.entries(request.headers), body: Buffer.from(body) }, KEYS[0])).toMatchObject({
        ok: true,
        form: 'raw',
      })
    }
  })

  test('with a P-256 key as PKCS#8 it says RS256, and nobody takes that; ours says ES256', () => {
    const request = { method: 'POST', uri: 'https://hub.example/quotes', headers: { ...lower } as Record<string, string>, body: unsorted as unknown }
    new now.JwsSigner({ signingKey: exportPkcs8(ec), logger: sdkLogger }).sign(request)
    const message = { method: 'POST', uri: '/quotes', headers: Object.entries(request.headers), body: Buffer.from(String(request.body)) }

    expect(() =>
      new now.JwsValidator({ validationKeys: { greenbank: exportPublicKey(ec) }, logger: sdkLogger }).validate({ headers: request.headers, body: unsorted }),
    ).toThrow()
    expect(ours(message, KEYS[1])).toMatchObject({ ok: false, problem: { code: 'algorithm' } })
    expect(messageKey(exportPkcs8(ec))).toMatchObject({ ok: true, key: { alg: 'ES256' } })
  })

  test('exp in the body is a time claim to it; ours signs and says so', () => {
    const { headers, body, warnings } = signedByUs({ exp: 1 }, ['POST', '/quotes'], exportPkcs1(rsa))

    expect(() => validate(now, headers, JSON.parse(new TextDecoder().decode(body)))).toThrow('jwt expired')
    expect(warnings).toEqual(['sdk-standard-components reads "exp" in the body as the time claim of a JWT and may refuse the message.'])
  })

  test.each([
    ['/ping', '//hub.example/ping'],
    ['/services/FXP', '//hub.example/services/FXP'],
    ['/thirdpartyRequests/transactions/1/authorizations', '/authorizations'],
  ])('for %s it signs the path %s; ours signs what is asked for and says so', (uri, theirs) => {
    expect(signedBy(now, unsorted, `https://hub.example${uri}`).headers['fspiop-uri']).toBe(theirs)
    expect(signedByUs(unsorted, ['POST', uri], exportPkcs1(rsa)).warnings).toHaveLength(1)
  })
})
