import { createPublicKey } from 'node:crypto'
import { expect, test } from 'vitest'
import type { FspiopMessage } from '../../src/jws/fspiop-message.ts'
import { type MessageKey, messageKey } from '../../src/jws/message-key.ts'
import { signMessage } from '../../src/jws/sign-message.ts'
import { type MessageRules, type MessageSigner, verifyMessage } from '../../src/jws/verify-message.ts'
import { exportPkcs1, exportPkcs8, generateKey, type KeyPair } from '../../src/pki/keys.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { EXAMPLE, EXAMPLE_KEY } from './specification-example.ts'

const AT = new Date('2026-11-23T12:00:10Z')
const green = generateKey('rsa2048')
const next = generateKey('rsa2048')
const curve = generateKey('p256')

const signer = (publicKey: Uint8Array, algs: readonly string[] = ['RS256']): MessageSigner => {
  const parsed = parsePublicKey(publicKey)
  if (!parsed.ok) throw new Error(parsed.message)
  return { algs, facts: parsed.facts }
}

const rules = (keys: readonly MessageSigner[], more: Partial<MessageRules<MessageSigner>> = {}): MessageRules<MessageSigner> => ({
  keysOf: (source) => (source === 'greenbank' ? keys : []),
  at: AT,
  maxAgeSeconds: 300,
  ...more,
})

const keyOf = (pair: KeyPair): MessageKey => {
  const read = messageKey(exportPkcs8(pair))
  if (!read.ok) throw new Error(read.message)
  return read.key
}

const HEADERS = [
  ['FSPIOP-Source', 'greenbank'],
  ['FSPIOP-Destination', 'bluebank'],
  ['Date', 'Mon, 23 Nov 2026 12:00:00 GMT'],
] as const

const quote = (change: Partial<FspiopMessage> = {}): FspiopMessage => ({
  method: 'POST',
  uri: '/quotes',
  headers: HEADERS,
  body: Buffer.from('{ "quoteId": "q-1", "amount": { "currency": "TZS", "amount": "100" } }'),
  ...change,
})

/** What arrives when `message` is signed by `pair` and then altered on its way. */
function arriving(
  message: FspiopMessage,
  { pair = green, change = {} }: { readonly pair?: KeyPair; readonly change?: Partial<FspiopMessage> } = {},
): FspiopMessage {
  const signed = signMessage(message, keyOf(pair))
  if (!signed.ok) throw new Error(signed.problem.message)
  const headers = [...(change.headers ?? message.headers), ['FSPIOP-Signature', signed.signature] as const]
  return { ...message, body: signed.body, ...change, headers }
}

const codeOf = (message: FspiopMessage, given = rules([signer(green.publicKey)])): string => {
  const verdict = verifyMessage(message, given)
  return verdict.ok ? 'verified' : verdict.problem.code
}

test("the specification's own example verifies, by its bytes as they came", () => {
  const spki = new Uint8Array(createPublicKey({ key: EXAMPLE_KEY, format: 'jwk' }).export({ type: 'spki', format: 'der' }))
  const verdict = verifyMessage(EXAMPLE, { keysOf: () => [signer(spki, ['RS256', 'RS384', 'RS512'])], at: AT, maxAgeSeconds: null })

  expect(verdict).toMatchObject({ ok: true, source: '1234', destination: '5678', alg: 'RS256', form: 'raw' })
  expect(verdict.ok && verdict.warnings).toEqual([
    'sdk-standard-components 19.19 refuses it: it writes the body again with its keys in order before it verifies.',
  ])
})

test('a message that was signed is sent with its keys in order, and verifies', () => {
  const message = arriving(quote())

  expect(new TextDecoder().decode(message.body)).toBe('{"amount":{"amount":"100","currency":"TZS"},"quoteId":"q-1"}')
  expect(verifyMessage(message, rules([signer(green.publicKey)]))).toMatchObject({
    ok: true,
    source: 'greenbank',
    destination: 'bluebank',
    alg: 'RS256',
    form: 'raw',
    warnings: [],
  })
})

test('the protected header is written in the order that the SDK writes it', () => {
  const signed = signMessage(quote(), keyOf(green))
  const { protectedHeader } = JSON.parse(signed.ok ? signed.signature : '{}')

  expect(Buffer.from(protectedHeader, 'base64url').toString()).toBe(
    '{"alg":"RS256","FSPIOP-URI":"/quotes","FSPIOP-HTTP-Method":"POST","FSPIOP-Source":"greenbank","FSPIOP-Destination":"bluebank","Date":"Mon, 23 Nov 2026 12:00:00 GMT"}',
  )
})

test('a body that was written again on its way verifies by its keys in order', () => {
  const message = arriving(quote(), { change: { body: Buffer.from('{"quoteId":"q-1","amount":{"currency":"TZS","amount":"100"}}') } })

  expect(verifyMessage(message, rules([signer(green.publicKey)]))).toMatchObject({ ok: true, form: 'canonical' })
})

test('during a rotation the old key and the new one verify; ES256 where policy has it', () => {
  const both = rules([signer(green.publicKey), signer(next.publicKey)])

  expect([codeOf(arriving(quote()), both), codeOf(arriving(quote(), { pair: next }), both)]).toEqual(['verified', 'verified'])
  expect(codeOf(arriving(quote(), { pair: curve }), rules([signer(curve.publicKey, ['ES256'])]))).toBe('verified')
  expect(codeOf(arriving(quote(), { pair: curve }), both)).toBe('algorithm')
})

const replaced = (name: string, value: string) => HEADERS.map(([given, old]) => [given, given === name ? value : old] as const)

test.each([
  ['by another key', { pair: next }, 'signature'],
  ['with another body', { change: { body: Buffer.from('{"quoteId":"q-2"}') } }, 'signature'],
  ['on another path', { change: { uri: '/transfers' } }, 'uri'],
  ['with another query', { change: { uri: '/quotes?x=y' } }, 'uri'],
  ['by another method', { change: { method: 'PUT' } }, 'method'],
  ['for another destination', { change: { headers: replaced('FSPIOP-Destination', 'redbank') } }, 'destination'],
  ['without its destination', { change: { headers: HEADERS.filter(([name]) => name !== 'FSPIOP-Destination') } }, 'destination'],
  ['with another date', { change: { headers: replaced('Date', 'Mon, 23 Nov 2026 12:00:01 GMT') } }, 'date'],
  ['with two sources', { change: { headers: [...HEADERS, ['fspiop-source', 'greenbank'] as const] } }, 'header-twice'],
  ['with a header that says another path', { change: { headers: [...HEADERS, ['FSPIOP-URI', '/transfers'] as const] } }, 'uri'],
  ['from nobody known', { change: { headers: replaced('FSPIOP-Source', 'redbank') } }, 'key'],
] as const)('a message that arrives %s is refused', (_, how, code) => {
  expect(codeOf(arriving(quote(), how))).toBe(code)
})

test("a peer cannot sign in another's name", () => {
  const keys = new Map([
    ['greenbank', [signer(green.publicKey)]],
    ['bluebank', [signer(next.publicKey)]],
  ])
  const message = arriving(quote(), { pair: next })

  expect(codeOf(message, rules([], { keysOf: (source) => keys.get(source) ?? [] }))).toBe('signature')
})

test.each([
  ['2026-11-23T12:05:00Z', 'verified'],
  ['2026-11-23T12:05:01Z', 'stale'],
  ['2026-11-23T11:54:59Z', 'stale'],
] as const)('at %s a message of 12:00:00 is %s', (at, code) => {
  expect(codeOf(arriving(quote()), rules([signer(green.publicKey)], { at: new Date(at) }))).toBe(code)
})

test('a message without a date is said to be good at any time', () => {
  const verdict = verifyMessage(arriving(quote({ headers: HEADERS.filter(([name]) => name !== 'Date') })), rules([signer(green.publicKey)]))

  expect(verdict.ok && verdict.warnings).toEqual(['No Date is signed, so the message can be sent again at any time.'])
})

/** A protected header of the attacker's making, signed with the right key. */
function forged(header: Readonly<Record<string, unknown>>, pair: KeyPair = green): FspiopMessage {
  const body = Buffer.from('{}')
  const protectedHeader = Buffer.from(JSON.stringify(header)).toString('base64url')
  const signature = Buffer.from(pair.sign(Buffer.from(`${protectedHeader}.${body.toString('base64url')}`))).toString('base64url')
  return quote({ body, headers: [...HEADERS, ['FSPIOP-Signature', JSON.stringify({ protectedHeader, signature })]] })
}

const BOUND = { 'FSPIOP-URI': '/quotes', 'FSPIOP-HTTP-Method': 'POST', 'FSPIOP-Source': 'greenbank', 'FSPIOP-Destination': 'bluebank' }

test.each([
  ['alg none', { ...BOUND, alg: 'none' }, 'algorithm'],
  ['alg HS256', { ...BOUND, alg: 'HS256' }, 'algorithm'],
  ['alg RS512 of a key that signs by RS256', { ...BOUND, alg: 'RS512' }, 'algorithm'],
  ['a key of its own', { ...BOUND, alg: 'RS256', jwk: {} }, 'protected-header'],
  ['crit', { ...BOUND, alg: 'RS256', crit: ['b64'], b64: false }, 'protected-header'],
  ['a member that FSPIOP does not know', { ...BOUND, alg: 'RS256', iss: 'x' }, 'protected-header'],
  ['no path', { ...BOUND, alg: 'RS256', 'FSPIOP-URI': undefined }, 'uri'],
  ['no source', { ...BOUND, alg: 'RS256', 'FSPIOP-Source': undefined }, 'source'],
  ['a content type that did not come', { ...BOUND, alg: 'RS256', 'Content-Type': 'text/plain' }, 'header'],
  ['all that is needed', { ...BOUND, alg: 'RS256' }, 'verified'],
] as const)('a protected header with %s is %3$s', (_, header, code) => {
  expect(codeOf(forged(header))).toBe(code)
})

test.each([
  ['no JSON', 'x'],
  ['another member', '{"protectedHeader":"e30","signature":"AA","header":{}}'],
  ['a member twice', '{"protectedHeader":"e30","signature":"AA","signature":"AA"}'],
  ['no signature', '{"protectedHeader":"e30"}'],
  ['a signature that is too long', JSON.stringify({ protectedHeader: 'e30', signature: 'A'.repeat(513) })],
])('an FSPIOP-Signature with %s is refused', (_, value) => {
  expect(codeOf(quote({ headers: [...HEADERS, ['FSPIOP-Signature', value]] }))).toBe('signature-header')
})

test.each([
  ['no body', quote({ body: new Uint8Array() }), 'body'],
  ['a body that is no JSON', quote({ body: Buffer.from('x') }), 'body'],
  ['a member twice', quote({ body: Buffer.from('{"a":1,"a":2}') }), 'body'],
  ['a number that loses digits', quote({ body: Buffer.from('{"a":12345678901234567890}') }), 'body'],
  ['no source', quote({ headers: [] }), 'header-missing'],
  ['a date in another form', quote({ headers: replaced('Date', '2026-11-23T12:00:00Z') }), 'date'],
  ['a path without a slash', quote({ uri: 'quotes' }), 'uri'],
  ['a method in small letters', quote({ method: 'post' }), 'method'],
] as const)('nothing is signed with %s', (_, message, code) => {
  const signed = signMessage(message, keyOf(green))

  expect(signed.ok ? 'signed' : signed.problem.code).toBe(code)
})

test('a key signs from PKCS#1, PKCS#8 and SEC1; a weak one and one on another curve do not', () => {
  expect([exportPkcs1(green), exportPkcs8(green), exportPkcs8(curve)].map((pem) => messageKey(pem)).map((read) => read.ok && read.key.alg)).toEqual([
    'RS256',
    'RS256',
    'ES256',
  ])
  expect(messageKey(exportPkcs8(generateKey('p384')))).toEqual({ ok: false, message: 'The key is not RSA of at least 2048 bits and not on P-256.' })
})
