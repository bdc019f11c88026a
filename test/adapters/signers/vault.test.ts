import { createPublicKey, verify } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { keyFolder } from '../../../src/adapters/keys.ts'
import { openSigner } from '../../../src/adapters/signers/index.ts'
import type { SignerPlace } from '../../../src/adapters/signers/open-signer.ts'
import { generateKey } from '../../../src/pki/keys.ts'
import { type Workshop, workshop } from '../../support/shell.ts'
import { testWith } from '../../support/tools.ts'
import type { VaultFault } from '../../support/vault-fault.ts'
import { JWT, ROOT_TOKEN, rotateKey, type VaultServer, vaultServer } from '../../support/vault-server.ts'

const test = testWith('openssl')
let server: VaultServer
let place: Workshop

beforeAll(async () => {
  server = await vaultServer()
  place = workshop()
  place.put('token', `${ROOT_TOKEN}\n`)
  place.put('jwt', JWT)
  place.run('chmod', '600', 'token')
})
afterEach(() => {
  server.fault = null
  server.faultIn = 'signing'
})
afterAll(async () => {
  await server.close()
  place.close()
})

type Env = SignerPlace['env']
const settings = (key = 'clients', more: { readonly address?: string; readonly mount?: string } = {}) =>
  ({ kind: 'vault', address: server.address, mount: 'transit', key, ...more }) as const
const withToken = (): Env => ({ MUHURI_VAULT_TOKEN_FILE: `${place.directory}/token`, MUHURI_SIGNER_TIMEOUT_SECONDS: '10' })
const at = (more: Partial<SignerPlace> = {}): SignerPlace => ({
  ca: 'clients',
  tier: 'production',
  keys: keyFolder('/nowhere'),
  passphrase: null,
  env: withToken(),
  ...more,
})

const TBS = new TextEncoder().encode('to be signed')

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  )
  if (!(error instanceof Error) || !('hint' in error)) throw new Error(`not refused: ${String(error)}`)
  for (const secret of [ROOT_TOKEN, JWT]) expect(`${error.stack} ${String(error.hint)} ${String(error.cause)}`).not.toContain(secret)
  return error.message.replace(server.address, '<address>')
}

test.each([
  ['p256', 'ecdsa-with-SHA256', 'sha256'],
  ['p384', 'ecdsa-with-SHA384', 'sha384'],
  ['rsa2048', 'sha256WithRSAEncryption', 'sha256'],
  ['rsa4096', 'sha256WithRSAEncryption', 'sha256'],
] as const)('a transit key of kind %s signs with %s, and Vault sees a hash only', async (kind, algorithm, hash) => {
  const { versions } = server.addKey(kind, kind)
  const signer = await openSigner(settings(kind), at())

  expect(signer).toMatchObject({ algorithm, publicKey: versions[0]?.publicKey })
  const key = createPublicKey({ key: Buffer.from(signer.publicKey), format: 'der', type: 'spki' })
  expect(verify(hash, TBS, key, await signer.sign(TBS))).toBe(true)
})

test('of several versions the one of the CA certificate signs, else the latest; a version made later changes nothing', async () => {
  const key = server.addKey('clients', 'p256')
  rotateKey(key, 'p256')
  const [first, second] = key.versions.map(({ publicKey }) => publicKey)
  const old = await openSigner(settings(), at(first === undefined ? {} : { publicKey: first }))
  const latest = await openSigner(settings(), at())
  rotateKey(key, 'p256')

  expect([old.publicKey, latest.publicKey]).toEqual([first, second])
  // The guard has verified each under the key of its own version.
  await old.sign(TBS)
  await latest.sign(TBS)
  expect(await refusalOf(openSigner(settings(), at({ publicKey: generateKey('p256').publicKey })))).toContain(
    "None of its versions is the key of the CA's certificate.",
  )
})

test('with a JWT and a role it logs in, and what it is given signs', async () => {
  server.addKey('clients', 'p256')
  const env = { MUHURI_VAULT_JWT_FILE: `${place.directory}/jwt`, MUHURI_VAULT_ROLE: 'muhuri-sign' }
  const signer = await openSigner(settings(), at({ env }))

  expect(await signer.sign(TBS)).toBeInstanceOf(Uint8Array)
  expect(server.requests.slice(-3)).toEqual(['POST /v1/auth/jwt/login', 'GET /v1/transit/keys/clients', 'POST /v1/transit/sign/clients'])
  expect(await refusalOf(openSigner(settings(), at({ env: { ...env, MUHURI_VAULT_ROLE: 'other' } })))).toBe(
    'Vault at <address> answers 400: it refuses the request as wrong',
  )
  expect(await refusalOf(openSigner(settings(), at({ env: { ...env, MUHURI_VAULT_AUTH: 'github' } })))).toBe(
    'Vault at <address> answers 403: permission denied',
  )
})

test('without a token it says what to name; a token that is wrong, or that others may read, is refused', async () => {
  server.addKey('clients', 'p256')
  place.put('wrong', 'hvs.wrong')
  place.put('open', ROOT_TOKEN)
  place.put('binary', 'a\u0001b')
  place.run('chmod', '600', 'wrong', 'binary')
  const env = (name: string): Env => ({ MUHURI_VAULT_TOKEN_FILE: `${place.directory}/${name}` })

  expect(await refusalOf(openSigner(settings(), at({ env: {} })))).toMatch(/^the signer "clients" is in Vault, and neither/)
  expect(await refusalOf(openSigner(settings(), at({ env: env('wrong') })))).toBe('Vault at <address> answers 403: permission denied')
  expect(await refusalOf(openSigner(settings(), at({ env: env('open') })))).toMatch(/can be read by others/)
  expect(await refusalOf(openSigner(settings(), at({ env: env('binary') })))).toMatch(/holds no Vault token$/)
})

test.each([
  'http://vault.pilot.example:8200',
  'https://user:word@vault.pilot.example',
  'https://vault.pilot.example/ui',
  'https://vault.pilot.example?x=1',
  'http://127.0.0.1.pilot.example',
  'ftp://127.0.0.1',
  'vault.pilot.example',
])('the address %s is refused before a token is sent', async (address) => {
  expect(await refusalOf(openSigner(settings('clients', { address }), at()))).toBe(`"${address}" is no address of a Vault server; expected https://host[:port]`)
})

test('what a name holds never becomes another path', async () => {
  const before = server.requests.length
  await refusalOf(openSigner(settings('../../sys/seal'), at()))
  await refusalOf(openSigner(settings('clients?x', { mount: 'a/b c' }), at()))
  expect(await refusalOf(openSigner(settings('clients', { mount: 'transit/..' }), at()))).toBe('".." is no name of a mount or key in Vault')

  expect(server.requests.slice(before)).toEqual(['GET /v1/transit/keys/..%2F..%2Fsys%2Fseal', 'GET /v1/a/b%20c/keys/clients%3Fx'])
})

test('a key that Vault may hand out, that is not there, or that is none of ours is no CA key', async () => {
  server.addKey('exportable', 'p256').exportable = true
  server.addKey('backup', 'p256').allowPlaintextBackup = true
  Object.assign(server.addKey('symmetric', 'p256'), { versions: [] })

  for (const name of ['exportable', 'backup']) expect(await refusalOf(openSigner(settings(name), at()))).toContain('It may leave Vault')
  expect(await refusalOf(openSigner(settings('symmetric'), at()))).toContain('Vault describes no asymmetric key.')
  expect(await refusalOf(openSigner(settings('absent'), at()))).toBe('Vault at <address> answers 404: it has no such mount, key or role')
})

const signing: readonly (readonly [VaultFault, RegExp])[] = [
  ['wrong-key', /^the signer "clients" gave a signature that its own key does not verify$/],
  ['flipped-bit', /does not verify$/],
  ['other-algorithm', /does not verify$/],
  ['wrong-length', /does not verify$/],
  ['other-version', /^Vault signed with version 2 of the key "clients"; asked was version 1$/],
  ['garbage', /answers with something that is no JSON object$/],
  ['no-object', /answers with something that is no JSON object$/],
  ['endless', /answers with something that is no JSON object$/],
  ['cut-off', /^Vault at <address> cannot be reached$/],
  ['redirect', /answers with a redirect, which is not followed$/],
  ['sealed', /^Vault at <address> answers 503: it is sealed, or down for maintenance$/],
  ['unavailable', /answers 503/],
  ['busy', /^Vault at <address> answers 429: it has too many requests$/],
  ['internal', /answers 500: it has an internal error$/],
  ['denied', /answers 403: permission denied$/],
]

test.each(signing)('a signature that ends in %s is refused', async (fault, message) => {
  server.addKey('clients', 'p256')
  const signer = await openSigner(settings(), at())
  server.fault = fault

  expect(await refusalOf(signer.sign(TBS))).toMatch(message)
  server.fault = null
  expect(await signer.sign(TBS)).toBeInstanceOf(Uint8Array)
})

test('no answer in time is refused, for the key as for the signature', async () => {
  server.addKey('clients', 'p256')
  const env = { ...withToken(), MUHURI_SIGNER_TIMEOUT_SECONDS: '3' }
  const signer = await openSigner(settings(), at())
  server.fault = 'timeout'
  server.faultIn = 'everything'

  expect(await refusalOf(openSigner(settings(), at({ env })))).toBe('Vault at <address> did not answer within 1.5 seconds')
  server.fault = null
  const impatient = await openSigner(settings(), at({ env }))
  server.fault = 'timeout'
  expect(await refusalOf(impatient.sign(TBS))).toBe('Vault at <address> did not answer within 1.5 seconds')
  server.fault = null
  expect(await signer.sign(TBS)).toBeInstanceOf(Uint8Array)
})

test('429 and 503 are tried again, four times in all; what is refused for good is asked once', async () => {
  server.addKey('clients', 'p256')
  const signer = await openSigner(settings(), at())
  const asked = async (fault: VaultFault): Promise<number> => {
    const before = server.requests.length
    server.fault = fault
    await signer.sign(TBS).catch(() => null)
    return server.requests.length - before
  }

  expect(await asked('busy')).toBe(4)
  expect(await asked('unavailable')).toBe(4)
  expect(await asked('busy-once')).toBe(2)
  expect(await asked('denied')).toBe(1)
  expect(await asked('internal')).toBe(1)
})

test('a server that is not there cannot be reached', async () => {
  expect(await refusalOf(openSigner(settings('clients', { address: 'http://127.0.0.1:9' }), at()))).toBe('Vault at http://127.0.0.1:9 cannot be reached')
})
