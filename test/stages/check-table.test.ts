/** Every row of the table in CONTRACT §4, and the bad inputs that go with it: exactly the one finding that names each. */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { extensionRequest } from '../../src/pki/build-csr.ts'
import { basicConstraints, extendedKeyUsage, keyUsage } from '../../src/pki/build-extensions.ts'
import { check } from '../../src/stages/check.ts'
import { edited, type FileContents, SAMPLE_AT, type SampleOptions, sampleEnvironment, sampleFiles } from '../support/environment.ts'
import { testCsr, testKey } from '../support/pki.ts'
import { fromDfsp, fromHub, stranger } from '../support/sample-issue.ts'
import { sampleKey } from '../support/sample-keys.ts'

const CSR = 'dfsps/greenbank/client/2026-12.csr'
const SERVER = 'dfsps/greenbank/server/2026-11.pem'
const CA = 'dfsps/greenbank/ca/root.pem'
const JWS = 'dfsps/greenbank/jws/2026-12.pem'
const ENDPOINTS = 'dfsps/greenbank/endpoints.yaml'
const HAND = 'issued/certificates/greenbank/2026-12.0A0B.pem'

/** What a change adds to the findings of the same environment without it. */
/** The sample has no proofs, which is a notice in basic; test/rules/proof judges those. */
const NO_PROOF = /^notice proof\//

function added(change: SampleOptions, before: SampleOptions = {}): string[] {
  const known = new Set(judged(before))
  return judged(change).filter((finding) => !known.has(finding) && !NO_PROOF.test(finding))
}

function judged(options: SampleOptions): string[] {
  const { findings } = check(sampleEnvironment(options), { at: SAMPLE_AT })
  return findings.map(({ severity, code, path, line, column }) => [severity, code, path, ...(line === null ? [] : [`${line}:${column}`])].join(' '))
}

const csr = (options: Parameters<typeof testCsr>[0]): FileContents => ({ [CSR]: testCsr(options).pem })
const sampled = (path: string): string => sampleFiles().get(path) ?? ''
const cidr = (text: string): FileContents => edited(ENDPOINTS, '198.51.100.16/29', text)
const callback = (url: string): FileContents => edited(ENDPOINTS, 'https://mojaloop.greenbank.example:8443/fspiop', url)
const rename = (tbs: Uint8Array): Uint8Array => Uint8Array.from(Buffer.from(Buffer.from(tbs).toString('latin1').replace('greenbank', 'bluebankk'), 'latin1'))
const encrypted = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
}).privateKey

describe('the table of CONTRACT §4', () => {
  it.each<readonly [string, FileContents, string]>([
    ['a subject altered after signing', csr({ tamperTbs: rename }), `error csr/signature ${CSR}`],
    ['a CSR that asks for CA:TRUE', csr({ extensions: [basicConstraints({ pathLength: null })] }), `error csr/requested-extension ${CSR}`],
    [
      'a CSR that asks for an extension twice',
      csr({ extensions: [keyUsage('digitalSignature'), keyUsage('digitalSignature')] }),
      `error csr/requested-extension ${CSR}`,
    ],
    [
      'a second extensionRequest',
      csr({ attributes: [extensionRequest([keyUsage('digitalSignature')]), extensionRequest([extendedKeyUsage('clientAuth')])] }),
      `error csr/requested-extension ${CSR}`,
    ],
    ['two blocks in a CSR file', { [CSR]: testCsr().pem + testCsr().pem }, `error csr/extra-data ${CSR} 9:1`],
    ['bytes after the DER of a CSR', csr({ trailing: Uint8Array.of(0) }), `error csr/extra-data ${CSR} 1:1`],
    ['bytes after the DER of a certificate', { [SERVER]: fromDfsp('greenbank', { trailing: Uint8Array.of(0) }) }, `error cert/extra-data ${SERVER} 1:1`],
    ['two blocks in a key file', { [JWS]: testKey('rsa2048').publicPem + testKey('rsa3072').publicPem }, `error jws/unreadable ${JWS} 10:1`],
    ['what openssl -text writes around a CSR', { [CSR]: `Certificate Request:\n    Data:\n${testCsr().pem}` }, `warning csr/not-canonical ${CSR}`],
    [
      "keytool's label and line ends",
      { [CSR]: testCsr({ label: 'NEW CERTIFICATE REQUEST' }).pem.replaceAll('\n', '\r\n') },
      `warning csr/not-canonical ${CSR}`,
    ],
    ['text around a certificate', { [CA]: `subject=CN = a\n${sampled(CA)}` }, `warning cert/not-canonical ${CA}`],
    ['a private key in PEM', { [JWS]: testKey('rsa2048').privatePem }, `error repo/private-key ${JWS} 1:1`],
    ['an encrypted private key', { [JWS]: String(encrypted) }, `error repo/private-key ${JWS} 1:1`],
    ['a certificate in client/', { 'dfsps/greenbank/client/2026-12.pem': fromHub() }, 'error repo/machine-path dfsps/greenbank/client/2026-12.pem'],
    ['an issued certificate without its record', { [HAND]: fromHub({ serial: '0A0B' }) }, `error cert/unledgered ${HAND}`],
    ['an issued certificate of another issuer', { [HAND]: stranger.issue({ purpose: 'client', serial: '0A0B' }).pem }, `error cert/issuer ${HAND}`],
    [
      "a server chain that does not end in the DFSP's own CA",
      { [SERVER]: stranger.issue({ names: [{ kind: 'dns', value: 'mojaloop.greenbank.example' }] }).pem },
      `error chain/anchor ${SERVER}`,
    ],
    ['a leaf that says CA:TRUE', { [SERVER]: fromDfsp('greenbank', { ca: { pathLength: null } }) }, `error cert/ca-flag ${SERVER}`],
    [
      "a server certificate without the callback's host",
      { [SERVER]: fromDfsp('greenbank', { names: [{ kind: 'dns', value: 'other.example' }] }) },
      `error cert/host ${SERVER}`,
    ],
    ['one key in two requests', { [CSR]: testCsr({ key: sampleKey('greenbank-client-2026-11') }).pem }, `error csr/key-reuse ${CSR}`],
    ['a key of another DFSP', { [CSR]: testCsr({ key: sampleKey('bluebank-client-2026-11') }).pem }, `error csr/key-reuse ${CSR}`],
    ['a signing key of TLS', { [CSR]: testCsr({ key: sampleKey('greenbank-server-2026-11') }).pem }, `error csr/key-reuse ${CSR}`],
    ['0.0.0.0/0', cidr('0.0.0.0/0'), `error endpoint/cidr-too-wide ${ENDPOINTS} 2:13`],
    ['host bits', cidr('198.51.100.17/29'), `error endpoint/cidr ${ENDPOINTS} 2:13`],
    ['an octet with a leading zero', cidr('010.0.0.1/32'), `error endpoint/cidr ${ENDPOINTS} 2:13`],
    ['an overlap', cidr('203.0.113.16/29'), `error endpoint/cidr-overlap ${ENDPOINTS} 2:13`],
    ['http', callback('http://mojaloop.greenbank.example:8443/fspiop'), `error endpoint/callback-url ${ENDPOINTS} 4:9`],
    ['userinfo', callback('https://a@mojaloop.greenbank.example:8443/fspiop'), `error endpoint/callback-url ${ENDPOINTS} 4:9`],
    ['a query', callback('https://mojaloop.greenbank.example:8443/fspiop?a=b'), `error endpoint/callback-url ${ENDPOINTS} 4:9`],
    ['a semicolon', callback('https://mojaloop.greenbank.example:8443/fspiop;a'), `error endpoint/callback-url ${ENDPOINTS} 4:9`],
    ['an IP literal', callback('https://198.51.100.24:8443/fspiop'), `error endpoint/callback-host ${ENDPOINTS} 4:9`],
    ["the Hub's host", callback('https://interop.pilot.example:8443/fspiop'), `error endpoint/callback-host ${ENDPOINTS} 4:9`],
    ['a port that the policy has not', callback('https://mojaloop.greenbank.example:9443/fspiop'), `error endpoint/port ${ENDPOINTS} 4:9`],
    ['an empty CSR', { [CSR]: '' }, `error csr/unreadable ${CSR}`],
    ['an empty certificate', { [SERVER]: '' }, `error cert/unreadable ${SERVER}`],
    ['an empty key', { [JWS]: '' }, `error jws/unreadable ${JWS}`],
    ['an empty YAML file', { [ENDPOINTS]: '' }, `error schema/yaml ${ENDPOINTS} 1:1`],
    ['a file over 64 KiB', { [CSR]: 'x'.repeat(64 * 1024 + 1) }, `error repo/too-large ${CSR}`],
    ['a file of 10 MB', { 'docs/big.md': 'x'.repeat(10_000_000) }, 'error repo/too-large docs/big.md'],
    [
      'an expired certificate beside one in force',
      {
        'dfsps/greenbank/server/2026-10.pem': fromDfsp('greenbank', {
          notBefore: new Date('2026-01-01T00:00:00Z'),
          notAfter: new Date('2026-11-10T00:00:00Z'),
        }),
      },
      'notice cert/expired dfsps/greenbank/server/2026-10.pem',
    ],
    ['RSA with 1024 bits', csr({ key: testKey('rsa1024') }), `error csr/weak-key ${CSR}`],
    ['a SHA-1 signature', csr({ key: testKey('rsa3072'), algorithm: 'sha1WithRSAEncryption' }), `error csr/algorithm ${CSR}`],
    ['anchors in YAML', { [ENDPOINTS]: `${sampled(ENDPOINTS)}x: &a 1\n` }, `error schema/yaml ${ENDPOINTS} 7:4`],
    ['a key twice in YAML', { [ENDPOINTS]: `${sampled(ENDPOINTS)}egress: []\n` }, `error schema/yaml ${ENDPOINTS} 7:1`],
    ['a tag in YAML', { [ENDPOINTS]: `${sampled(ENDPOINTS)}x: !!js/function 1\n` }, `error schema/yaml ${ENDPOINTS} 7:4`],
    ['an unknown file', { 'dfsps/greenbank/notes.txt': 'hello' }, 'error repo/unknown-path dfsps/greenbank/notes.txt'],
  ])('finds %s', (_, files, expected) => {
    expect(added({ files })).toEqual([expected])
  })

  it.each<readonly [string, NonNullable<SampleOptions['entries']>[number], string]>([
    ['a symlink', { path: CSR, mode: '120000' }, `error repo/symlink ${CSR}`],
    ['a submodule', { path: 'dfsps/greenbank/client/2026-12', mode: '160000', bytes: null, size: null }, 'error repo/submodule dfsps/greenbank/client/2026-12'],
    ['a certificate that a person put under issued/', { path: HAND, layer: 'main' }, `error repo/machine-path ${HAND}`],
  ])('finds %s', (_, entry, expected) => {
    expect(added({ entries: [entry] })).toEqual([expected])
  })

  it('finds twins that differ in case', () => {
    expect(added({ files: { 'docs/a.md': 'a', 'docs/A.md': 'b' } })).toEqual(['error repo/case-collision docs/a.md'])
  })

  it.each([
    ['10.0.0.0/8', 'cidr-too-wide'],
    ['10.1.2.0/24', 'cidr-reserved'],
  ])('finds %s in production', (text, slug) => {
    const production = edited('environment.yaml', 'tier: pre-production', 'tier: production')
    const found = judged({ files: { ...production, ...cidr(text) } }).filter((finding) => finding.includes(`${ENDPOINTS} 2:13`))
    expect(found).toEqual([`error endpoint/${slug} ${ENDPOINTS} 2:13`])
  })
})
