import { describe, expect, it } from 'vitest'
import { check } from '../../src/stages/check.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment } from '../support/environment.ts'
import { SAMPLE_SERIALS } from '../support/sample-dfsp.ts'

const PROFILE = 'dfsps/greenbank/dfsp.yaml'
const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'
const REVOKED = `revoked/${SAMPLE_SERIALS.greenbank}.yaml`

/** Each takes authority away, from greenbank. */
const RESTRICTIONS: Readonly<Record<string, FileContents>> = {
  'a certificate is revoked': { [REVOKED]: 'reason: keyCompromise\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' },
  'the DFSP is suspended': edited(PROFILE, 'status: active', 'status: suspended'),
  'its network shrinks': edited(ENDPOINTS, '198.51.100.16/29', '198.51.100.16/30'),
  'its request is withdrawn': { 'dfsps/greenbank/client/2026-11.csr': null },
}

/** What is wrong already when that happens. */
const WRONG: Readonly<Record<string, FileContents>> = {
  "another DFSP's files are rubbish": {
    'dfsps/bluebank/dfsp.yaml': ': [',
    'dfsps/bluebank/endpoints.yaml': 'egress: no',
    'dfsps/bluebank/ca/root.pem': 'x',
    'dfsps/bluebank/jws/2026-11.pem': '',
  },
  "another DFSP's folder is gone but for one file": { 'dfsps/bluebank/dfsp.yaml': null, 'dfsps/bluebank/endpoints.yaml': null },
  'a stray file and a private key lie about': { 'stray.txt': 'x', 'dfsps/bluebank/x.key': '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' },
  'its own certificates are rubbish': {
    'dfsps/greenbank/server/2026-11.pem': 'x',
    'dfsps/greenbank/hub-client/2026-11.pem': '',
    'dfsps/greenbank/ca/root.pem': 'x',
  },
  'its own profile names a role that is not there': edited(PROFILE, '[payer, payee]', '[payer, emperor]'),
  'its own networks are refused': edited(ENDPOINTS, 'egress:', 'egress:\n  - { cidr: 0.0.0.0/0 }\n  - { cidr: 010.0.0.1/32 }'),
  'its own callback is refused': edited(ENDPOINTS, 'https://', 'http://user@'),
  "the Hub's own files are rubbish": { 'hub/endpoints.yaml': ': [', 'hub/ca/root.pem': 'x', 'hub/server/2026-11.pem': '', 'hub/jws/2026-11.pem': 'x' },
  'a waiver and a confirmation are wrong': { 'waivers/x.yaml': 'code: nonsense', 'confirmations/greenbank.yaml': 'x: [' },
  'another revocation cannot be read': { 'revoked/0A.yaml': ': [' },
  'the lists of revocations are gone': { 'issued/crl/clients.pem': null, 'hub/crl/root.pem': null },
}

/** The same change on top of what is wrong: text is replaced in what stands there. */
function restricted(wrong: FileContents, change: string): FileContents {
  const files = RESTRICTIONS[change] ?? {}
  const replaced = Object.entries(files).map(([path, text]) => {
    const there = wrong[path]
    if (typeof there !== 'string' || typeof text !== 'string') return [path, text] as const
    return [path, there.replace('status: active', 'status: suspended').replace('198.51.100.16/29', '198.51.100.16/30')] as const
  })
  return { ...wrong, ...Object.fromEntries(replaced) }
}

const cases = Object.keys(RESTRICTIONS).flatMap((change) => Object.keys(WRONG).map((wrong) => [change, wrong] as const))

describe('a change that only takes authority away passes', () => {
  it.each(cases)('when %s while %s', (change, wrong) => {
    const before = WRONG[wrong] ?? {}
    const base = sampleEnvironment({ files: before })
    const head = sampleEnvironment({ files: restricted(before, change) })
    for (const actor of [1001, ...(wrong.startsWith("the Hub's") ? [] : [2001])]) {
      const { verdict, findings } = check(head, { at: SAMPLE_AT, base, actor })
      expect({ verdict, guards: findings.filter(({ code, severity }) => code.startsWith('guard/') && severity === 'error') }).toEqual({
        verdict: 'pass',
        guards: [],
      })
    }
  })

  it.each(Object.keys(RESTRICTIONS))('years later, when everything has expired, when %s', (change) => {
    const { verdict } = check(sampleEnvironment({ files: RESTRICTIONS[change] ?? {} }), {
      at: new Date('2040-01-01T00:00:00Z'),
      base: sampleEnvironment(),
      actor: 1001,
    })
    expect(verdict).toBe('pass')
  })

  it('but not with an error of its own', () => {
    const head = sampleEnvironment({ files: { [REVOKED]: 'reason: boredom\n' } })
    expect(check(head, { at: SAMPLE_AT, base: sampleEnvironment(), actor: 1001 }).verdict).toBe('fail')
  })

  it('and not by anybody', () => {
    const head = sampleEnvironment({ files: RESTRICTIONS['the DFSP is suspended'] ?? {} })
    expect(check(head, { at: SAMPLE_AT, base: sampleEnvironment(), actor: 1002 }).verdict).toBe('fail')
    expect(check(head, { at: SAMPLE_AT, base: sampleEnvironment(), actor: 4711 }).verdict).toBe('fail')
  })
})
