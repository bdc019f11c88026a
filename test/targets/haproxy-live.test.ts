import { createHash, sign } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, vi } from 'vitest'
import { type Decision, decide, type TokenClaims } from '../../src/model/decision.ts'
import { haproxy } from '../../src/targets/haproxy/haproxy.ts'
import { gatewayWorld, type World } from '../support/gateway-world.ts'
import { freePorts, type Gateway, send, startGateway, writeGateway } from '../support/live-gateway.ts'
import { testKey } from '../support/pki.ts'
import { testWith } from '../support/tools.ts'

const test = testWith('haproxy')
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const now = (): number => Math.floor(Date.now() / 1000)

let world: World
let gateway: Gateway
let ports: Record<'ingress' | 'upstream' | 'outbound' | 'callback', number>

beforeAll(async () => {
  ports = await freePorts('ingress', 'upstream', 'outbound', 'callback')
  world = gatewayWorld(ports)
  gateway = await startGateway(writeGateway(haproxy.render(world.desired), world.keys), ports.upstream, ports.ingress)
})

afterAll(async () => gateway?.close())

const LINE = 'GET /parties/MSISDN/255 HTTP/1.1'
const POST = 'POST /quotes HTTP/1.1'
const GREEN = 'FSPIOP-Source: Green-Bank'
const SIGNED = 'FSPIOP-Signature: {"signature":"a","protectedHeader":"b"}'

interface Shape {
  readonly from?: string
  readonly as?: string
  readonly line?: string
  readonly headers?: readonly string[]
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly authorization?: readonly string[]
  readonly signer?: 'token' | 'other'
}

function claimsOf(shape: Shape): TokenClaims {
  const leaf = world.leaves[shape.as ?? 'greenbank']
  const thumbprint = createHash('sha256')
    .update(leaf?.der ?? new Uint8Array())
    .digest('base64url')
  return { iss: world.desired.hub.token.issuer, aud: 'fspiop', exp: now() + 300, azp: 'greenbank-client', cnf: { 'x5t#S256': thumbprint }, ...shape.claims }
}

function token(shape: Shape): string {
  const input = `${base64url({ alg: 'RS256', kid: 'k1', ...shape.header })}.${base64url(claimsOf(shape))}`
  const key = shape.signer === 'other' ? testKey('rsa2048', 'other') : world.token
  return `${input}.${sign('sha256', Buffer.from(input), key.privateKey).toString('base64url')}`
}

function request(shape: Shape): string {
  const headers = shape.headers ?? [GREEN]
  const authorization = shape.authorization ?? [`Authorization: Bearer ${token(shape)}`]
  return `${[shape.line ?? LINE, 'Host: hub.example', 'Content-Length: 0', ...headers, ...authorization].join('\r\n')}\r\n\r\n`
}

/** The same request as the pure decision takes it. */
function decided(shape: Shape): Decision {
  const { method, target } = /^(?<method>\S+) (?<target>\S+)/.exec(shape.line ?? LINE)?.groups ?? {}
  const headers = [...(shape.headers ?? [GREEN]), ...(shape.authorization ?? ['Authorization: Bearer x'])].map((line): [string, string] => [
    line.slice(0, line.indexOf(':')),
    line.slice(line.indexOf(':') + 1),
  ])
  const given = shape.authorization === undefined ? claimsOf(shape) : shape.authorization.some((line) => line.includes('Bearer')) ? 'invalid' : null
  const invalid = shape.signer === 'other' || shape.header !== undefined
  const request = {
    sourceIp: shape.from ?? '127.0.0.2',
    certificate: world.leaves[shape.as ?? 'greenbank']?.der ?? null,
    token: invalid ? ('invalid' as const) : given,
    method: method ?? '',
    target: target ?? '',
    headers,
  }
  return decide(world.desired, request, new Date())
}

async function call(...shapes: readonly Shape[]): Promise<readonly number[]> {
  const [first] = shapes
  const before = gateway.log.length
  const statuses = await send({
    port: ports.ingress,
    localAddress: first?.from ?? '127.0.0.2',
    certificate: world.leaves[first?.as ?? 'greenbank'] ?? null,
    requests: shapes.map(request),
  })
  await vi.waitUntil(() => gateway.log.length >= before + shapes.length)
  return statuses
}

const because = (): string | undefined => /because=(\S+)/.exec(gateway.log.at(-1) ?? '')?.[1]

describe('a request that is right', () => {
  test('reaches the service, with the identity that the gateway found', async () => {
    expect(await call({ headers: [GREEN, 'X-Muhuri-Dfsp: bluebank', 'x_muhuri_dfsp: bluebank', 'X-HTTP-Method-Override: DELETE'] })).toEqual([200])
    expect(gateway.seen.at(-1)).toMatchObject({
      method: 'GET',
      url: '/parties/MSISDN/255',
      headers: { 'x-muhuri-dfsp': 'greenbank', 'x-forwarded-for': '127.0.0.2' },
    })
    expect(Object.keys(gateway.seen.at(-1)?.headers ?? {})).not.toContain('x-http-method-override')
    expect(Object.keys(gateway.seen.at(-1)?.headers ?? {})).not.toContain('x_muhuri_dfsp')
  })
  test('reaches the service of its own resource below that base path, query and all', async () => {
    expect(await call({ line: 'POST /quotes?a=/../b HTTP/1.1', headers: [GREEN, SIGNED] })).toEqual([200])
    expect(gateway.seen.at(-1)?.url).toBe('/quoting/quotes?a=/../b')
  })
  test.each<[string, Shape]>([
    ['from an address that two DFSPs share', { from: '127.0.0.9' }],
    ['with an encoded character that decodes to an allowed one', { line: 'GET /parties/MSISDN/%2B255 HTTP/1.1' }],
    ['with an audience among four', { claims: { aud: ['a', 'b', 'c', 'fspiop'] } }],
    ['with a token that ended within the skew', { claims: { exp: now() - 5 } }],
    ['on a resource of two segments', { line: 'PUT /participants/MSISDN/1 HTTP/1.1', headers: [GREEN, SIGNED] }],
    ['with one FSPIOP-Destination', { headers: [GREEN, 'FSPIOP-Destination: bluebank'] }],
  ])('%s passes', async (_, shape) => {
    expect(await call(shape)).toEqual([200])
    expect(decided(shape)).toEqual({ allow: true, dfsp: 'greenbank' })
  })
})

describe('a request that is refused', () => {
  test.each<[string, string, number, Shape]>([
    ['two FSPIOP-Source lines', 'malformed', 400, { headers: [GREEN, GREEN] }],
    ['no FSPIOP-Source', 'malformed', 400, { headers: [] }],
    ['a comma in it', 'malformed', 400, { headers: ['FSPIOP-Source: bluebank, Green-Bank'] }],
    ['an underscore twin', 'malformed', 400, { headers: [GREEN, 'FSPIOP_Source: bluebank'] }],
    ['two FSPIOP-Destination lines', 'malformed', 400, { headers: [GREEN, 'FSPIOP-Destination: a', 'FSPIOP-Destination: a'] }],
    ['two signatures', 'malformed', 400, { line: POST, headers: [GREEN, SIGNED, SIGNED] }],
    ['two Authorization lines', 'malformed', 400, { authorization: ['Authorization: Bearer a', 'Authorization: Bearer b'] }],
    ['a dot segment', 'malformed', 400, { line: 'GET /parties/../quotes HTTP/1.1' }],
    ['an encoded dot segment', 'malformed', 400, { line: 'GET /parties/%2e%2E HTTP/1.1' }],
    ['an encoded slash', 'malformed', 400, { line: 'GET /parties%2Fx HTTP/1.1' }],
    ['double encoding', 'malformed', 400, { line: 'GET /parties/%252e%252e HTTP/1.1' }],
    ['an encoded newline at the end', 'malformed', 400, { line: 'GET /parties%0a HTTP/1.1' }],
    ['an encoded NUL', 'malformed', 400, { line: 'GET /parties/a%00 HTTP/1.1' }],
    ['a broken encoding', 'malformed', 400, { line: 'GET /parties/%zz HTTP/1.1' }],
    ['an empty segment', 'malformed', 400, { line: 'GET //parties HTTP/1.1' }],
    ['a trailing slash', 'malformed', 400, { line: 'GET /parties/ HTTP/1.1' }],
    ['an absolute URI', 'malformed', 400, { line: 'GET https://hub.example/parties HTTP/1.1' }],
    ['the wrong address', 'source-ip', 403, { from: '127.0.0.3' }],
    ['an address of nobody', 'source-ip', 403, { from: '127.0.0.77' }],
    ['a certificate of the CA that is not registered', 'certificate', 403, { as: 'unpinned' }],
    ['a suspended DFSP', 'status', 403, { as: 'redbank', from: '127.0.0.4' }],
    ['no token', 'token-missing', 401, { authorization: [] }],
    ['basic authentication', 'token-missing', 401, { authorization: ['Authorization: Basic YTpi'] }],
    ['rubbish for a token', 'token-invalid', 401, { authorization: ['Authorization: Bearer rubbish'] }],
    ["another key's token", 'token-invalid', 401, { signer: 'other' }],
    ['an unknown kid', 'token-invalid', 401, { header: { kid: 'k2' } }],
    ['no kid', 'token-invalid', 401, { header: { kid: undefined } }],
    ['algorithm none', 'token-invalid', 401, { header: { alg: 'none' } }],
    ['another algorithm than that of the key', 'token-invalid', 401, { header: { alg: 'HS256' } }],
    ['another issuer', 'token-invalid', 401, { claims: { iss: 'https://evil.example' } }],
    ['another audience', 'token-invalid', 401, { claims: { aud: 'other' } }],
    ['five audiences', 'token-invalid', 401, { claims: { aud: ['a', 'b', 'c', 'fspiop', 'e'] } }],
    ['no exp', 'token-invalid', 401, { claims: { exp: undefined } }],
    ['nbf to come', 'token-invalid', 401, { claims: { nbf: now() + 3600 } }],
    ['an expired token', 'token-expired', 401, { claims: { exp: now() - 40 } }],
    ["another DFSP's token", 'token-client', 401, { claims: { azp: 'bluebank-client' } }],
    ['a token without client', 'token-client', 401, { claims: { azp: undefined } }],
    ['a token bound to another certificate', 'token-binding', 401, { claims: { cnf: { 'x5t#S256': 'x' } } }],
    ['a token that is not bound', 'token-binding', 401, { claims: { cnf: undefined } }],
    ["another DFSP's name", 'fspiop-source', 403, { headers: ['FSPIOP-Source: bluebank'] }],
    ['its name in other case', 'fspiop-source', 403, { headers: ['FSPIOP-Source: GREEN-BANK'] }],
    ['no signature on a POST', 'unsigned', 403, { line: POST }],
    ['an empty signature on a POST', 'unsigned', 403, { line: POST, headers: [GREEN, 'FSPIOP-Signature: '] }],
    ['a method outside the roles', 'role', 403, { line: 'DELETE /parties HTTP/1.1' }],
    ['a longer word that starts like a resource', 'role', 403, { line: 'GET /partiesX HTTP/1.1' }],
    ['a resource in other case', 'role', 403, { line: 'GET /Parties HTTP/1.1' }],
    ['above a resource of two segments', 'role', 403, { line: 'PUT /participants HTTP/1.1', headers: [GREEN, SIGNED] }],
  ])('%s is %s', async (_, reason, status, shape) => {
    expect(await call(shape)).toEqual([status])
    expect(because()).toBe(reason)
    expect(decided(shape)).toMatchObject({ allow: false, because: reason })
  })

  test.each(['revoked', 'stranger', 'selfSigned', 'none'])('a client with the certificate "%s" never gets an answer', async (as) => {
    expect(await call({ as })).toEqual([0])
    expect(decided({ as })).toMatchObject({ allow: false })
  })

  test('on a connection that carried a good one, with a token that lacks what the first had', async () => {
    expect(await call({}, { claims: { cnf: undefined } }, { claims: { azp: undefined } }, {})).toEqual([200, 401, 401, 200])
  })

  test('on a connection that carried a good one, without a token', async () => {
    expect(await call({}, { authorization: [] }, { signer: 'other' })).toEqual([200, 401, 401])
  })
})

describe('a random request', () => {
  const segment = fc.oneof(
    fc.constantFrom(
      'parties',
      'quotes',
      'participants',
      'MSISDN',
      '..',
      '.',
      '',
      '%2e',
      '%2E%2e',
      '%2f',
      '%25',
      '%41',
      'a%00',
      '%7f',
      '%80',
      '255',
      '+1',
      'a;b',
      '*',
      "'",
      '"',
      '\\',
      '{}',
      '~',
      '@x',
      'a:b',
      'Parties',
    ),
    fc.stringMatching(/^[!-~]{1,6}$/),
  )
  const target = fc
    .tuple(
      fc.constantFrom('/', '/', '/', '', '//', 'http://hub.example/'),
      fc.array(segment, { minLength: 0, maxLength: 4 }),
      fc.constantFrom('', '', '?', '?a=b', '?/../', '#f', '?x#y'),
    )
    .map(([start, path, end]) => `${start}${path.join('/')}${end}`)
  const header = fc.constantFrom(
    GREEN,
    GREEN,
    GREEN,
    'FSPIOP-Source: bluebank',
    'fspiop-source:Green-Bank',
    'FSPIOP-Source:   Green-Bank  ',
    'FSPIOP-Source: Green-Bank,',
    'FSPIOP-Source:',
    'fspiop_source: x',
    'FSPIOP-Destination: bluebank',
    'FSPIOP-Destination: a,b',
    'FSPIOP_Destination: a',
    SIGNED,
    SIGNED,
    'FSPIOP-Signature:',
    'fspiop_signature: x',
    'X-Muhuri-Dfsp: bluebank',
    'X-HTTP-Method-Override: GET',
  )
  const method = fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'get', 'FOO', 'TRACE')
  const mostly = <T>(good: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> => fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: other })
  const known = fc.constantFrom('GET /parties', 'POST /quotes', 'PUT /participants/MSISDN')
  const shape = fc.record({
    from: mostly('127.0.0.2', fc.constantFrom('127.0.0.9', '127.0.0.3')),
    line: fc
      .oneof(
        fc.tuple(known, fc.array(segment, { maxLength: 2 })).map(([start, rest]) => [start, ...rest].join('/')),
        fc.tuple(method, target).map(([verb, path]) => `${verb} ${path}`),
      )
      .map((start) => `${start} HTTP/1.1`),
    headers: mostly([GREEN, SIGNED], fc.array(header, { maxLength: 5 })),
    claims: mostly<Readonly<Record<string, unknown>>>(
      {},
      fc.constantFrom({ aud: ['a', 'fspiop'] }, { aud: [] }, { azp: 'bluebank-client' }, { azp: 7 }, { nbf: 1 }, { aud: null }, { iss: ['x'] }),
    ),
  })

  test('is allowed by HAProxy exactly when the decision allows it', async () => {
    let allowed = 0
    await fc.assert(
      fc.asyncProperty(shape, async (one) => {
        const [status] = await send({ port: ports.ingress, localAddress: one.from, certificate: world.leaves['greenbank'] ?? null, requests: [request(one)] })
        const expected = decided(one)
        if (expected.allow) allowed += 1
        expect({ line: one.line, headers: one.headers, claims: one.claims, allow: status === 200 }).toEqual({
          line: one.line,
          headers: one.headers,
          claims: one.claims,
          allow: expected.allow,
        })
      }),
      { numRuns: 300, seed: 20261123 },
    )
    expect(allowed).toBeGreaterThan(20)
  }, 60_000)
})
