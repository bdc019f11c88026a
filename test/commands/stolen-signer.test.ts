import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { parseOneCertificatePem } from '../../src/pki/certificate.ts'
import { validatePath } from '../../src/pki/path.ts'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

/** Whoever steals the online signer has the key of `clients`: it must be good for nothing but client certificates. */

let place: Workshop
const at = (path: string): string => join(place.directory, path)
const test = testWith('git', 'openssl')

function openssl(line: string): void {
  const { ok, output } = place.run('openssl', ...words(line))
  if (!ok) throw new Error(output)
}

function der(path: string): Uint8Array {
  const parsed = parseOneCertificatePem(readFileSync(at(path)))
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts.der
}

/** A leaf or CA with these extensions, signed by the given CA; its file. */
function forge(name: string, extensions: string, issuer: { readonly certificate: string; readonly key: string }): string {
  place.put(`${name}.ext`, extensions)
  openssl(`req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.pem -out ${name}.csr -subj /C=ZZ/O=switch/CN=${name}`)
  openssl(`x509 -req -in ${name}.csr -CA ${issuer.certificate} -CAkey ${issuer.key} -CAcreateserial -days 30 -extfile ${name}.ext -out ${name}.crt`)
  return `${name}.crt`
}

const COMMON = 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n'
const SERVER = `${COMMON}basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:interop.pilot.example\n`
const CLIENT = (uri: string): string =>
  `${COMMON}basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\nsubjectAltName=URI:${uri}\n`
const CA = `${COMMON}basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n`
const clients = { certificate: 'env/hub/ca/clients.pem', key: 'keys/hub-ca-clients.key' }

function verify(purpose: 'sslclient' | 'sslserver', leaf: string, ...untrusted: readonly string[]): boolean {
  return place.run(
    'openssl',
    'verify',
    '-purpose',
    purpose,
    '-CAfile',
    at('env/hub/ca/root.pem'),
    ...['env/hub/ca/clients.pem', ...untrusted].flatMap((path) => ['-untrusted', at(path)]),
    at(leaf),
  ).ok
}

function ourVerdict(purpose: 'client' | 'server', leaf: string, ...untrusted: readonly string[]): boolean {
  return validatePath({
    leaf: der(leaf),
    untrusted: ['env/hub/ca/clients.pem', ...untrusted].map(der),
    anchors: [der('env/hub/ca/root.pem')],
    purpose,
    at: new Date(),
  }).ok
}

async function findingsWith(path: string, text: string): Promise<readonly string[]> {
  place.run('mkdir', '-p', at(`env/${path}/..`))
  place.put(`env/${path}`, text)
  const { findings } = JSON.parse((await cli(place.directory, words('check env --format json'))).out)
  place.run('rm', at(`env/${path}`))
  return findings
    .filter((finding: { path: string; severity: string }) => finding.path === path && finding.severity === 'error')
    .map(({ code }: { code: string }) => code)
}

beforeAll(async () => {
  place = workshop()
  const { exit, err } = await cli(place.directory, words('init env --name pilot --tier sandbox --keys keys'))
  if (exit !== 0) throw new Error(err)
})
afterAll(() => place.close())

test('a client certificate of the trust domain is what it can make', () => {
  const leaf = forge('client', CLIENT('spiffe://pilot.example/dfsp/greenbank'), clients)

  expect(verify('sslclient', leaf)).toBe(true)
  expect(ourVerdict('client', leaf)).toBe(true)
})

test('a server certificate by the clients key is refused by openssl and by our own check', async () => {
  const leaf = forge('server', SERVER, clients)

  expect(verify('sslserver', leaf)).toBe(false)
  expect(ourVerdict('server', leaf)).toBe(false)
  const codes = await findingsWith('hub/server/2026-12.pem', `${readFileSync(at(leaf), 'utf8')}${readFileSync(at(clients.certificate), 'utf8')}`)
  expect(codes).not.toEqual([])
})

test('a sub-CA by the clients key is refused, and so is what it signs', async () => {
  const ca = forge('subca', CA, clients)
  const leaf = forge('below', CLIENT('spiffe://pilot.example/dfsp/greenbank'), { certificate: ca, key: 'subca.pem' })

  expect(verify('sslclient', leaf, ca)).toBe(false)
  expect(ourVerdict('client', leaf, ca)).toBe(false)
  expect(await findingsWith('hub/ca/subca.pem', readFileSync(at(ca), 'utf8'))).not.toEqual([])
})

test('a client certificate of another trust domain is refused', () => {
  const leaf = forge('foreign', CLIENT('spiffe://other.example/dfsp/greenbank'), clients)

  expect(verify('sslclient', leaf)).toBe(false)
  expect(ourVerdict('client', leaf)).toBe(false)
})

test('a client certificate that is not in the ledger is refused by check', async () => {
  const leaf = forge('unledgered', CLIENT('spiffe://pilot.example/dfsp/greenbank'), clients)
  const serial = place.run('openssl', 'x509', '-in', at(leaf), '-noout', '-serial').output.trim().replace('serial=', '')
  await cli(place.directory, words('admit greenbank --dir env --name Green --country TZ --owner 1001 --keys keys'))

  expect(await findingsWith(`issued/certificates/greenbank/2026-11.${serial}.pem`, readFileSync(at(leaf), 'utf8'))).toContain('cert/unledgered')
})
