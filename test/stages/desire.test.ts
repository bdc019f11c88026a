import { describe, expect, it } from 'vitest'
import type { Desired, DesiredDfsp } from '../../src/model/desired.ts'
import { check } from '../../src/stages/check.ts'
import { desire } from '../../src/stages/desire.ts'
import { load } from '../../src/stages/load.ts'
import { render } from '../../src/stages/render.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleFiles, sampleTree } from '../support/environment.ts'
import { SAMPLE_SERIALS } from '../support/sample-dfsp.ts'

function desired(files: FileContents = {}, at = SAMPLE_AT): Desired {
  const environment = sampleEnvironment({ files })
  return desire(environment, check(environment, { at }).findings, at)
}

function greenbank(files: FileContents = {}, at = SAMPLE_AT): DesiredDfsp {
  return desired(files, at).dfsps.find(({ id }) => id === 'greenbank') ?? expect.fail('greenbank is not there')
}

describe('the Hub', () => {
  it('trusts for clients exactly the clients CA and its root', () => {
    expect(desired().hub.clientCas.map(({ name, root }) => [name, root])).toEqual([
      ['clients', false],
      ['root', true],
    ])
  })
  it('has one CRL for each of them', () => {
    expect(desired().hub.clientCrls.map(({ ca }) => ca)).toEqual(['clients', 'root'])
  })
  it('shows its server certificate with the issuing CA and without the root', () => {
    const [server] = desired().hub.serverChains
    expect(server?.pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    expect(desired().hub.serverAnchors.map(({ path }) => path)).toEqual(['hub/ca/root.pem'])
  })
  it('knows the token issuer’s key by kid and algorithm', () => {
    expect(desired().hub.token.keys).toMatchObject([{ alg: 'RS256', name: '2026-11', path: 'hub/oauth/2026-11.pem' }])
  })
  it('is not desired while its endpoints are missing', () => {
    expect(() => desired({ 'hub/endpoints.yaml': null })).toThrow(expect.objectContaining({ code: 'refused' }))
  })
})

describe('a DFSP', () => {
  it('is pinned, addressed, routed and trusted', () => {
    expect(greenbank()).toMatchObject({
      fspId: 'greenbank',
      served: true,
      pins: [{ serial: SAMPLE_SERIALS.greenbank, revoked: false }],
      oauthClient: 'greenbank',
      roles: ['payee', 'payer'],
      callbacks: [{ resource: '*', endpoint: { scheme: 'https', host: 'mojaloop.greenbank.example', port: 8443, basePath: '/fspiop' } }],
      serverAnchors: [{ path: 'dfsps/greenbank/ca/root.pem' }],
      hubClients: [{ name: '2026-11', anchor: { path: 'dfsps/greenbank/ca/root.pem' } }],
      jws: [{ name: '2026-11', alg: 'RS256', activeFrom: null }],
    })
  })
  it('that is suspended is not served, and keeps its pins for the reason', () => {
    expect(greenbank(edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: suspended'))).toMatchObject({
      served: false,
      status: 'suspended',
      pins: [{ revoked: false }],
    })
  })
  it('that has left is not there', () => {
    const left = desired({
      ...edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: left'),
      [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: 'reason: cessationOfOperation\nat: 2026-11-20T10:00:00Z\nby: greenbank\n',
    })
    expect(left.dfsps.map(({ id }) => id)).toEqual(['bluebank'])
  })
  it('whose certificate is revoked has it marked', () => {
    expect(greenbank({ [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' }).pins).toMatchObject([
      { revoked: true },
    ])
  })
  it('whose key is revoked has its certificate marked', () => {
    const record = JSON.parse(sampleFiles().get(`issued/certificates/greenbank/2026-11.${SAMPLE_SERIALS.greenbank}.json`) ?? '{}') as { spki: string }
    expect(greenbank({ [`revoked/spki-${record.spki}.yaml`]: 'reason: keyCompromise\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' }).pins).toMatchObject([
      { revoked: true },
    ])
  })
  it('whose certificate is over has no pin', () => {
    expect(greenbank({}, new Date('2027-12-05T00:00:00Z')).pins).toEqual([])
  })
  it('has no pin for a certificate that no record is about', () => {
    expect(greenbank({ [`issued/certificates/greenbank/2026-11.${SAMPLE_SERIALS.greenbank}.json`]: null }).pins).toEqual([])
  })
  it("has no pin for another DFSP's certificate put into its folder", () => {
    const blue = sampleFiles().get(`issued/certificates/bluebank/2026-11.${SAMPLE_SERIALS.bluebank}.pem`) ?? ''
    expect(greenbank({ [`issued/certificates/greenbank/2026-12.${SAMPLE_SERIALS.bluebank}.pem`]: blue }).pins).toHaveLength(1)
  })
  it('without its CA has no route and no trust', () => {
    expect(greenbank({ 'dfsps/greenbank/ca/root.pem': null })).toMatchObject({ serverAnchors: [], serverChains: [], hubClients: [] })
  })
  it('whose JWS key is retired publishes none', () => {
    expect(greenbank({ 'dfsps/greenbank/jws/2026-11.yaml': 'retireAfter: 2026-11-22T00:00:00Z\n' }).jws).toEqual([])
  })
  it('publishes a JWS key before its time comes, with that time', () => {
    expect(greenbank({ 'dfsps/greenbank/jws/2026-11.yaml': 'activeFrom: 2026-12-01T00:00:00Z\n' }).jws).toMatchObject([{ activeFrom: '2026-12-01T00:00:00Z' }])
  })
})

describe('what is wrong at one DFSP', () => {
  const rendered = (files: FileContents = {}): ReadonlyMap<string, string> =>
    new Map(render(desired(files), { for: 'all' }).files.map(({ path, text }) => [path, text]))
  const whole = rendered()

  it.each<[string, FileContents]>([
    ['a broken profile', { 'dfsps/greenbank/dfsp.yaml': 'name: [\n' }],
    ['broken endpoints', { 'dfsps/greenbank/endpoints.yaml': '' }],
    ['a broken CA', { 'dfsps/greenbank/ca/root.pem': 'rubbish\n' }],
    ['a broken server certificate', { 'dfsps/greenbank/server/2026-11.pem': 'rubbish\n' }],
    ['a broken Hub client certificate', { 'dfsps/greenbank/hub-client/2026-11.pem': 'rubbish\n' }],
    ['an unknown file', { 'dfsps/greenbank/stray.txt': 'x\n' }],
  ])('leaves the bytes of the others as they were: %s', (_, files) => {
    const left = rendered(files)
    for (const [path, text] of whole) if (path.startsWith('dfsps/bluebank/') && !path.includes('jwsVerificationKeys')) expect(left.get(path)).toBe(text)
    for (const map of ['pins', 'sources', 'clients', 'roleset', 'ip', 'destinations', 'routes']) {
      const lines = (text = ''): string[] => text.split('\n').filter((line) => line.includes('bluebank'))
      expect(lines(left.get(`hub/haproxy/maps/${map}.map`))).toEqual(lines(whole.get(`hub/haproxy/maps/${map}.map`)))
    }
  })
  it('is listed', () => {
    expect(desired({ 'dfsps/greenbank/server/2026-11.pem': 'rubbish\n' }).quarantined).toEqual([
      { dfsp: 'greenbank', path: 'dfsps/greenbank/server/2026-11.pem', code: 'cert/unreadable' },
    ])
  })
  it('does not hold up a revocation of another', () => {
    const files = {
      'dfsps/greenbank/dfsp.yaml': 'name: [\n',
      [`revoked/${SAMPLE_SERIALS.bluebank}.yaml`]: 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: bluebank\n',
    }
    expect(rendered(files).get('hub/haproxy/maps/pins.map')).toMatch(/^[0-9A-F]{64} !revoked:bluebank\n$/)
  })
})

describe('rendering an environment', () => {
  it('gives the same bytes whatever order the tree has', () => {
    const { entries, ...rest } = sampleTree()
    const shuffled = load({ ...rest, entries: [...entries].reverse() })
    const again = desire(shuffled, check(shuffled, { at: SAMPLE_AT }).findings, SAMPLE_AT)
    expect(render(again, { for: 'all' }).files).toEqual(render(desired(), { for: 'all' }).files)
  })
  it('refuses while something of the Hub’s own is wrong', () => {
    expect(() => desired({ 'hub/ca/clients.pem': 'rubbish\n' })).toThrow(expect.objectContaining({ code: 'refused' }))
  })
  it('refuses a DFSP that is not there, and a target that is not there', () => {
    expect(() => render(desired(), { for: 'nobody' })).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(() => render(desired(), { for: 'hub', targets: ['trust-bundle'] })).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(() => render({ ...desired(), targets: { hub: ['envoy'], dfsp: [] } }, { for: 'hub' })).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
