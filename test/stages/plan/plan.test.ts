import { describe, expect, it } from 'vitest'
import { planFits } from '../../../src/stages/plan/digest.ts'
import { fileChanges } from '../../../src/stages/plan/file-changes.ts'
import { renderedFiles } from '../../../src/stages/plan/rendered-files.ts'
import { plan } from '../../../src/stages/plan.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleFiles } from '../../support/environment.ts'
import { testKey } from '../../support/pki.ts'
import { SAMPLE_SERIALS } from '../../support/sample-dfsp.ts'

const base = sampleEnvironment()
const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'

const planOf = (files: FileContents, before: FileContents = {}): ReturnType<typeof plan> =>
  plan({ base: sampleEnvironment({ files: before }), head: sampleEnvironment({ files }), at: SAMPLE_AT, actor: 2001 })
const sentences = (files: FileContents, before: FileContents = {}): readonly string[] => planOf(files, before).changes.map(({ sentence }) => sentence)

describe('the sentences', () => {
  it('say nothing of nothing', () => {
    expect(planOf({})).toMatchObject({ class: 'restrict', changes: [], files: [] })
  })

  it('say what opens and closes, on which port, for whom', () => {
    expect(sentences(edited(ENDPOINTS, '198.51.100.16/29', '203.0.113.0/28'))).toEqual([
      "Opens 203.0.113.0/28 (16 addresses) to the Hub's port 443 for greenbank.",
      "Closes 198.51.100.16/29 (8 addresses) to the Hub's port 443 for greenbank.",
    ])
    expect(sentences(edited(ENDPOINTS, '198.51.100.16/29', '198.51.100.16/30'))).toEqual([
      "Closes 198.51.100.20/30 (4 addresses) to the Hub's port 443 for greenbank.",
    ])
  })

  it('say what the Hub calls, and how its firewall opens for it', () => {
    expect(sentences(edited(ENDPOINTS, ':8443/fspiop', ':443/v2'))).toEqual([
      "Opens the Hub's way out to 198.51.100.24 port 443 for callbacks to greenbank.",
      "Closes the Hub's way out to 198.51.100.24 port 8443 for callbacks to greenbank.",
      'Calls greenbank back at https://mojaloop.greenbank.example:443/v2, no longer at https://mojaloop.greenbank.example:8443/fspiop.',
    ])
  })

  it('say of a DFSP that is not served what will open', () => {
    const admitted = edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: admitted')
    expect(sentences(admitted, { ...admitted, [ENDPOINTS]: null })).toEqual([
      "Registers 198.51.100.16/29 (8 addresses) for greenbank; it opens to the Hub's port 443 when greenbank becomes active.",
      'Calls greenbank back at https://mojaloop.greenbank.example:8443/fspiop.',
    ])
    expect(sentences({}, admitted)).toEqual([
      'Activates greenbank: gateways and firewalls of the Hub serve it.',
      "Opens 198.51.100.16/29 (8 addresses) to the Hub's port 443 for greenbank.",
      "Opens the Hub's way out to 198.51.100.24 port 8443 for callbacks to greenbank.",
    ])
  })

  it('say which roles are given, with what they allow, and which widen', () => {
    expect(sentences(edited('dfsps/greenbank/dfsp.yaml', '[payer, payee]', '[payee, fxp]'))).toEqual([
      'Gives greenbank the role fxp: PUT /fxQuotes, PUT /fxTransfers, PUT /services, PUT /ping.',
      'Takes the role payer from greenbank: POST /quotes, GET /quotes, POST /transfers, GET /transfers, GET /parties, GET /participants, PUT /transactionRequests, PUT /authorizations, PUT /ping.',
    ])
    expect(sentences(edited('environment.yaml', 'fxp: [PUT /fxQuotes', 'fxp: [POST /fxQuotes'))).toEqual([
      'Narrows role fxp (no DFSP has it) by PUT /fxQuotes.',
      'Widens role fxp (no DFSP has it) by POST /fxQuotes.',
    ])
  })

  it('say which keys come and go', () => {
    const another = testKey('rsa2048', 'another').publicPem
    expect(sentences({ 'dfsps/greenbank/jws/2026-12.pem': another })).toEqual([
      expect.stringMatching(/^Adds JWS key 2026-12 of greenbank \(RSA 2048 bits, SHA-256 [0-9a-f]{16}…\)\.$/),
    ])
    expect(sentences({}, { 'dfsps/greenbank/jws/2026-12.pem': another })).toEqual([
      expect.stringMatching(/^Retires JWS key 2026-12 of greenbank \(SHA-256 [0-9a-f]{16}…\); 1 left\.$/),
    ])
  })

  it('say which certificates are issued and which revoked', () => {
    const records = Object.fromEntries(
      [...sampleFiles().keys()].filter((path) => path.startsWith('issued/certificates/greenbank/')).map((path) => [path, null]),
    )
    expect(planOf(records, records).changes).toMatchObject([
      {
        kind: 'issue',
        dfsp: 'greenbank',
        path: 'dfsps/greenbank/client/2026-11.csr',
        class: 'restrict',
        sentence: expect.stringMatching(/^Issues a client certificate to greenbank for 397 days \(CSR 2026-11, EC P-256, /),
      },
    ])
    expect(sentences({ [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: 'reason: keyCompromise\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' })).toEqual([
      `Revokes certificate ${SAMPLE_SERIALS.greenbank} of greenbank (keyCompromise).`,
    ])
  })

  it('say how policy changes, value by value', () => {
    expect(sentences(edited('environment.yaml', 'days: 397', 'days: 500'))).toEqual([
      'Changes policy.clientCertificate.days in environment.yaml from 397 to 500.',
    ])
    expect(sentences(edited('dfsps/greenbank/dfsp.yaml', '[1001]', '[1001, 1003]'))).toEqual([
      'Changes owners in dfsps/greenbank/dfsp.yaml from [1001] to [1001,1003].',
    ])
  })

  it('mention every path, whatever it is', () => {
    expect(sentences({ '.github/workflows/check.yml': 'on: push\n' })).toEqual([
      'Adds a workflow or another file of the Git host (".github/workflows/check.yml").',
    ])
    expect(sentences({ 'README.md': '# Pilot\n' })).toEqual(['Adds "README.md".'])
  })

  it('say which trust anchors come', () => {
    expect(sentences({ 'dfsps/greenbank/server-ca/other.pem': sampleFiles().get('dfsps/bluebank/ca/root.pem') ?? '' })).toEqual([
      expect.stringMatching(/^Adds trust anchor ".*Blue Bank Ltd Root CA.*" of greenbank \(SHA-256 [0-9a-f]{16}…\), valid until 2036-01-01\.$/),
    ])
  })
})

describe('the digest', () => {
  const made = planOf(edited(ENDPOINTS, '198.51.100.16/29', '203.0.113.0/28'))
  const head = sampleEnvironment({ files: edited(ENDPOINTS, '198.51.100.16/29', '203.0.113.0/28') })
  const policy = head.settings?.value ?? null

  it('is the same for the same bytes, in whatever order a folder gave them', () => {
    const shuffled = { ...head, tree: { ...head.tree, commit: 'f'.repeat(40) } }
    expect(plan({ base, head: shuffled, at: SAMPLE_AT, actor: 2001 })).toMatchObject({ digest: made.digest, head: 'f'.repeat(40) })
  })

  it('differs with head, base and time', () => {
    const digests = [
      made,
      planOf(edited(ENDPOINTS, '198.51.100.16/29', '203.0.113.16/28')),
      planOf(edited(ENDPOINTS, '198.51.100.16/29', '203.0.113.0/28'), edited('dfsps/bluebank/endpoints.yaml', 'Data centre A', 'B')),
      plan({ base, head, at: new Date('2026-11-23T12:00:01Z'), actor: 2001 }),
    ].map(({ digest }) => digest)
    expect(new Set(digests).size).toBe(4)
  })

  it('fits only the files that it was made for, and what was said then', () => {
    expect(planFits(made, head.tree, policy)).toBe(true)
    expect(planFits(made, base.tree, policy)).toBe(false)
    expect(planFits({ ...made, changes: [] }, head.tree, policy)).toBe(false)
    expect(planFits({ ...made, asOf: '2026-11-23T12:00:01Z' }, head.tree, policy)).toBe(false)
    expect(planFits(made, head.tree, null)).toBe(false)
  })
})

describe('the rendered files', () => {
  it('are compared without their manifests, added, modified and deleted', () => {
    const file = (path: string, text: string): { path: string; text: string } => ({ path, text })
    const changes = fileChanges(
      [file('a', 'one\ntwo\n'), file('gone', 'x\n'), file('same', 's'), file('hub/manifest.json', '1')],
      [file('a', 'one\nthree\n'), file('new', 'y\n'), file('same', 's'), file('hub/manifest.json', '2')],
    )
    expect(changes).toEqual([
      { path: 'a', change: 'modified', diff: '--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n' },
      { path: 'gone', change: 'deleted', diff: '--- a/gone\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n' },
      { path: 'new', change: 'added', diff: '--- /dev/null\n+++ b/new\n@@ -0,0 +1,1 @@\n+y\n' },
    ])
  })

  it('of the real targets change where an address does, and only there', () => {
    const [before, after] = [
      renderedFiles(base, SAMPLE_AT),
      renderedFiles(sampleEnvironment({ files: edited(ENDPOINTS, '198.51.100.16/29', '203.0.113.0/28') }), SAMPLE_AT),
    ]
    if (!before.ok || !after.ok) throw new Error('the sample renders')
    const changed = fileChanges(before.files, after.files)
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.every(({ path }) => path.startsWith('hub/'))).toBe(true)
    expect(changed.map(({ diff }) => diff).join('')).toContain('203.0.113.0/28')
  })

  it('of an environment that a finding stops are none, and the reason is said', () => {
    expect(renderedFiles(sampleEnvironment({ files: { 'hub/endpoints.yaml': 'x: [' } }), SAMPLE_AT)).toMatchObject({ ok: false })
  })
})
