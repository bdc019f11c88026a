import { checkPrimeSync, createHmac, generateKeyPairSync } from 'node:crypto'
import { verifyCompactJws } from '../../src/jws/verify-jws.ts'
import { basicConstraints } from '../../src/pki/build-extensions.ts'
import { clientLeaf, hubUri, issuerOf, serverLeaf } from '../../src/pki/profiles.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { edited, sampleFiles, sampleKeys } from '../support/environment.ts'
import { type TestCa, type TestKey, testCa, testCrl, testCsr, testKey } from '../support/pki.ts'
import { prime, rsaKeyOf } from '../support/rsa-key.ts'
import { dfspCa, hubRootCa, hubServersCa, ofHub } from '../support/sample-authorities.ts'
import { certify, type SampleCertificate, serialOf } from '../support/sample-keys.ts'
import { type Row, request } from './row.ts'

const CSR = 'dfsps/greenbank/client/2026-12.csr'
const SERVER = 'dfsps/greenbank/server/2026-12.pem'
const OLD = 'dfsps/greenbank/server/2026-11.pem'
const SUBJECT = { C: 'TZ', O: 'Green Bank Ltd', CN: 'greenbank' }
const csr = (options: Parameters<typeof testCsr>[0] = {}): string => testCsr({ subject: SUBJECT, ...options }).pem

/** A server certificate of greenbank's own CA, with these dates. */
function server(notBefore: string, notAfter: string): string {
  const fields = serverLeaf({
    serial: serialOf('71'),
    subject: { country: 'TZ', organization: 'Green Bank Ltd', commonName: 'mojaloop.greenbank.example' },
    publicKey: testKey('p256', 'corpus server').spki,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    issuer: issuerOf(dfspCa('greenbank').facts, 'ecdsa-with-SHA256'),
    hosts: ['mojaloop.greenbank.example'],
  })
  return certify(fields, sampleKeys('greenbank-ca')).pem
}

/** A key as an Infineon chip of 2017 made it: both primes are a power of 65537 modulo the product of the first 126 primes. */
function rocaKey(): TestKey {
  const primorial = smallPrimes(126).reduce((product, each) => product * each, 1n)
  const chipPrime = (): bigint => {
    let power = 1n
    for (let exponent = 0n; exponent < 100n + (prime(64) % 500n); exponent++) power = (power * 65_537n) % primorial
    const least = (3n << 1022n) / primorial + 1n
    for (let k = least + (prime(40) % 1_000_000n); ; k++) if (checkPrimeSync(k * primorial + power)) return k * primorial + power
  }
  return rsaKeyOf(chipPrime(), chipPrime())
}

function smallPrimes(count: number): readonly bigint[] {
  const found: bigint[] = []
  for (let candidate = 2n; found.length < count; candidate++) if (found.every((each) => candidate % each !== 0n)) found.push(candidate)
  return found
}

function cubed(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
  return { kind: 'rsa2048', privateKey, spki, publicPem: '', privatePem: '' }
}

const asCa = ({ facts }: SampleCertificate, key: TestKey): TestCa =>
  ({ key, subject: facts.subject.der, keyIdentifier: facts.decoded.subjectKeyIdentifier }) as unknown as TestCa
const rootList = (number: bigint, thisUpdate: string, nextUpdate: string): string =>
  testCrl(asCa(hubRootCa(), sampleKeys('hub-ca-root')), { number, thisUpdate: new Date(thisUpdate), nextUpdate: new Date(nextUpdate) }).pem
const ROOT_LIST = 'hub/crl/root.pem'

/** Requests, certificates, lists and keys that are not what they say. */
export const keyRows: readonly Row[] = [
  request({
    name: 'csr-subject-${{-and-@team',
    attack: 'the subject holds an expression of a workflow, and the name of a team',
    files: { [CSR]: csr({ subject: { C: 'TZ', O: '${{ secrets.MUHURI_VERDICT_KEY }}', CN: '@hub/hub-admins' } }) },
    expected: ['fail', 'csr/subject dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'csr-with-CA:TRUE-request',
    attack: 'a request to become a CA',
    files: { [CSR]: csr({ extensions: [basicConstraints({ pathLength: null })] }) },
    expected: ['fail', 'csr/requested-extension dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'csr-weak-key/ROCA/e=3/dup-SPKI',
    attack: 'RSA of 1024 bits',
    files: { [CSR]: csr({ key: testKey('rsa1024') }) },
    expected: ['fail', 'csr/weak-key dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'csr-weak-key/ROCA/e=3/dup-SPKI',
    attack: 'a key with the fingerprint of ROCA',
    files: { [CSR]: csr({ key: rocaKey() }) },
    expected: ['fail', 'csr/weak-key dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'csr-weak-key/ROCA/e=3/dup-SPKI',
    attack: 'the exponent 3',
    files: { [CSR]: csr({ key: cubed() }) },
    expected: ['fail', 'csr/weak-key dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'csr-weak-key/ROCA/e=3/dup-SPKI',
    attack: 'one key in two requests of the own',
    files: { [CSR]: csr({ key: sampleKeys('greenbank-client-2026-11') }) },
    expected: ['fail', 'csr/key-reuse dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'csr-key-equals-other-dfsp',
    attack: "another DFSP's key",
    files: { [CSR]: csr({ key: sampleKeys('bluebank-client-2026-11') }) },
    expected: ['fail', 'csr/key-reuse dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'csr-bad-selfsig',
    attack: 'a request that its key has not signed',
    files: { [CSR]: csr({ tamperSignature: true }) },
    expected: ['fail', 'csr/signature dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'pem-two-blocks',
    attack: 'two requests in one file',
    files: { [CSR]: csr() + csr() },
    expected: ['fail', 'csr/extra-data dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'der-trailing',
    attack: 'bytes after the request',
    files: { [CSR]: csr({ trailing: new Uint8Array([5, 0]) }) },
    expected: ['fail', 'csr/extra-data dfsps/greenbank/client/2026-12.csr'],
  }),
  request({
    name: 'cert-not-matching-csr',
    attack: "a certificate for the Hub by another key than that of the Hub's request",
    files: { 'dfsps/greenbank/hub-client/2026-11.pem': hubClient() },
    expected: ['fail', 'cert/csr-mismatch dfsps/greenbank/hub-client/2026-11.pem'],
  }),
  request({
    name: 'cert-expired/notyet/too-long',
    attack: 'over',
    files: { [SERVER]: server('2026-01-05T00:00:00Z', '2026-11-20T00:00:00Z'), [OLD]: null },
    expected: ['fail', 'guard/last dfsps/greenbank/dfsp.yaml', 'cert/expired dfsps/greenbank/server/2026-12.pem'],
  }),
  request({
    name: 'cert-expired/notyet/too-long',
    attack: 'not begun',
    files: { [SERVER]: server('2026-12-05T00:00:00Z', '2027-11-20T00:00:00Z') },
    expected: ['fail', 'cert/not-yet-valid dfsps/greenbank/server/2026-12.pem'],
  }),
  request({
    name: 'cert-expired/notyet/too-long',
    attack: 'nine years',
    files: { [SERVER]: server('2026-11-05T00:00:00Z', '2035-11-20T00:00:00Z') },
    expected: ['fail', 'cert/validity-too-long dfsps/greenbank/server/2026-12.pem'],
  }),
  request({
    name: 'chain-missing-int',
    attack: 'an intermediate CA that nobody has',
    files: belowIntermediate(),
    expected: ['fail', 'chain/incomplete dfsps/greenbank/server/2026-12.pem'],
  }),
  request({
    name: 'crl-expired',
    attack: 'a list that is over',
    files: { [ROOT_LIST]: rootList(2n, '2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z') },
    actor: 2001,
    expected: ['fail', 'crl/expired hub/crl/root.pem'],
  }),
  request({
    name: 'crl-missing-root',
    attack: "the root's list is taken away; the pins of gateways hold without it",
    files: { [ROOT_LIST]: null },
    actor: 2001,
    warnings: true,
    expected: ['hub-admin', `warning crl/missing ${ROOT_LIST}`],
  }),
  request({
    name: 'crl-wrong-issuer',
    attack: "another CA's list in the root's place",
    files: { [ROOT_LIST]: testCrl(asCa(hubServersCa(), sampleKeys('hub-ca-servers')), { number: 2n }).pem },
    actor: 2001,
    expected: ['fail', 'crl/signature hub/crl/root.pem'],
  }),
  request({
    name: 'crl-number-rollback',
    attack: 'an older list',
    before: { [ROOT_LIST]: rootList(5n, '2026-11-21T00:00:00Z', '2027-12-01T00:00:00Z') },
    files: { [ROOT_LIST]: rootList(4n, '2026-11-22T00:00:00Z', '2027-12-01T00:00:00Z') },
    actor: 2001,
    expected: ['fail', 'crl/number hub/crl/root.pem'],
  }),
  request({
    name: 'clock-skew',
    attack: 'a list from the future, by a signer whose clock is wrong',
    files: { [ROOT_LIST]: rootList(2n, '2027-11-22T00:00:00Z', '2028-11-22T00:00:00Z') },
    actor: 2001,
    expected: ['fail', 'crl/expired hub/crl/root.pem'],
  }),
  request({
    name: 'jwk-private-d',
    attack: 'a JWK with its private part',
    files: { 'dfsps/greenbank/jws/2026-12.pem': JSON.stringify(testKey('rsa2048', 'corpus jwk').privateKey.export({ format: 'jwk' })) },
    expected: ['fail', 'repo/private-key dfsps/greenbank/jws/2026-12.pem'],
  }),
  request({
    name: 'jwk-alg-none/HS256',
    attack: 'tokens without a signature',
    files: edited('hub/oauth/2026-11.yaml', 'RS256', 'none'),
    actor: 2001,
    expected: ['fail', 'schema/invalid hub/oauth/2026-11.yaml'],
  }),
  request({
    name: 'jwk-alg-none/HS256',
    attack: 'tokens that the public key can sign',
    files: edited('hub/oauth/2026-11.yaml', 'RS256', 'HS256'),
    actor: 2001,
    expected: ['fail', 'schema/invalid hub/oauth/2026-11.yaml'],
  }),
  { name: 'jwk-alg-none/HS256', attack: 'messages of both', expected: ['malformed', 'algorithm'], run: messages },
  request({
    name: 'kid-collision',
    attack: 'a second key by the kid of the first',
    files: { 'hub/oauth/2026-12.pem': testKey('rsa2048', 'corpus kid').publicPem, 'hub/oauth/2026-12.yaml': sampleFiles().get('hub/oauth/2026-11.yaml') ?? '' },
    actor: 2001,
    expected: ['fail', 'access/oauth-client hub/oauth/2026-12.yaml'],
  }),
]

function hubClient(): string {
  const fields = clientLeaf({
    serial: serialOf('72'),
    subject: ofHub('switch'),
    publicKey: testKey('p256', 'corpus stranger').spki,
    notBefore: new Date('2026-11-05T00:00:00Z'),
    notAfter: new Date('2028-01-01T00:00:00Z'),
    issuer: issuerOf(dfspCa('greenbank').facts, 'ecdsa-with-SHA256'),
    uri: hubUri('pilot.example'),
  })
  return certify(fields, sampleKeys('greenbank-ca')).pem
}

function belowIntermediate(): Record<string, string> {
  const root = testCa({ key: testKey('p256', 'corpus root') })
  const leaf = root.issueCa().issue({
    subject: { C: 'TZ', O: 'Green Bank Ltd', CN: 'mojaloop.greenbank.example' },
    names: [{ kind: 'dns', value: 'mojaloop.greenbank.example' }],
  })
  return { 'dfsps/greenbank/ca/second.pem': root.pem, [SERVER]: leaf.pem }
}

/** Neither is believed, though the kid is right and the HMAC is that of the public key's own text. */
function messages(): readonly string[] {
  const key = testKey('rsa2048', 'corpus message')
  const parsed = parsePublicKey(key.spki)
  if (!parsed.ok) throw new Error(parsed.message)
  return ['none', 'HS256'].map((alg) => {
    const input = [{ alg, kid: 'one' }, { amount: '1' }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    const signature = alg === 'none' ? '' : createHmac('sha256', key.publicPem).update(input).digest('base64url')
    const result = verifyCompactJws(`${input}.${signature}`, [{ kid: 'one', alg: 'RS256', facts: parsed.facts }])
    return result.ok ? `${alg} is believed` : result.problem.code
  })
}
