import type { webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { check } from '../../src/stages/check.ts'
import { SAMPLE_AT, sampleEnvironment } from '../support/environment.ts'
import { words } from '../support/run-cli.ts'
import { type Seeded, seeded, size } from '../support/seeded.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

/** Requests as the tools of DFSPs make them, in all the ways that are allowed: none is refused. */

const PATH = 'dfsps/greenbank/client/2026-12.csr'
let place: Workshop
beforeAll(() => {
  place = workshop()
})
afterAll(() => place.close())

function tool(program: string, ...args: readonly string[]): string {
  const { ok, output } = place.run(program, ...args)
  if (!ok) throw new Error(`${program} ${args.join(' ')}\n${output}`)
  return output
}

const made = (name: string): string => readFileSync(join(place.directory, name), 'utf8')

function refusals(csr: string): string[] {
  const { findings } = check(sampleEnvironment({ files: { [PATH]: csr } }), { at: SAMPLE_AT })
  return findings.filter(({ path, severity }) => path === PATH && severity === 'error').map(({ code, message }) => `${code}: ${message}`)
}

/** Those refused, with why and what they are. */
const refused = (csrs: readonly { readonly what: string; readonly csr: string }[]): string[] =>
  csrs.flatMap(({ what, csr }) => refusals(csr).map((refusal) => `${what}: ${refusal}\n${csr}`))

const SUBJECTS: readonly (readonly (readonly [string, string])[])[] = [
  [['CN', 'greenbank']],
  [
    ['C', 'TZ'],
    ['O', 'Green Bank Ltd'],
    ['CN', 'greenbank'],
  ],
  [
    ['C', 'TZ'],
    ['ST', 'Dar es Salaam'],
    ['L', 'Kigamboni'],
    ['O', 'Green Bank Ltd'],
    ['OU', 'Payments & Settlement'],
    ['CN', 'greenbank'],
  ],
  [
    ['O', "Banque d'Épargne (Côte d'Ivoire) S.A."],
    ['CN', 'greenbank'],
  ],
  [
    ['O', '绿色银行'],
    ['L', 'Ünïcode'],
    ['CN', 'greenbank'],
  ],
  [
    ['OU', 'IT'],
    ['O', 'A/S Bank, Ltd. + Sons: 24-7?'],
    ['CN', 'greenbank'],
  ],
]

const EXTENSIONS: readonly (readonly string[])[] = [
  [],
  ['keyUsage=critical,digitalSignature'],
  ['keyUsage=digitalSignature,keyEncipherment', 'extendedKeyUsage=clientAuth'],
  ['basicConstraints=CA:FALSE', 'keyUsage=digitalSignature', 'extendedKeyUsage=clientAuth,serverAuth'],
  ['subjectKeyIdentifier=hash', 'subjectAltName=DNS:greenbank.example,IP:192.0.2.1,URI:spiffe://pilot.example/dfsp/greenbank,email:a@greenbank.example'],
  ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature,keyAgreement', 'subjectAltName=DNS:greenbank.example'],
]

/** What people and their tools do to a file. */
const WRAPPINGS: readonly (readonly [string, (pem: string) => string])[] = [
  ['as it is', (pem) => pem],
  ['with CRLF', (pem) => pem.replaceAll('\n', '\r\n')],
  ['with text before', (pem) => `Certificate Request:\n    Data:\n        Version: 1 (0x0)\n${pem}`],
  ['with text after', (pem) => `${pem}\nmade by hand\n`],
  ['without the last newline', (pem) => pem.trimEnd()],
  ['with empty lines around', (pem) => `\n\n${pem}\n\n`],
  ['with the label of old', (pem) => pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')],
  ['in lines of 76', (pem) => pem.replace(/(?<=-----\n)[^-]+(?=\n-----)/, (body) => body.replaceAll('\n', '').replace(/.{76}(?=.)/g, '$&\n'))],
]

const KEYS: Readonly<Record<string, string>> = {
  rsa2048: 'genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048',
  rsa3072: 'genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072',
  rsa4096: 'genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096',
  p256: 'genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  p384: 'genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384',
}
const HASHES = ['sha256', 'sha384', 'sha512'] as const

testWith('openssl')(
  'openssl, with every size of key, hash, subject and extension',
  () => {
    const random = seeded('good requests of openssl')
    for (const [name, line] of Object.entries(KEYS)) tool('openssl', ...words(`${line} -out ${name}.key`))
    const csrs = Array.from({ length: size(100, 900) }, (_, at) => byOpenssl(random, at))
    expect(refused(csrs)).toEqual([])
  },
  600_000,
)

function byOpenssl(random: Seeded, at: number): { readonly what: string; readonly csr: string } {
  const key = Object.keys(KEYS)[at % Object.keys(KEYS).length] ?? 'p256'
  const subject = random.pick(SUBJECTS)
  const extensions = random.pick(EXTENSIONS)
  const hash = random.pick(HASHES)
  const [wrapped, wrap] = random.pick(WRAPPINGS)
  const config = [
    '[req]',
    'distinguished_name=dn',
    'prompt=no',
    'utf8=yes',
    'string_mask=utf8only',
    ...(random.below(4) === 0 ? ['attributes=attributes'] : []),
    ...(extensions.length === 0 ? [] : ['req_extensions=ext']),
    '[dn]',
    ...subject.map(([type, value]) => `${type}=${value}`),
    '[attributes]',
    'challengePassword=A challenge password',
    '[ext]',
    ...extensions,
  ]
  place.put('req.cnf', `${config.join('\n')}\n`)
  const text = random.below(5) === 0 ? ['-text'] : []
  const pem = tool('openssl', 'req', '-new', `-${hash}`, '-key', `${key}.key`, '-config', 'req.cnf', ...text)
  const what = `openssl ${key} ${hash} ${subject.map(([type]) => type).join()} [${extensions.join('; ')}] ${wrapped}`
  return { what, csr: text.length > 0 ? pem : wrap(pem) }
}

testWith('keytool')(
  'keytool, RSA and EC, with and without extensions',
  () => {
    const store = words('-storepass changeit -keypass changeit -keystore store.p12')
    const algorithms = { rsa: '-keyalg RSA -keysize 2048', ec: '-keyalg EC -groupname secp256r1' }
    const csrs = Object.entries(algorithms).flatMap(([alias, algorithm]) => {
      tool('keytool', ...words(`-genkeypair -alias ${alias} ${algorithm}`), '-dname', "CN=greenbank, OU=IT, O=Banque d'Epargne, L=Dodoma, C=TZ", ...store)
      return [[], ['-ext', 'KeyUsage=digitalSignature', '-ext', 'EKU=clientAuth', '-ext', 'BC=ca:false']].map((more) => {
        tool('keytool', '-certreq', '-alias', alias, '-file', 'java.csr', ...more, ...store)
        return { what: `keytool ${alias} ${more.join(' ')}`, csr: made('java.csr') }
      })
    })
    expect(refused(csrs)).toEqual([])
  },
  300_000,
)

testWith('certtool')("GnuTLS' certtool, RSA and EC, with and without extensions", () => {
  const kinds = { rsa: '--key-type rsa --bits 3072', p256: '--key-type ecdsa --curve secp256r1', p384: '--key-type ecdsa --curve secp384r1' }
  const csrs = Object.entries(kinds).flatMap(([name, kind]) => {
    tool('certtool', ...words(`--generate-privkey ${kind} --outfile ${name}.gnu`))
    return [[], ['tls_www_client', 'signing_key'], ['dns_name = "greenbank.example"', 'challenge_password = "a"']].map((more) => {
      place.put('gnu.cfg', `${['cn = "greenbank"', 'organization = "Green Bank Ltd"', 'country = TZ', ...more].join('\n')}\n`)
      tool('certtool', ...words(`--generate-request --load-privkey ${name}.gnu --template gnu.cfg --outfile gnu.csr`))
      return { what: `certtool ${name} ${more.join('; ')}`, csr: made('gnu.csr') }
    })
  })
  expect(refused(csrs)).toEqual([])
})

testWith('openssl')('@peculiar/x509, with keys of WebCrypto', async () => {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const random = seeded('good requests of @peculiar/x509')
  const algorithms = [
    { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
    { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
    { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' },
  ]
  const pairs = await Promise.all(
    algorithms.map(async (algorithm) => ({
      algorithm,
      keys: (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair,
    })),
  )
  const csrs = await Promise.all(
    Array.from({ length: size(20, 100) }, async (_, at) => {
      const { algorithm, keys } = random.pick(pairs)
      const extensions = [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, random.below(2) === 0),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
        new x509.BasicConstraintsExtension(false),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'greenbank.example' }]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ].filter(() => random.below(2) === 0)
      const name = random.pick(['CN=greenbank', 'C=TZ, O=Green Bank Ltd, CN=greenbank'])
      const csr = await x509.Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: algorithm, extensions })
      return { what: `@peculiar/x509 ${at}: ${algorithm.name} ${name}, ${extensions.length} extensions`, csr: `${csr.toString('pem')}\n` }
    }),
  )
  expect(refused(csrs)).toEqual([])
})
