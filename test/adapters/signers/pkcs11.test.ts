import { createPublicKey, verify } from 'node:crypto'
import { chmodSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Crypto as TokenCrypto } from 'node-webcrypto-p11'
import { afterAll, beforeAll, expect, test as plain } from 'vitest'
import { keyFolder } from '../../../src/adapters/keys.ts'
import { createPkcs11Key, type TokenKeyKind } from '../../../src/adapters/signers/create-pkcs11-key.ts'
import { openSigner } from '../../../src/adapters/signers/index.ts'
import type { SignerPlace, SignerSettings } from '../../../src/adapters/signers/open-signer.ts'
import { generateKey } from '../../../src/pki/keys.ts'
import { PIN, type SoftToken, softToken } from '../../support/soft-token.ts'
import { testWith } from '../../support/tools.ts'

const test = testWith('softhsm2-util', 'pkcs11js')
let token: SoftToken
let Crypto: typeof TokenCrypto

beforeAll(async () => {
  if (test !== plain) return
  // Absent where it could not be compiled.
  Crypto = (await import('node-webcrypto-p11')).Crypto
  token = softToken(['muhuri', 'second', 'twin', 'twin'])
})
afterAll(() => token?.close())

const place = (more: Partial<SignerPlace> = {}): SignerPlace => ({
  ca: 'clients',
  tier: 'production',
  keys: keyFolder('/nowhere'),
  passphrase: null,
  env: token.env,
  ...more,
})

const HASH = { 'ecdsa-with-SHA256': 'sha256', 'ecdsa-with-SHA384': 'sha384', sha256WithRSAEncryption: 'sha256' } as const
const TBS = new TextEncoder().encode('to be signed')

/** What went wrong, as a person reads it, and all that hangs on it. */
async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  )
  if (!(error instanceof Error) || !('hint' in error)) throw new Error(`not refused: ${String(error)}`)
  expect(error).toMatchObject({ name: 'MuhuriError' })
  expect(`${error.stack} ${String(error.hint)} ${String(error.cause)}`).not.toContain(PIN)
  return error.message
}

// Before all others: once a process has logged in, a token asks for no PIN.
test('the PIN comes from a file or a descriptor, is tried once, and is in no message', async () => {
  const settings = token.settings('pin')
  const env = (path: string) => ({ ...token.env, MUHURI_PKCS11_PIN_FILE: path })
  const file = (name: string, text: string, mode = 0o600) => {
    const path = join(token.directory, name)
    writeFileSync(path, text, { mode })
    chmodSync(path, mode)
    return path
  }

  expect(await refusalOf(openSigner(settings, place({ env: {} })))).toBe('the signer "clients" is a PKCS#11 token, and no file with its PIN is named')
  expect(await refusalOf(openSigner(settings, place({ env: env(join(token.directory, 'absent')) })))).toMatch(/of the PIN cannot be read$/)
  expect(await refusalOf(openSigner(settings, place({ env: env(file('empty', '\n')) })))).toMatch(/of the PIN holds nothing$/)
  expect(await refusalOf(openSigner(settings, place({ env: env(file('two', '1\n2\n')) })))).toMatch(/holds more than one line$/)
  expect(await refusalOf(openSigner(settings, place({ env: env(file('open', PIN, 0o644)) })))).toMatch(/can be read by others \(mode 644\); expected 600$/)
  expect(await refusalOf(openSigner(settings, place({ env: env(file('wrong', '99999999')) })))).toMatch(/refuses the PIN in ".*": CKR_PIN_INCORRECT$/)
  // It is right, and so the key is looked for.
  expect(await refusalOf(openSigner(settings, place({ env: env(`fd:${openSync(token.pinFile, 'r')}`) })))).toMatch(/has no private key "pin"/)
})

test.each([
  ['p256', 'ecdsa-with-SHA256'],
  ['p384', 'ecdsa-with-SHA384'],
  ['rsa2048', 'sha256WithRSAEncryption'],
  ['rsa3072', 'sha256WithRSAEncryption'],
] as const)('a key of kind %s is created in the token, found there again, and signs with %s', async (kind: TokenKeyKind, algorithm) => {
  const settings = token.settings(`created-${kind}`)
  const created = await createPkcs11Key(settings, { ca: 'clients', env: token.env }, kind)
  const signer = await openSigner(settings, place({ publicKey: created.signer.publicKey }))

  expect(signer.algorithm).toBe(algorithm)
  expect(Buffer.from(signer.publicKey)).toEqual(Buffer.from(created.signer.publicKey))
  const key = createPublicKey({ key: Buffer.from(signer.publicKey), format: 'der', type: 'spki' })
  for (const each of [signer, created.signer]) expect(verify(HASH[algorithm], TBS, key, await each.sign(TBS))).toBe(true)
})

test('fifty ECDSA signatures are all minimal DER, whatever the size of their numbers', async () => {
  const { signer } = await createPkcs11Key(token.settings('many'), { ca: 'clients', env: token.env })

  // The guard verifies each, and OpenSSL takes only minimal DER.
  for (let each = 0; each < 50; each += 1) await signer.sign(Uint8Array.of(each))
})

test('a created key never leaves: it is sensitive, and cannot be exported or wrapped', async () => {
  const settings = token.settings('stays')
  await createPkcs11Key(settings, { ca: 'clients', env: token.env })
  const crypto = new Crypto({ library: settings.module, slot: slotOf(settings), pin: PIN })
  const object = crypto.session.find({ class: 3, label: 'stays' }).items(0)

  expect(object.getAttribute({ sensitive: null, extractable: null, alwaysSensitive: null, neverExtractable: null, private: null, token: null })).toEqual({
    sensitive: true,
    extractable: false,
    alwaysSensitive: true,
    neverExtractable: true,
    private: true,
    token: true,
  })
  expect(() => object.getAttribute({ value: null })).toThrow(/CKR_ATTRIBUTE_SENSITIVE/)
})

function slotOf({ module, token: label }: SignerSettings & { readonly kind: 'pkcs11' }): number {
  const slots = new Crypto({ library: module }).slot.module.getSlots(true)
  return Array.from({ length: slots.length }, (_, index) => slots.items(index).getToken().label).indexOf(label)
}

test('a key of that label is never overwritten, and a discarded one is gone', async () => {
  const settings = token.settings('once')
  const { discard } = await createPkcs11Key(settings, { ca: 'clients', env: token.env })

  expect(await refusalOf(createPkcs11Key(settings, { ca: 'clients', env: token.env }))).toBe(
    'the PKCS#11 token "muhuri" already has a key "once"; a key is never overwritten',
  )
  await discard()
  expect(await refusalOf(openSigner(settings, place()))).toBe('the PKCS#11 token "muhuri" has no private key "once" with its public key beside it')
  await createPkcs11Key(settings, { ca: 'clients', env: token.env })
})

test('of two keys with one label the one of the CA certificate signs; without a certificate neither does', async () => {
  const crypto = new Crypto({ library: token.module, slot: slotOf(token.settings('')), pin: PIN, readWrite: true })
  const made: Uint8Array[] = []
  for (const _ of [1, 2]) {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', label: 'twice', token: true, sensitive: true }
    const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
    made.push(new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)))
  }

  for (const publicKey of made) expect((await openSigner(token.settings('twice'), place({ publicKey }))).publicKey).toEqual(publicKey)
  expect(await refusalOf(openSigner(token.settings('twice'), place()))).toBe('the PKCS#11 token "muhuri" has more than one key "twice"')
  expect(await refusalOf(openSigner(token.settings('twice'), place({ publicKey: generateKey('p256').publicKey })))).toBe(
    'no key "twice" in the PKCS#11 token "muhuri" is the key of hub/ca/clients.pem',
  )
})

test.each([
  ['extractable', { sensitive: true, extractable: true }],
  ['not sensitive', { sensitive: false, extractable: false }],
])('a key that is %s is no CA key', async (label, { sensitive, extractable }) => {
  const crypto = new Crypto({ library: token.module, slot: slotOf(token.settings('')), pin: PIN, readWrite: true })
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', label, token: true, sensitive }
  await crypto.subtle.generateKey(algorithm, extractable, ['sign', 'verify'])

  expect(await refusalOf(openSigner(token.settings(label), place()))).toContain('can be taken out of it; expected CKA_SENSITIVE and not CKA_EXTRACTABLE')
})

test('a weak or foreign kind of key is no CA key', async () => {
  const crypto = new Crypto({ library: token.module, slot: slotOf(token.settings('')), pin: PIN, readWrite: true })
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 1024,
    publicExponent: Uint8Array.of(1, 0, 1),
    label: 'weak',
    token: true,
    sensitive: true,
  }
  await crypto.subtle.generateKey(rsa, false, ['sign', 'verify'])
  const p521 = { name: 'ECDSA', namedCurve: 'P-521', label: 'odd', token: true, sensitive: true }
  await crypto.subtle.generateKey(p521, false, ['sign', 'verify'])

  expect(await refusalOf(openSigner(token.settings('weak'), place()))).toContain('RSA key has 1024 bits; expected at least 2048.')
  expect(await refusalOf(openSigner(token.settings('odd'), place()))).toContain('neither RSA nor on P-256 or P-384')
})

test('a token is found by its label, and one that is not there, or there twice, is refused', async () => {
  const { signer } = await createPkcs11Key(token.settings('clients', 'second'), { ca: 'clients', env: token.env })

  expect((await openSigner(token.settings('clients', 'second'), place())).publicKey).toEqual(signer.publicKey)
  expect(await refusalOf(openSigner(token.settings('clients', 'third'), place()))).toMatch(/has no token "third"$/)
  expect(await refusalOf(openSigner(token.settings('clients', 'twin'), place()))).toMatch(/has more than one token "twin"$/)
})

test('a module that is not an absolute path, not there or no module is refused', async () => {
  const settings = token.settings('x')

  expect(await refusalOf(openSigner({ ...settings, module: 'libsofthsm2.so' }, place()))).toBe('the PKCS#11 module "libsofthsm2.so" is not an absolute path')
  expect(await refusalOf(openSigner({ ...settings, module: join(token.directory, 'absent.so') }, place()))).toMatch(/cannot be read$/)
  expect(await refusalOf(openSigner({ ...settings, module: token.pinFile }, place()))).toMatch(/cannot be used/)
})
