import { describe, expect, it } from 'vitest'
import { plan } from '../../../src/stages/plan.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleFiles } from '../../support/environment.ts'
import { findingsIn } from '../../support/new-findings.ts'
import { SAMPLE_SERIALS } from '../../support/sample-dfsp.ts'

const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'

const guards = (before: FileContents, after: FileContents): readonly string[] =>
  findingsIn(sampleEnvironment({ files: after }), { base: sampleEnvironment({ files: before }), actor: 2001 }).filter((line) => line.includes('guard/'))

const tripped = (before: FileContents, after: FileContents): readonly unknown[] =>
  plan({ base: sampleEnvironment({ files: before }), head: sampleEnvironment({ files: after }), at: SAMPLE_AT, actor: 2001 }).guards.filter(
    (guard) => guard.tripped,
  )

/** greenbank with so many networks of one address. */
const networks = (count: number): FileContents =>
  edited(
    ENDPOINTS,
    '  - { cidr: 198.51.100.16/29, note: Data centre A }',
    Array.from({ length: count }, (_, index) => `  - { cidr: 198.51.100.${index}/32 }`).join('\n'),
  )

describe('guard/removed', () => {
  it('lets 3 of 10 go and not 4', () => {
    expect(guards(networks(9), networks(6))).toEqual([])
    expect(guards(networks(9), networks(5))).toEqual(['warning guard/removed environment.yaml'])
    expect(tripped(networks(9), networks(5))).toEqual([{ code: 'guard/removed', scope: 'environment', value: 0.4, limit: 0.3, tripped: true }])
  })

  it('is an error where the change does more than take authority away', () => {
    expect(guards(networks(9), { ...networks(5), 'hub/hub.yaml': `${sampleFiles().get('hub/hub.yaml')}# changed\n` })).toEqual([
      'guard/removed environment.yaml',
    ])
  })

  it('does not count where there are few', () => {
    expect(guards(networks(8), networks(2))).toEqual([])
  })
})

describe('guard/last', () => {
  it.each([
    ['dfsps/greenbank/jws/2026-11.pem', 'JWS key'],
    ['dfsps/greenbank/server/2026-11.pem', 'server certificate'],
    ['dfsps/greenbank/hub-client/2026-11.pem', 'client certificate of the Hub'],
    ['dfsps/greenbank/ca/root.pem', 'CA'],
  ])('keeps the last of %s', (path) => {
    expect(guards({}, { [path]: null })).toContain('guard/last dfsps/greenbank/dfsp.yaml')
  })

  it('is a warning where the last certificate is revoked', () => {
    expect(guards({}, { [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: 'reason: keyCompromise\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' })).toEqual([
      'warning guard/last dfsps/greenbank/dfsp.yaml',
    ])
  })

  it('is an error where an active DFSP disappears', () => {
    const gone = Object.fromEntries([...sampleFiles().keys()].filter((path) => path.startsWith('dfsps/greenbank/')).map((path) => [path, null]))
    expect(guards({}, gone)).toEqual(['guard/last dfsps/greenbank/dfsp.yaml'])
  })

  it('lets a DFSP that is suspended lose what it has', () => {
    expect(guards({}, { 'dfsps/greenbank/jws/2026-11.pem': null, ...edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: suspended') })).toEqual([])
  })
})

describe('guard/grown', () => {
  const wide = (cidr: string): FileContents => edited(ENDPOINTS, '198.51.100.16/29', cidr)

  it('lets address space grow four times and not more', () => {
    expect(guards(wide('198.51.100.16/29'), wide('198.51.100.0/27'))).toEqual([])
    expect(guards({}, wide('198.51.100.0/26'))).toEqual([`guard/grown ${ENDPOINTS}`])
    expect(tripped({}, wide('198.51.100.0/24'))).toEqual([{ code: 'guard/grown', scope: 'greenbank', value: 32, limit: 4, tripped: true }])
  })

  it('does not count a few addresses', () => {
    expect(guards(networks(1), networks(9))).toEqual([])
  })
})

describe('guard/trust-anchor', () => {
  const other = sampleFiles().get('dfsps/bluebank/ca/root.pem') ?? ''

  it('finds a CA that is replaced under its name', () => {
    expect(guards({}, { 'dfsps/greenbank/ca/root.pem': other })).toEqual(['guard/trust-anchor dfsps/greenbank/ca/root.pem'])
    expect(guards({}, { 'hub/ca/clients.pem': sampleFiles().get('hub/ca/servers.pem') ?? '' })).toEqual(['guard/trust-anchor hub/ca/clients.pem'])
  })

  it('finds a CA that is removed while certificates lead to it', () => {
    expect(guards({}, { 'hub/ca/clients.pem': null })).toEqual(['guard/trust-anchor hub/ca/clients.pem'])
  })

  it('lets a CA be added beside the others', () => {
    expect(guards({}, { 'dfsps/greenbank/server-ca/other.pem': other })).toEqual([])
  })
})
