import { describe, expect, it } from 'vitest'
import { type Connection, type Decision, decide, decideCallback, decideConnection, type Request } from '../../src/model/decision.ts'
import { readDenyList } from '../../src/model/deny-list.ts'
import type { Desired, DesiredDfsp } from '../../src/model/desired.ts'
import { pathOf } from '../../src/model/raw-request.ts'
import { sha256Hex } from '../../src/pki/digest.ts'
import { fixedMaterial, sampleDesired, sampleDfsp, samplePin, v4, v6 } from '../support/desired-sample.ts'

const AT = new Date('2026-11-23T10:00:00Z')
const leaf = (text: string): Uint8Array => new TextEncoder().encode(text)
const pinOf = (text: string, revoked = false): DesiredDfsp['pins'][number] => ({
  ...samplePin(fixedMaterial, 'greenbank'),
  sha256: sha256Hex(leaf(text)),
  revoked,
})
const greenbank = (part: Partial<DesiredDfsp> = {}): DesiredDfsp =>
  sampleDfsp(fixedMaterial, 'greenbank', 0, { fspId: 'Green-Bank', pins: [pinOf('green'), pinOf('lost', true)], ...part })
const desired = (part: Partial<DesiredDfsp> = {}): Desired =>
  sampleDesired(fixedMaterial, [sampleDfsp(fixedMaterial, 'bluebank', 1, { pins: [pinOf('blue')] }), greenbank(part)])

const good: Request = {
  sourceIp: '198.51.100.17',
  certificate: leaf('green'),
  token: { iss: 'https://iam.pilot.example/realms/dfsps', aud: 'fspiop', exp: AT.getTime() / 1000 + 60, azp: 'greenbank' },
  method: 'GET',
  target: '/parties/MSISDN/255',
  headers: [['FSPIOP-Source', 'Green-Bank']],
}
const ask = (part: Partial<Request> = {}, of = desired()): Decision => decide(of, { ...good, ...part }, AT)
const because = (decision: Decision): string => (decision.allow ? 'allowed' : decision.because)

describe('a request', () => {
  it('passes where everything names one DFSP', () => {
    expect(ask()).toEqual({ allow: true, dfsp: 'greenbank' })
  })
  it.each<[string, Partial<Request>]>([
    [
      'malformed',
      {
        headers: [
          ['fspiop-source', 'Green-Bank'],
          ['FSPIOP-SOURCE', 'Green-Bank'],
        ],
      },
    ],
    ['malformed', { method: 'GE T' }],
    ['malformed', { headers: [...good.headers, ['X\n', 'y']] }],
    ['malformed', { headers: [...good.headers, ['Content-Length', '5242881']] }],
    ['source-ip', { sourceIp: '198.51.100.33' }],
    ['source-ip', { sourceIp: 'rubbish' }],
    ['certificate', { certificate: leaf('other') }],
    ['certificate', { certificate: null }],
    ['revoked', { certificate: leaf('lost') }],
    ['token-missing', { token: null }],
    ['token-invalid', { token: 'invalid' }],
    ['token-invalid', { token: { ...(good.token as object), exp: '9999999999' } }],
    ['token-invalid', { token: { ...(good.token as object), aud: ['a', 'b', 'c', 'd', 'fspiop'] } }],
    ['token-expired', { token: { ...(good.token as object), exp: AT.getTime() / 1000 - 30 } }],
    ['token-client', { token: { ...(good.token as object), azp: 'bluebank' } }],
    ['fspiop-source', { headers: [['FSPIOP-Source', 'greenbank']] }],
    ['unsigned', { method: 'POST', target: '/quotes' }],
    ['role', { method: 'PUT', target: '/parties/MSISDN/1', headers: [...good.headers, ['FSPIOP-Signature', '{}']] }],
    ['role', { target: '/partiesX' }],
  ])('is refused as %s', (reason, part) => {
    expect(because(ask(part))).toBe(reason)
  })
  it('says the first reason of many, and where', () => {
    expect(ask({ sourceIp: '192.0.2.1', token: null, target: '/x' })).toEqual({
      allow: false,
      because: 'source-ip',
      dfsp: 'greenbank',
      at: [{ path: 'dfsps/greenbank/endpoints.yaml', position: null }],
    })
  })
  it('is refused by status where the DFSP is suspended', () => {
    expect(because(ask({}, desired({ served: false, status: 'suspended' })))).toBe('status')
  })
  it('is refused as expired the second after the certificate ends', () => {
    const at = (text: string): string => because(decide(desired(), { ...good, token: null }, new Date(text)))
    expect([at('2027-11-01T00:00:00Z'), at('2027-11-01T00:00:01Z')]).toEqual(['token-missing', 'expired'])
  })
  it('is refused where there is no CRL of the issuing CA', () => {
    const model = desired()
    expect(because(ask({}, { ...model, hub: { ...model.hub, clientCrls: model.hub.clientCrls.slice(1) } }))).toBe('certificate')
  })
  it('must carry a token of that certificate where policy binds them', () => {
    const model = desired()
    const bound = { ...model, hub: { ...model.hub, token: { ...model.hub.token, certificateBound: true } } }
    const thumbprint = Buffer.from(sha256Hex(leaf('green')), 'hex').toString('base64url')
    expect(because(ask({}, bound))).toBe('token-binding')
    expect(because(ask({ token: { ...(good.token as object), cnf: { 'x5t#S256': thumbprint } } }, bound))).toBe('allowed')
  })
  it.each(['greenbank', 'GREEN-BANK', '198.51.100.17', '198.51.100.0/24', sha256Hex(leaf('green'))])('is refused by the operator for "%s"', (entry) => {
    expect(because(decide({ ...desired(), denied: readDenyList(`# night\n${entry}\n`) }, good, AT))).toBe('denied-by-operator')
  })
})

describe('a path', () => {
  it.each(['/parties', '/parties/MSISDN/%2B255', '/%70arties', '/a/..b', '/a/b..', '/a/...', '/a?/../%2f'])('"%s" is readable in one way', (target) => {
    expect(pathOf(target)).not.toBeNull()
  })
  it.each([
    '',
    '/',
    '//a',
    '/a/',
    '/a//b',
    '/1',
    '/a/.',
    '/a/..',
    '/a/%2e%2e/b',
    '/a%2fb',
    '/a%2Fb',
    '/%252e',
    '/a%',
    '/a%0a',
    '/a%00',
    '/a%C3%A9',
    '/é',
    '/a b',
    '/a#b',
    '/a;b',
    '/a\\b',
    'http://h/a',
    '*',
    'h:443',
  ])('"%s" is not', (target) => {
    expect(pathOf(target)).toBeNull()
  })
})

describe('a connection', () => {
  const connect = (part: Partial<Connection>, of = desired()): string => {
    const decision = decideConnection(of, { direction: 'in', address: '198.51.100.17', port: 443, ...part }, AT)
    return decision.allow ? (decision.dfsp ?? 'anyone') : decision.because
  }
  it.each<[string, Partial<Connection>]>([
    ['greenbank', {}],
    ['bluebank', { address: '198.51.100.39' }],
    ['source-ip', { address: '198.51.100.40' }],
    ['source-ip', { address: '2001:db8::1' }],
    ['anyone', { address: '192.0.2.77', port: 22 }],
    ['greenbank', { direction: 'out', address: '203.0.113.10', port: 8443 }],
    ['source-ip', { direction: 'out', address: '203.0.113.10', port: 443 }],
    ['source-ip', { direction: 'out', address: '192.0.2.77', port: 8443 }],
    ['anyone', { direction: 'out', address: '192.0.2.77', port: 53 }],
  ])('%s: %o', (expected, part) => {
    expect(connect(part)).toBe(expected)
  })
  it('of a suspended DFSP is closed both ways', () => {
    const of = desired({ served: false, status: 'suspended' })
    expect([connect({}, of), connect({ direction: 'out', address: '203.0.113.10', port: 8443 }, of)]).toEqual(['source-ip', 'source-ip'])
  })
  it('behind a load balancer is that of the load balancer', () => {
    const model = desired()
    const of = { ...model, hub: { ...model.hub, ingress: { ...model.hub.ingress, proxyFrom: [...v4('10.0.0.0/28'), ...v6('2001:db8::/64')] } } }
    expect([connect({}, of), connect({ address: '10.0.0.3' }, of), connect({ address: '2001:db8::3' }, of)]).toEqual(['source-ip', 'anyone', 'anyone'])
  })
})

describe('a callback', () => {
  const hubLeaf = leaf('hub at greenbank')
  const model = desired()
  const of = (part: Partial<DesiredDfsp> = {}): Desired => ({
    ...model,
    dfsps: [greenbank({ hubClients: greenbank().hubClients.map((client) => ({ ...client, sha256: sha256Hex(hubLeaf) })), ...part })],
  })
  const call = { dfsp: 'greenbank', sourceIp: '192.0.2.20', certificate: hubLeaf, destination: 'Green-Bank' }

  it('of the Hub passes', () => {
    expect(decideCallback(of(), call, AT)).toEqual({ allow: true, dfsp: 'greenbank' })
  })
  it.each([
    ['malformed', { destination: 'bluebank' }],
    ['malformed', { destination: null }],
    ['source-ip', { sourceIp: '192.0.2.21' }],
    ['certificate', { certificate: leaf('green') }],
    ['certificate', { certificate: null }],
    ['status', { dfsp: 'nobody' }],
  ])('is refused as %s: %o', (reason, part) => {
    expect(because(decideCallback(of(), { ...call, ...part }, AT))).toBe(reason)
  })
  it('to a suspended DFSP is refused', () => {
    expect(because(decideCallback(of({ served: false }), call, AT))).toBe('status')
  })
  it('with a certificate that is over is refused', () => {
    expect(because(decideCallback(of(), call, new Date('2027-12-01T00:00:00Z')))).toBe('expired')
  })
})
