import { describe, expect, it } from 'vitest'
import { keyHistory } from '../../src/model/key-history.ts'
import { type LocationKind, locate } from '../../src/model/layout.ts'
import type { ChangeClass } from '../../src/model/plan.ts'
import { CLASSES } from '../../src/stages/classify/table.ts'
import { classify } from '../../src/stages/classify.ts'
import { edited, type FileContents, sampleEnvironment, sampleFiles } from '../support/environment.ts'
import { testKey } from '../support/pki.ts'
import { SAMPLE_SERIALS } from '../support/sample-dfsp.ts'
import { sampleKey } from '../support/sample-keys.ts'
import { sampleProof } from '../support/sample-proof.ts'

const HASH = 'a'.repeat(64)

/** A path for every place of the layout. */
const PATHS: Readonly<Record<LocationKind, string>> = {
  environment: 'environment.yaml',
  'hub-profile': 'hub/hub.yaml',
  'hub-endpoints': 'hub/endpoints.yaml',
  'hub-ca': 'hub/ca/x.pem',
  'hub-server': 'hub/server/x.pem',
  'hub-jws': 'hub/jws/x.pem',
  'hub-jws-schedule': 'hub/jws/x.yaml',
  'hub-server-ca': 'hub/server-ca/x.pem',
  'hub-crl': 'hub/crl/x.pem',
  'hub-oauth': 'hub/oauth/x.pem',
  'hub-oauth-key': 'hub/oauth/x.yaml',
  'hub-installed': 'hub/installed/greenbank.yaml',
  'hub-deploy': 'hub/deploy/x.pem',
  'hub-officer': 'hub/officers/x.pem',
  'dfsp-profile': 'dfsps/greenbank/dfsp.yaml',
  'dfsp-endpoints': 'dfsps/greenbank/endpoints.yaml',
  'dfsp-ca': 'dfsps/greenbank/ca/x.pem',
  'dfsp-server-ca': 'dfsps/greenbank/server-ca/x.pem',
  'dfsp-server': 'dfsps/greenbank/server/x.pem',
  'dfsp-client': 'dfsps/greenbank/client/x.csr',
  'dfsp-hub-client-request': 'dfsps/greenbank/hub-client/x.csr',
  'dfsp-hub-client': 'dfsps/greenbank/hub-client/x.pem',
  'dfsp-jws': 'dfsps/greenbank/jws/x.pem',
  'dfsp-jws-schedule': 'dfsps/greenbank/jws/x.yaml',
  'dfsp-oauth': 'dfsps/greenbank/oauth/x.pem',
  'dfsp-officer': 'dfsps/greenbank/officers/x.pem',
  'dfsp-crl': 'dfsps/greenbank/crl/x.pem',
  'dfsp-proof': 'dfsps/greenbank/proofs/jws-x.json',
  'dfsp-installed': 'dfsps/greenbank/installed.yaml',
  confirmation: 'confirmations/greenbank.yaml',
  revoked: 'revoked/AB.yaml',
  waiver: 'waivers/x.yaml',
  'blocked-keys': 'blocked-keys.txt',
  'issued-certificate': 'issued/certificates/greenbank/x.AB.pem',
  'issued-record': 'issued/certificates/greenbank/x.AB.json',
  'issued-crl': 'issued/crl/x.pem',
  'issued-key': `issued/keys/${HASH}.json`,
  project: 'README.md',
  workflow: '.github/workflows/x.yml',
  unknown: 'dfsps/greenbank/x.txt',
}

/** Classes of unreadable bytes, which have no effect that a row could know. */
const RESTRICT_ALWAYS: Readonly<Record<string, readonly string[]>> = { 'dfsp-client': ['deleted'], 'dfsp-crl': ['added'], revoked: ['added'] }

const base = sampleEnvironment()
const class_ = (files: FileContents, actor: number | null = 2001, before: FileContents = {}): ChangeClass =>
  classify(sampleEnvironment({ files: before }), sampleEnvironment({ files }), actor).class
const text = (path: string): string => sampleFiles().get(path) ?? ''

describe('the table of change classes', () => {
  it('has the place of every path of the layout', () => {
    expect(Object.fromEntries(Object.entries(PATHS).map(([kind, path]) => [kind, locate(path).kind]))).toEqual(
      Object.fromEntries(Object.keys(PATHS).map((kind) => [kind, kind])),
    )
    expect(Object.keys(CLASSES).sort()).toEqual(Object.keys(PATHS).sort())
  })

  const rows = Object.entries(PATHS)
    .filter(([, path]) => !path.startsWith('issued/'))
    .flatMap(([kind, path]) => (['added', 'modified', 'deleted'] as const).map((change) => ({ kind, path, change })))

  it.each(rows)('gives $path, $change, exactly one class, and a sentence', ({ kind, path, change }) => {
    const without = { [path]: null }
    const [before, after] = { added: [without, { [path]: '!' }], modified: [{ [path]: '?' }, { [path]: '!' }], deleted: [{ [path]: '!' }, without] }[change]
    const { paths, changes, class: own } = classify(sampleEnvironment({ files: before ?? {} }), sampleEnvironment({ files: after ?? {} }), 2001)
    expect(paths).toHaveLength(1)
    expect(paths[0]).toMatchObject({ path, change, class: own })
    expect(changes.length).toBeGreaterThan(0)
    if (RESTRICT_ALWAYS[kind]?.includes(change) !== true && own === 'restrict') expect(change).toBe('deleted')
  })

  it.each(rows.filter(({ path }) => /^(hub|confirmations|waivers|\.github)\/|^(environment\.yaml|README\.md|blocked-keys\.txt)$/.test(path)))(
    'keeps $path, $change, for admins of the Hub',
    ({ path, change }) => {
      const row = CLASSES[locate(path).kind][change]
      expect(row({ base, head: base, path, location: locate(path), before: null, after: null, history: () => keyHistory(base, '') })).toBe('hub-admin')
    },
  )

  it('leaves the machine layer out: other rules guard it', () => {
    expect(classify(base, sampleEnvironment({ files: { 'issued/crl/x.pem': 'x' } }), 2001)).toEqual({ class: 'restrict', changes: [], paths: [] })
  })

  it('is hub-admin for a name that the layout refuses', () => {
    expect(class_({ 'dfsps/greenbank/jws/UPPER.pem': text('dfsps/greenbank/jws/2026-11.pem') })).toBe('hub-admin')
  })
})

describe('restrict', () => {
  const revoked = 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: greenbank\n'

  it.each<[string, FileContents, FileContents]>([
    ['a certificate is revoked', {}, { [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: revoked }],
    ['a DFSP is suspended', {}, edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: suspended')],
    ['a network shrinks', {}, edited('dfsps/greenbank/endpoints.yaml', '198.51.100.16/29, note: Data centre A', '198.51.100.16/30')],
    ['a JWS key is retired and another is left', { 'dfsps/greenbank/jws/b.pem': testKey('rsa2048', 'another').publicPem }, {}],
    ['a CSR is withdrawn', {}, { 'dfsps/greenbank/client/2026-11.csr': null }],
  ])('when %s', (_, before, after) => {
    expect(class_(after, 1001, before)).toBe('restrict')
  })

  it('of another DFSP is hub-admin', () => {
    expect(class_({ [`revoked/${SAMPLE_SERIALS.bluebank}.yaml`]: revoked }, 1001)).toBe('hub-admin')
    expect(class_({ [`revoked/${SAMPLE_SERIALS.bluebank}.yaml`]: revoked }, 1002)).toBe('restrict')
  })

  it('of several DFSPs at once stays restrict for the Hub', () => {
    expect(class_({ [`revoked/${SAMPLE_SERIALS.bluebank}.yaml`]: revoked, [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: revoked }, 2003)).toBe('restrict')
  })

  it('is not to revoke a CA of the Hub', () => {
    expect(class_({ [`revoked/40${'02'.repeat(17)}.yaml`]: revoked }, 2001)).toBe('hub-admin')
  })

  it('is not to take a revocation back or to change one', () => {
    const path = `revoked/${SAMPLE_SERIALS.greenbank}.yaml`
    expect(class_({}, 2001, { [path]: revoked })).toBe('hub-admin')
    expect(class_({ [path]: revoked.replace('superseded', 'unspecified') }, 2001, { [path]: revoked })).toBe('hub-admin')
  })

  it('is not to retire the last JWS key', () => {
    expect(class_({ 'dfsps/greenbank/jws/2026-11.pem': null }, 1001)).toBe('hub-admin')
  })
})

describe('self-service', () => {
  const next = testKey('rsa2048', 'another')
  const previous = (purpose: string, id = 'greenbank') => sampleKey(`${id}-${purpose}-2026-11`)
  const rotated = { 'dfsps/greenbank/jws/b.pem': next.publicPem }
  const proof = (changes: Partial<Parameters<typeof sampleProof>[1]> = {}) =>
    sampleProof('greenbank', { purpose: 'jws', name: 'b', key: next, previous: previous('jws'), ...changes })

  it('is a rotated JWS key with a proof by the key before it', () => {
    expect(class_({ ...rotated, ...proof() }, 1001)).toBe('self-service')
  })

  it.each<[string, FileContents]>([
    ['without a proof', {}],
    ['with a proof by a stranger', proof({ previous: testKey('rsa2048', 'stranger') })],
    [
      "with another bank's proof",
      {
        'dfsps/greenbank/proofs/jws-b.json':
          Object.values(sampleProof('bluebank', { purpose: 'jws', name: 'b', key: next, previous: previous('jws', 'bluebank') }))[0] ?? '',
      },
    ],
    ['with a proof for another purpose', { 'dfsps/greenbank/proofs/jws-b.json': Object.values(proof({ purpose: 'oauth' }))[0] ?? '' }],
    ['with the proof of another key', proof({ key: testKey('rsa2048', 'a third') })],
    ['with a proof that cannot be read', { 'dfsps/greenbank/proofs/jws-b.json': '{' }],
    [
      'with a proof by a key that the same change brings',
      {
        ...proof({ previous: testKey('rsa2048', 'stranger') }),
        'dfsps/greenbank/jws/c.pem': testKey('rsa2048', 'stranger').publicPem,
      },
    ],
  ])('is not a JWS key %s: the Hub looks at it', (_, files) => {
    expect(class_({ ...rotated, ...files }, 1001)).toBe('hub-review')
  })

  it('is what the DFSP says that it has installed', () => {
    expect(class_({ 'dfsps/greenbank/installed.yaml': `bundle: ${HASH}\nsequence: 1\nat: 2026-11-20T10:00:00Z\nsteps: [T3]\n` }, 1001)).toBe('self-service')
  })

  it('is hub-admin by somebody else, and in two DFSPs at once', () => {
    const key = (id: 'greenbank' | 'bluebank'): FileContents => {
      const another = testKey('rsa2048', `another of ${id}`)
      return { [`dfsps/${id}/jws/b.pem`]: another.publicPem, ...sampleProof(id, { purpose: 'jws', name: 'b', key: another, previous: previous('jws', id) }) }
    }
    expect(class_(key('greenbank'), 1001)).toBe('self-service')
    expect(class_(key('greenbank'), 1002)).toBe('hub-admin')
    expect(class_(key('greenbank'), 4711)).toBe('hub-admin')
    expect(class_({ ...key('greenbank'), ...key('bluebank') }, 2001)).toBe('hub-admin')
  })
})

describe('hub-review', () => {
  const own = Object.fromEntries(
    [...sampleFiles().keys()]
      .filter((path) => path.startsWith('dfsps/greenbank/') && !path.endsWith('dfsp.yaml') && !path.endsWith('hub-client/2026-11.csr'))
      .map((path) => [path, null]),
  )
  const admitted = edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: admitted')

  it('is all that a DFSP shows for the first time, while it is being admitted', () => {
    expect(class_(admitted, 1001, { ...own, ...admitted })).toBe('hub-review')
  })

  it('is not what an active DFSP shows first', () => {
    expect(class_({}, 1001, own)).toBe('hub-admin')
  })

  it.each<[string, FileContents]>([
    ['a new network', edited('dfsps/greenbank/endpoints.yaml', '198.51.100.16/29', '198.51.100.0/28')],
    ['a new callback', edited('dfsps/greenbank/endpoints.yaml', ':8443/fspiop', ':443/fspiop')],
    ['a shared network', edited('dfsps/greenbank/endpoints.yaml', 'note: Data centre A', 'note: Data centre A, sharedWith: [bluebank]')],
    ['a JWS key that is replaced under its name', { 'dfsps/greenbank/jws/2026-11.pem': testKey('rsa2048', 'another').publicPem }],
  ])('is %s', (_, files) => {
    expect(class_(files, 1001)).toBe('hub-review')
  })
})

describe('hub-admin', () => {
  it.each<[string, FileContents]>([
    ['a role', edited('dfsps/greenbank/dfsp.yaml', '[payer, payee]', '[payer]')],
    ['an owner', edited('dfsps/greenbank/dfsp.yaml', '[1001]', '[1001, 1003]')],
    ['a status other than suspended', edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: left')],
    ['a suspension with more in it', edited('dfsps/greenbank/dfsp.yaml', 'status: active\nowners: [1001]', 'status: suspended\nowners: [1001, 1003]')],
    ['a second CA', { 'dfsps/greenbank/ca/b.pem': text('dfsps/bluebank/ca/root.pem') }],
    ['an officer', { 'dfsps/greenbank/officers/anna.pem': testKey('p256', 'anna').publicPem }],
    ['a server certificate of another CA', { 'dfsps/greenbank/server/b.pem': text('dfsps/bluebank/server/2026-11.pem') }],
    ['a file that the layout does not know', { 'dfsps/greenbank/notes.txt': 'x' }],
  ])('is %s', (_, files) => {
    expect(class_(files, 1001)).toBe('hub-admin')
  })
})
